package dev.deltaenrich.job;

import dev.deltaenrich.config.ControlsChoice;
import dev.deltaenrich.config.Settings;
import dev.deltaenrich.config.Unmatched;
import dev.deltaenrich.engine.Storage;
import dev.deltaenrich.engine.StoreProbe;
import dev.deltaenrich.enrich.JoinChoice;
import dev.deltaenrich.enrich.SpliceRules;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.sink.CuratedTable;
import dev.deltaenrich.sink.LookupHistory;
import dev.deltaenrich.source.Controls;
import dev.deltaenrich.source.Lookup;
import dev.deltaenrich.source.LookupColumn;
import dev.deltaenrich.source.LookupRoom;
import dev.deltaenrich.source.LookupSpill;
import dev.deltaenrich.source.RawTable;
import dev.deltaenrich.source.Reference;
import dev.deltaenrich.source.ReferenceReader;
import dev.deltaenrich.source.ReferenceReader.Honour;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything a run knows before it plans: what both sides hold and how they are joined. Making it
 * changes nothing.
 *
 * @param controls the switches
 * @param lookup the lookup
 * @param raw the raw table at the version that is read
 * @param curated the target
 * @param join how the lookup is joined
 */
record RunInputs(
    Controls controls, Lookup lookup, RawTable raw, CuratedTable curated, JoinChoice join) {
  private static final Logger LOG = LoggerFactory.getLogger(RunInputs.class);

  /**
   * Reads both sides; empty when app_configs switches the job off. Both logs are read while the
   * lookup is.
   *
   * @param history where an earlier lookup comes from
   * @param spill gets the lookup's rows when they are over the broadcast bound
   * @throws EnrichException the first thing that stands in the way
   */
  static Optional<RunInputs> read(
      SparkSession spark,
      Settings settings,
      EnrichOptions options,
      LookupHistory history,
      LookupSpill spill,
      Phases phases) {
    requireUsable(spark, settings);
    // First, since this settles the target's version. A commit of another run after this is a
    // conflict. A run that committed before this read no newer raw table or lookup than this run.
    Supplier<CuratedTable> awaitTarget =
        phases.time(
            "read target log", () -> CuratedTable.beginOpening(spark, settings.targetPath()));
    Supplier<RawTable> awaitRaw = RawTable.beginOpening(spark, settings.rawPath());
    LookupSpill beyondRoom = spill.beyond(LookupRoom.of(spark.sparkContext()));
    Reference reference =
        phases.time("read lookup", () -> reference(settings, options, history, beyondRoom));
    if (reference.lookup().isEmpty()) {
      return Optional.empty();
    }
    Lookup lookup = reference.lookup().get();
    requireDefaultFits(spark, settings, lookup);
    JoinChoice join = join(settings, lookup);
    RawTable raw = phases.time("read raw log", awaitRaw::get);
    CuratedTable curated = phases.time("read target log", awaitTarget::get);
    raw.require(settings.rule());
    raw.requireEqualKeys(settings.rule(), settings.lookup(), lookup.keyTypes());
    requireReplaceable(curated, options);
    history.requireOurs();
    return Optional.of(new RunInputs(reference.controls(), lookup, raw, curated, join));
  }

  /** The same but for the target, which is at a later version. */
  RunInputs with(CuratedTable reopened) {
    return new RunInputs(controls, lookup, raw, reopened, join);
  }

  private static void requireUsable(SparkSession spark, Settings settings) {
    requireApart(new Storage(spark), settings);
    StoreProbe probe = new StoreProbe(spark);
    probe.requireAnswer(new Path(settings.rawPath()));
    probe.requireAnswer(new Path(settings.targetPath()));
  }

  private static JoinChoice join(Settings settings, Lookup lookup) {
    JoinChoice join = JoinChoice.of(lookup, settings.lookup().maxBroadcastBytes());
    LOG.info(
        "Lookup {}: {} rows, {} bytes, snapshot {}; {} join: {}",
        lookup.table(),
        lookup.rowCount(),
        lookup.bytes(),
        lookup.id(),
        join.word(),
        join.reason());
    return join;
  }

  private static Reference reference(
      Settings settings, EnrichOptions options, LookupHistory history, LookupSpill spill) {
    Honour honour =
        options.ignoreControls() || settings.controls().choice() == ControlsChoice.IGNORED
            ? Honour.NO
            : Honour.YES;
    if (options.lookupSnapshot().isEmpty()) {
      return ReferenceReader.read(settings, honour, spill);
    }
    Controls controls = ReferenceReader.readControls(settings, honour);
    return new Reference(
        "",
        "",
        controls,
        controls.ingestionEnabled()
            ? Optional.of(
                new ArchivedLookup(history, options.lookupSnapshot().get(), settings).read())
            : Optional.empty());
  }

  /**
   * Neither table may lie in the other, nor the history in either: one would take the other's files
   * for its own.
   */
  static void requireApart(Storage storage, Settings settings) {
    String history = settings.lookup().historyPath();
    requireApart(storage, "target.path", settings.targetPath(), "raw.path", settings.rawPath());
    requireApart(storage, "lookup.history.path", history, "raw.path", settings.rawPath());
    requireApart(storage, "lookup.history.path", history, "target.path", settings.targetPath());
  }

  private static void requireApart(
      Storage storage, String name, String path, String otherName, String other) {
    if (storage.overlap(path, other)) {
      throw new EnrichException(
          ErrorCode.TARGET_IS_RAW,
          "Cannot use %s %s: it is, or lies in, or holds, %s %s; choose separate folders"
              .formatted(name, path, otherName, other));
    }
  }

  private static void requireReplaceable(CuratedTable curated, EnrichOptions options) {
    if (options.overwrite()) {
      curated.requireNoForeignFiles();
    } else {
      curated.requireOurs();
    }
  }

  private static void requireDefaultFits(SparkSession spark, Settings settings, Lookup lookup) {
    Unmatched unmatched = settings.rule().unmatched();
    for (LookupColumn column : lookup.columns()) {
      if (!SpliceRules.fits(unmatched, column.type(), spark)) {
        throw new EnrichException(
            ErrorCode.SETTINGS,
            "Cannot use lookup.unmatched=%s: '%s' is no %s, the type of lookup column '%s'; choose a text that is, or null"
                .formatted(
                    unmatched.word(),
                    unmatched.text().orElseThrow(),
                    column.type().simpleString(),
                    column.name()));
      }
    }
  }
}
