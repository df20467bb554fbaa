package dev.deltaenrich.job;

import dev.deltaenrich.config.ControlsChoice;
import dev.deltaenrich.config.LookupSettings;
import dev.deltaenrich.config.Setting;
import dev.deltaenrich.config.Settings;
import dev.deltaenrich.config.Unmatched;
import dev.deltaenrich.engine.Storage;
import dev.deltaenrich.engine.StoreProbe;
import dev.deltaenrich.enrich.JoinChoice;
import dev.deltaenrich.enrich.JoinedLookup;
import dev.deltaenrich.enrich.SpliceRules;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.plan.LookupIds;
import dev.deltaenrich.sink.CuratedTable;
import dev.deltaenrich.sink.Quarantine;
import dev.deltaenrich.sink.QuarantinedRows;
import dev.deltaenrich.source.Controls;
import dev.deltaenrich.source.Lookup;
import dev.deltaenrich.source.LookupColumn;
import dev.deltaenrich.source.LookupRoom;
import dev.deltaenrich.source.LookupSpill;
import dev.deltaenrich.source.RawTable;
import dev.deltaenrich.source.Reference;
import dev.deltaenrich.source.ReferenceReader;
import dev.deltaenrich.source.ReferenceReader.Honour;
import dev.deltaenrich.splice.QuarantineColumns;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything a run knows before it plans: what both sides hold and how they are joined. Making it
 * changes nothing.
 *
 * @param controls the switches
 * @param lookups the lookups and how they are joined, in the order of the settings
 * @param raw the raw table at the version that is read
 * @param curated the target
 * @param quarantine the rows without a match that the target does not hold; empty where the
 *     settings have no table for them
 */
