package dev.deltaenrich.verify.preflight;

import dev.deltaenrich.config.KeyType;
import dev.deltaenrich.config.Settings;
import dev.deltaenrich.engine.HadoopSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.spark.sql.SparkSession;

/**
 * Looks at everything a run will need, says what is missing and what to do about it. Every check is
 * made, whatever became of the others, unless it needs one that failed; none takes for ever. Writes
 * nothing but a probe beside the target, which it deletes.
 */
public final class Preflight {
  /** Leaves the tables time enough even when the database does not answer. */
  private static final Duration LIMIT = Duration.ofSeconds(15);

  private static final Duration TOTAL = Duration.ofSeconds(55);

  private final SparkSession spark;
  private final Settings settings;
  private final BooleanSupplier target;
  private final Duration limit;

  /**
   * Checks {@code settings} in {@code spark}, which stays open.
   *
   * @param target whether there is a table at the target already; throws why a run would refuse it
   */
  public Preflight(SparkSession spark, Settings settings, BooleanSupplier target) {
    this(spark, settings, target, LIMIT);
  }

  /**
   * @param limit the longest time for one check
   */
  Preflight(SparkSession spark, Settings settings, BooleanSupplier target, Duration limit) {
    this.spark = spark;
    this.settings = settings;
    this.target = target;
    this.limit = limit;
  }

  /** Makes all checks. Does not throw because of what it finds. */
  public CheckResult run() {
    Checklist checks = new Checklist(limit, TOTAL);
    new SoftwareChecks(spark, settings).addTo(checks);
    Map<String, List<KeyType>> lookupKeys;
    try (DatabaseChecks database = new DatabaseChecks(settings, limit)) {
      database.addTo(checks);
      lookupKeys = database.keyTypes();
    }
    new StoreChecks(HadoopSettings.of(spark), settings).addTo(checks);
    new TableChecks(spark, settings, lookupKeys, target).addTo(checks);
    return CheckResult.of(checks.lines());
  }
}
