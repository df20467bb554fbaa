package dev.deltaenrich.layout;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Each package of the program, and which others it may know; CONTRIBUTING.md draws it. */
final class PackageOrder {
  /** The package with {@code Main}, and the beginning of all others' names. */
  static final String ROOT = "dev.deltaenrich";

  /** By names without the root's; the root's own is empty. */
  private static final Map<String, Set<String>> MAY_KNOW = mayKnow();

  private PackageOrder() {}

  private static Map<String, Set<String>> mayKnow() {
    Map<String, Set<String>> order = new TreeMap<>();
    order.put("failure", Set.of());
    order.put("report", Set.of("failure"));
    order.put("plan", Set.of("failure"));
    order.put("config", Set.of("failure"));
    Set<String> ground = Set.of("failure", "report", "plan", "config");
    order.put("splice", Set.of("failure", "plan", "config"));
    order.put("store", Set.of("failure"));
    order.put("engine", with(ground, "splice", "store"));
    order.put("engine.log", with(order.get("engine"), "engine"));
    order.put("engine.table", with(order.get("engine.log"), "engine.log"));
    order.put("engine.crosscheck", order.get("engine.table"));
    Set<String> engines = with(order.get("engine.table"), "engine.table");
    order.put("source", engines);
    Set<String> sources = with(engines, "source");
    order.put("sink", sources);
    order.put("enrich", sources);
    order.put("bootstrap", sources);
    // Its proofs are worth something because those who write do not read so.
    order.put("verify", with(sources, "engine.crosscheck"));
    order.put("verify.preflight", sources);
    order.put("job", with(sources, "sink", "enrich", "bootstrap", "verify"));
    order.put("lineage", with(sources, "sink"));
    order.put("maintenance", with(sources, "sink"));
    order.put("openlineage", with(order.get("job"), "job"));
    order.put(
        "cli",
        with(
            order.get("openlineage"), "openlineage", "lineage", "maintenance", "verify.preflight"));
    order.put("", Set.of("cli"));
    return order;
  }

  private static Set<String> with(Set<String> some, String... more) {
    Set<String> all = new TreeSet<>(some);
    all.addAll(List.of(more));
    return all;
  }

  /** Whether it is a package of the program, with a place in the order or without. */
  static boolean isOurs(String packageName) {
    return packageName.equals(ROOT) || packageName.startsWith(ROOT + ".");
  }

  /** Whether it has a place in the order. */
  static boolean hasPlace(String packageName) {
    return MAY_KNOW.containsKey(relative(packageName));
  }

  /** Whether classes of one of our packages may know those of another of them. */
  static boolean allows(String knowing, String known) {
    return knowing.equals(known)
        || MAY_KNOW.getOrDefault(relative(knowing), Set.of()).contains(relative(known));
  }

  private static String relative(String packageName) {
    return packageName.equals(ROOT) ? "" : packageName.substring(ROOT.length() + 1);
  }
}