record RunInputs(
    Controls controls,
    List<JoinedLookup> lookups,
    RawTable raw,
    CuratedTable curated,
    Optional<QuarantinedRows> quarantine) {
  private static final Logger LOG = LoggerFactory.getLogger(RunInputs.class);
  private static final String QUARANTINE = Setting.QUARANTINE_PATH.key();

  /**
   * Reads both sides; empty when app_configs switches the job off. Both logs are read while the
   * lookup is.
   *
   * @param histories where earlier lookups come from
   * @param spills what gets a lookup's rows when they are over its broadcast bound
   * @throws EnrichException the first thing that stands in the way
   */
  static Optional<RunInputs> read(
      SparkSession spark,
      Settings settings,
      EnrichOptions options,
      LookupHistories histories,
      Function<LookupSettings, LookupSpill> spills,
      Phases phases) {
    requireUsable(spark, settings);
    // First, since this settles the target's version. A commit of another run after this is a
    // conflict. A run that committed before this read no newer raw table or lookup than this run.
    Supplier<CuratedTable> awaitTarget =
        phases.time(
            "read target log", () -> CuratedTable.beginOpening(spark, settings.targetPath()));
    Supplier<RawTable> awaitRaw = RawTable.beginOpening(spark, settings.rawPath());
    LookupRoom room = LookupRoom.of(spark.sparkContext());
    Reference reference =
        phases.time(
            "read lookup",
            () ->
                reference(
                    settings, options, histories, lookup -> spills.apply(lookup).beyond(room)));
    if (reference.lookups().isEmpty()) {
      return Optional.empty();
    }
    List<JoinedLookup> lookups = joined(settings, reference.lookups().get());
    lookups.forEach(lookup -> requireDefaultFits(spark, lookup));
    RawTable raw = phases.time("read raw log", awaitRaw::get);
    CuratedTable curated = phases.time("read target log", awaitTarget::get);
    raw.requireStorable();
    lookups.forEach(lookup -> require(raw, lookup));
    requireReplaceable(curated, options);
    histories.requireOurs();
    Optional<QuarantinedRows> quarantine =
        Quarantine.of(spark, settings).map(table -> table.read(options.overwrite()));
    if (settings.quarantines()) {
      QuarantineColumns.NAMES.forEach(raw::requireAbsent);
    }
    return Optional.of(new RunInputs(reference.controls(), lookups, raw, curated, quarantine));
  }

  private static void require(RawTable raw, JoinedLookup lookup) {
    try {
      raw.require(lookup.rule());
      raw.requireEqualKeys(lookup.settings(), lookup.lookup().keyTypes());
    } catch (EnrichException e) {
      throw lookup.settings().inOwnKeys(e);
    }
  }

  /** The same but for the target and its quarantine, which are at later versions. */
  RunInputs with(CuratedTable reopened, Optional<QuarantinedRows> reread) {
    return new RunInputs(controls, lookups, raw, reopened, reread);
  }

  /** The ids of the lookups' content, see {@link LookupIds}. */
  String snapshots() {
    return ids(lookup -> lookup.lookup().id());
  }

  /** The ids of the lookups' rules, see {@link LookupIds}. */
  String rules() {
    return ids(lookup -> lookup.rule().id());
  }

  private String ids(Function<JoinedLookup, String> id) {
    Map<String, String> ids = new LinkedHashMap<>();
    lookups.forEach(lookup -> ids.put(lookup.settings().name(), id.apply(lookup)));
    return LookupIds.join(ids);
  }

  /** Whether rows without a match in some lookup go to the quarantine. */
  boolean quarantines() {
    return lookups.stream().anyMatch(lookup -> lookup.rule().quarantines());
  }

  /** How the lookups are joined: one word, or two where they differ. */
  String joinWord() {
    return lookups.stream()
        .map(lookup -> lookup.join().word())
        .distinct()
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private static void requireUsable(SparkSession spark, Settings settings) {
    requireApart(new Storage(spark), settings);
    StoreProbe probe = new StoreProbe(spark);
    probe.requireAnswer(new Path(settings.rawPath()));
    probe.requireAnswer(new Path(settings.targetPath()));
    settings.quarantinePath().map(Path::new).ifPresent(probe::requireAnswer);
  }

  private static List<JoinedLookup> joined(Settings settings, List<Lookup> lookups) {
    List<JoinedLookup> joined = new ArrayList<>();
    for (int i = 0; i < lookups.size(); i++) {
      LookupSettings of = settings.lookups().get(i);
      Lookup lookup = lookups.get(i);
      JoinChoice join = JoinChoice.of(lookup, of.maxBroadcastBytes());
      LOG.info(
          "Lookup {}: {} rows, {} bytes, snapshot {}; {} join: {}",
          of.shown(),
          lookup.rowCount(),
          lookup.bytes(),
          lookup.id(),
          join.word(),
          join.reason());
      joined.add(new JoinedLookup(of, lookup, join));
    }
    return joined;
  }

  private static Reference reference(
      Settings settings,
      EnrichOptions options,
      LookupHistories histories,
      Function<LookupSettings, LookupSpill> spills) {
    Honour honour =
        options.ignoreControls() || settings.controls().choice() == ControlsChoice.IGNORED
            ? Honour.NO
            : Honour.YES;
    if (options.lookupSnapshot().isEmpty()) {
      return ReferenceReader.read(settings, honour, spills);
    }
    Map<String, String> ids = snapshots(options.lookupSnapshot().get(), settings);
    Controls controls = ReferenceReader.readControls(settings, honour);
    if (!controls.ingestionEnabled()) {
      return new Reference(controls, Optional.empty());
    }
    List<Lookup> lookups = new ArrayList<>();
    for (LookupSettings it : settings.lookups()) {
      lookups.add(
          new ArchivedLookup(histories.of(it), ids.get(it.name()), it, List.copyOf(lookups))
              .read());
    }
    return new Reference(controls, Optional.of(lookups));
  }

  /** The ids of an option by the lookups' names: one of each lookup. */
  private static Map<String, String> snapshots(String option, Settings settings) {
    Map<String, String> ids = LookupIds.parse(option);
    Set<String> names =
        settings.lookups().stream().map(LookupSettings::name).collect(Collectors.toSet());
    // Joined again, a name that was given twice is there once.
    if (!ids.keySet().equals(names) || !LookupIds.join(ids).equals(option)) {
      throw new EnrichException(
          ErrorCode.USAGE,
          "Cannot use lookup snapshot '%s': --lookup-snapshot takes %s"
              .formatted(option, snapshotsWord(settings)));
    }
    return ids;
  }

  /** What {@code --lookup-snapshot} takes. */
  private static String snapshotsWord(Settings settings) {
    return !settings.lookup().isNamed()
        ? "one id"
        : "an id of each lookup: "
            + settings.lookups().stream()
                .map(lookup -> lookup.name() + "=ID")
                .collect(Collectors.joining(","));
  }

  /**
   * Neither table may lie in the other, nor the history in either: one would take the other's files
   * for its own.
   */
  static void requireApart(Storage storage, Settings settings) {
    requireApart(storage, "target.path", settings.targetPath(), "raw.path", settings.rawPath());
    settings
        .quarantinePath()
        .ifPresent(
            path -> {
              requireApart(storage, QUARANTINE, path, "raw.path", settings.rawPath());
              requireApart(storage, QUARANTINE, path, "target.path", settings.targetPath());
            });
    List<LookupSettings> lookups = settings.lookups();
    for (int i = 0; i < lookups.size(); i++) {
      String history = lookups.get(i).historyPath();
      String name = lookups.get(i).keyOf(Setting.LOOKUP_HISTORY_PATH);
      requireApart(storage, name, history, "raw.path", settings.rawPath());
      requireApart(storage, name, history, "target.path", settings.targetPath());
      settings
          .quarantinePath()
          .ifPresent(path -> requireApart(storage, QUARANTINE, path, name, history));
      for (LookupSettings other : lookups.subList(0, i)) {
        // Lookups may share a history, but none may lie in another's folder.
        if (!storage.qualify(history).equals(storage.qualify(other.historyPath()))) {
          requireApart(
              storage,
              name,
              history,
              other.keyOf(Setting.LOOKUP_HISTORY_PATH),
              other.historyPath());
        }
      }
    }
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

  private static void requireDefaultFits(SparkSession spark, JoinedLookup joined) {
    Unmatched unmatched = joined.rule().unmatched();
    for (LookupColumn column : joined.lookup().columns()) {
      if (!SpliceRules.fits(unmatched, column.type(), spark)) {
        throw joined
            .settings()
            .inOwnKeys(
                new EnrichException(
                    ErrorCode.SETTINGS,
                    "Cannot use lookup.unmatched=%s: '%s' is no %s, the type of lookup column '%s'; choose a text that is, or null"
                        .formatted(
                            unmatched.word(),
                            unmatched.text().orElseThrow(),
                            column.type().simpleString(),
                            column.name())));
      }
    }
  }
}
