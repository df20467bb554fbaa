package dev.deltaenrich.job;

import dev.deltaenrich.config.Rule;
import dev.deltaenrich.config.Settings;
import dev.deltaenrich.engine.Storage;
import dev.deltaenrich.plan.Batch;
import dev.deltaenrich.plan.MatchCounts;
import dev.deltaenrich.plan.ProducedFile;
import dev.deltaenrich.plan.RunRecord;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/** What a run's commits say of it. */
record RunRecords(SparkSession spark, Settings settings, String programVersion, String run) {

  /**
   * What the commit of one batch says.
   *
   * @param complete whether everything is right after it
   * @param seconds from the run's start
   */
  RunRecord of(
      RunInputs inputs,
      RunPlan plan,
      Batch batch,
      List<ProducedFile> produced,
      boolean complete,
      double seconds) {
    Rule rule = settings.rule();
    Map<String, Integer> producers =
        produced.stream()
            .collect(Collectors.toMap(ProducedFile::producer, file -> 1, Integer::sum));
    return new RunRecord(
        programVersion,
        run,
        new RunRecord.Raw(
            inputs.raw().path().toString(), inputs.raw().version(), inputs.raw().id()),
        new RunRecord.UsedLookup(
            inputs.lookup().id(),
            inputs.lookup().table(),
            // Qualified, so that it means the same to readers elsewhere.
            new Storage(spark).qualify(settings.lookup().historyPath()).toString(),
            inputs.lookup().rowCount()),
        new RunRecord.UsedRule(
            rule.id(),
            rule.rawKey(),
            rule.columnsWord(),
            rule.match().word(),
            rule.unmatched().word()),
        MatchCounts.of(produced),
        producers,
        batch.remove().size(),
        plan.files().keep().size(),
        complete,
        seconds);
  }
}
