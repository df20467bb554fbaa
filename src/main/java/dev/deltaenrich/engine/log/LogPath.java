package dev.deltaenrich.engine.log;

/** A file's path as a log spells it: a URI (Delta PROTOCOL, "Add File and Remove File"). */
public final class LogPath {
  private LogPath() {}

  /**
   * Whether it is a relative one that nothing has to be done to: it has no escapes and nothing that
   * a URI or Hadoop's paths would write otherwise. Most are, and telling so takes a tenth of the
   * time of making a URI, of which a log of a hundred thousand files needs several each.
   */
  public static boolean isPlain(String path) {
    boolean atStart = true;
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == '/') {
        if (atStart) {
          return false;
        }
        atStart = true;
      } else if (isPlain(c) || (!atStart && c == '.')) {
        atStart = false;
      } else {
        return false;
      }
    }
    return !atStart;
  }

  private static boolean isPlain(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_'
        || c == '=';
  }
}
