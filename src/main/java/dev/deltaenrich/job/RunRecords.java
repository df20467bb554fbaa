package dev.deltaenrich.job;

import dev.deltaenrich.config.LookupSettings;
import dev.deltaenrich.config.Rule;
import dev.deltaenrich.config.Settings;
import dev.deltaenrich.config.Validity;
import dev.deltaenrich.engine.Storage;
import dev.deltaenrich.enrich.JoinedLookup;
import dev.deltaenrich.plan.Batch;
import dev.deltaenrich.plan.MatchCounts;
import dev.deltaenrich.plan.ProducedFile;
import dev.deltaenrich.plan.RunRecord;
import dev.deltaenrich.sink.QuarantinedRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/** What a run's commits say of it. */
record RunRecords(SparkSession spark, Settings settings, String programVersion, String run) {

  /**
   * What the commit of one batch says.
   *
   * @param counts how the rows of the files met each lookup
   * @param complete whether everything is right after it
   * @param seconds from the run's start
   */
  RunRecord of(
      RunInputs inputs,
      RunPlan plan,
      Batch batch,
      List<ProducedFile> produced,
      List<MatchCounts> counts,
      boolean complete,
      double seconds) {
    List<RunRecord.OfLookup> lookups = new ArrayList<>();
    for (int i = 0; i < counts.size(); i++) {
      lookups.add(ofLookup(inputs.lookups().get(i), counts.get(i)));
    }
    boolean named = settings.lookup().isNamed();
    Map<String, Integer> producers =
        produced.stream()
            .collect(Collectors.toMap(ProducedFile::producer, file -> 1, Integer::sum));
    return new RunRecord(
        programVersion,
        run,
        new RunRecord.Raw(
            inputs.raw().path().toString(), inputs.raw().version(), inputs.raw().id()),
        named ? allLookups(inputs, lookups) : lookups.get(0).lookup(),
        named ? allRules(inputs, lookups) : lookups.get(0).rule(),
        MatchCounts.least(counts),
        named ? lookups : List.of(),
        settings.quarantines()
            ? inputs.quarantine().map(it -> quarantine(it, produced)).orElse(null)
            : null,
        producers,
        batch.remove().size(),
        plan.files().keep().size(),
        complete,
        seconds);
  }

  private static RunRecord.Quarantine quarantine(
      QuarantinedRows table, List<ProducedFile> produced) {
    return new RunRecord.Quarantine(
        table.path().toString(), produced.stream().mapToLong(ProducedFile::quarantinedRows).sum());
  }

  private RunRecord.OfLookup ofLookup(JoinedLookup joined, MatchCounts counts) {
    LookupSettings lookup = joined.settings();
    Rule rule = joined.rule();
    return new RunRecord.OfLookup(
        lookup.name(),
        new RunRecord.UsedLookup(
            joined.lookup().id(),
            joined.lookup().table(),
            // Qualified, so that it means the same to readers elsewhere.
            new Storage(spark).qualify(lookup.historyPath()).toString(),
            joined.lookup().rowCount()),
        new RunRecord.UsedRule(
            rule.id(),
            rule.rawKey(),
            rule.columnsWord(),
            rule.match().word(),
            rule.unmatched().word(),
            rule.validity().map(RunRecords::validity).orElse(null)),
        counts);
  }

  private static RunRecord.UsedValidity validity(Validity validity) {
    return new RunRecord.UsedValidity(
        validity.from(), validity.to(), validity.rawTime(), validity.zone().getId());
  }

  private static RunRecord.UsedLookup allLookups(
      RunInputs inputs, List<RunRecord.OfLookup> lookups) {
    return new RunRecord.UsedLookup(
        inputs.snapshots(),
        words(lookups, it -> it.lookup().table(), ","),
        words(lookups, it -> it.lookup().history(), ","),
        lookups.stream().mapToLong(it -> it.lookup().rows()).sum());
  }

  private static RunRecord.UsedRule allRules(RunInputs inputs, List<RunRecord.OfLookup> lookups) {
    return new RunRecord.UsedRule(
        inputs.rules(),
        words(lookups, it -> it.rule().key(), ";"),
        words(lookups, it -> it.rule().columns(), ","),
        words(lookups, it -> it.rule().match(), ";"),
        words(lookups, it -> it.rule().unmatched(), ";"));
  }

  private static String words(
      List<RunRecord.OfLookup> lookups, Function<RunRecord.OfLookup, String> word, String between) {
    return lookups.stream().map(word).distinct().collect(Collectors.joining(between));
  }
}
