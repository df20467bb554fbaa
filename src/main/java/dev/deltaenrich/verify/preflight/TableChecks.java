package dev.deltaenrich.verify.preflight;

import dev.deltaenrich.config.KeyType;
import dev.deltaenrich.config.LookupSettings;
import dev.deltaenrich.config.NewColumn;
import dev.deltaenrich.config.Settings;
import dev.deltaenrich.plan.SourceFile;
import dev.deltaenrich.source.RawKey;
import dev.deltaenrich.source.RawTable;
import dev.deltaenrich.splice.QuarantineColumns;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/**
 * Whether raw is a table that can be enriched, and the target one that may be written: by the code
 * that asks so in a run.
 */
final class TableChecks {
  private static final String RAW = "raw table";

  private final SparkSession spark;
  private final Settings settings;
  private final Map<String, List<KeyType>> lookupKeys;
  private final BooleanSupplier target;
  private RawTable raw;

  /**
   * @param lookupKeys what each part of a lookup's keys is, by the lookup's name; none where the
   *     lookup could not tell
   * @param target whether there is a target that may be written
   */
  TableChecks(
      SparkSession spark,
      Settings settings,
      Map<String, List<KeyType>> lookupKeys,
      BooleanSupplier target) {
    this.spark = spark;
    this.settings = settings;
    this.lookupKeys = lookupKeys;
    this.target = target;
  }

  void addTo(Checklist checks) {
    // A log may take many seconds to read.
    checks.addSlow(RAW, this::raw, "Delta", StoreChecks.RAW);
    for (LookupSettings lookup : settings.lookups()) {
      checks.addSlow(LookupChecks.named("raw key", lookup), () -> key(lookup), RAW);
      checks.addSlow(LookupChecks.named("new columns", lookup), () -> newColumns(lookup), RAW);
    }
    checks.addSlow("target table", this::target, "Delta", StoreChecks.TARGET);
  }

  private String raw() {
    activate();
    raw = RawTable.open(spark, settings.rawPath());
    raw.requireStorable();
    if (settings.quarantines()) {
      QuarantineColumns.NAMES.forEach(raw::requireAbsent);
    }
    return "%d files, %d bytes, version %d"
        .formatted(
            raw.files().size(),
            raw.files().stream().mapToLong(SourceFile::bytes).sum(),
            raw.version());
  }

  private String key(LookupSettings lookup) {
    RawKey key = raw.key(lookup.rule());
    raw.requireEqualKeys(lookup, lookupKeys.getOrDefault(lookup.name(), List.of()));
    return key.description();
  }

  private String newColumns(LookupSettings lookup) {
    raw.requireColumns(lookup.rule());
    return lookup.rule().columns().stream().map(NewColumn::name).collect(Collectors.joining(", "));
  }

  private String target() {
    activate();
    return target.getAsBoolean()
        ? "made by delta-enrich"
        : "nothing there yet; enrich will make it";
  }

  /** Delta asks the thread, and every check has a new one. */
  private void activate() {
    SparkSession.setActiveSession(spark);
  }
}
