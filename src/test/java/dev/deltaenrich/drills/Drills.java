package dev.deltaenrich.drills;

/** How long the drills are: short with every build, whole when asked to. */
final class Drills {
  private static final boolean WHOLE =
      "full".equals(System.getProperty("drills", System.getenv().getOrDefault("DRILLS", "short")));

  private Drills() {}

  /** How often something is done. */
  static int times(int inShort, int inWhole) {
    return WHOLE ? inWhole : inShort;
  }

  /** Whether all of it is asked for, by {@code -Ddrills=full} or {@code DRILLS=full}. */
  static boolean whole() {
    return WHOLE;
  }

  /** Whether what comes out is to be kept in the documentation, by {@code -Ddrills.record=true}. */
  static boolean recorded() {
    return Boolean.getBoolean("drills.record");
  }
}
