package dev.deltaenrich.openlineage;

import dev.deltaenrich.config.Settings;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.job.EnrichResult;
import dev.deltaenrich.job.RunTables;
import dev.deltaenrich.plan.MatchCounts;
import io.openlineage.client.OpenLineage;
import io.openlineage.client.OpenLineage.RunEvent.EventType;
import io.openlineage.client.OpenLineage.RunFacetsBuilder;
import io.openlineage.client.utils.UUIDUtils;
import io.openlineage.spark.agent.ArgumentParser;
import io.openlineage.spark.agent.EventEmitter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.package$;

/**
 * The events of one run, sent the way the listener sends its own: it reads {@code
 * spark.openlineage.*}, and its client does the sending. Every method throws what that throws, and
 * may throw a LinkageError where the jar is of a release that is too different.
 *
 * @see <a href="https://openlineage.io/docs/spec/object-model">the object model</a>
 */
final class RunEvents {
  private static final String SPARK = "spark";

  /** Not Spark's own name of it, which depends on who calls spark-submit. */
  private static final String APPLICATION = "delta_enrich";

  private final EventEmitter emitter;
  private final OpenLineage facets;
  private final Settings settings;
  private final String run;
  private final UUID id;
  private final String programVersion;

  private RunEvents(EventEmitter emitter, Settings settings, String run, String programVersion) {
    this.emitter = emitter;
    this.facets = new OpenLineage(URI.create("urn:delta-enrich:" + programVersion));
    this.settings = settings;
    this.run = run;
    this.id = UUIDUtils.generateStaticUUID(Instant.now(), run.getBytes(StandardCharsets.UTF_8));
    this.programVersion = programVersion;
  }

  static RunEvents open(SparkConf conf, Settings settings, String run, String programVersion) {
    try {
      EventEmitter emitter = new EventEmitter(ArgumentParser.parse(conf), APPLICATION);
      return new RunEvents(emitter, settings, run, programVersion);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("spark.openlineage.transport.url is no URL", e);
    }
  }

  void started() {
    emit(EventType.START, Optional.empty(), Optional.empty(), facetsOfTheRun(Map.of()));
  }

  void completed(Optional<RunTables> tables, EnrichResult result) {
    // A run that was switched off at its second attempt read tables and made nothing of them.
    Optional<RunTables> used = tables.filter(it -> result.target().version() >= 0);
    emit(EventType.COMPLETE, used, Optional.of(result), facetsOfTheRun(figures(result)));
  }

  void failed(Optional<RunTables> tables, EnrichException failure) {
    OpenLineage.ErrorMessageRunFacet message =
        facets
            .newErrorMessageRunFacetBuilder()
            .message(failure.code() + ": " + failure.getMessage())
            .programmingLanguage("JAVA")
            .build();
    emit(EventType.FAIL, tables, Optional.empty(), facetsOfTheRun(Map.of()).errorMessage(message));
  }

  /** Ends the sending; what was handed over before is sent first. */
  void close() {
    emitter.close();
  }

  private void emit(
      EventType type,
      Optional<RunTables> tables,
      Optional<EnrichResult> result,
      RunFacetsBuilder runFacets) {
    Optional<RunDatasets> datasets =
        tables.map(found -> new RunDatasets(facets, settings, found, result));
    emitter
        .getClient()
        .emit(
            facets
                .newRunEventBuilder()
                .eventType(type)
                .eventTime(Instant.now().atZone(ZoneOffset.UTC))
                .run(facets.newRunBuilder().runId(id).facets(runFacets.build()).build())
                .job(job())
                .inputs(datasets.map(RunDatasets::inputs).orElse(List.of()))
                .outputs(datasets.map(RunDatasets::outputs).orElse(List.of()))
                .build());
  }

  /** What is done with a target of another name has a history of its own. */
  private OpenLineage.Job job() {
    String target = new Path(settings.targetPath()).getName();
    return facets
        .newJobBuilder()
        .namespace(emitter.getJobNamespace())
        .name("%s.enrich.%s".formatted(emitter.getApplicationJobName(), target))
        .facets(
            facets
                .newJobFacetsBuilder()
                .jobType(facets.newJobTypeJobFacet("BATCH", "SPARK", "JOB"))
                .build())
        .build();
  }

  private RunFacetsBuilder facetsOfTheRun(Map<String, Object> figures) {
    OpenLineage.RunFacet ours = facets.newRunFacet();
    ours.getAdditionalProperties().put("run", run);
    ours.getAdditionalProperties().putAll(figures);
    RunFacetsBuilder builder =
        facets
            .newRunFacetsBuilder()
            .put("deltaEnrich", ours)
            .processing_engine(
                facets
                    .newProcessingEngineRunFacetBuilder()
                    .name(SPARK)
                    .version(package$.MODULE$.SPARK_VERSION())
                    .openlineageAdapterVersion(programVersion)
                    .build());
    if (emitter.getParentRunId().isPresent() && emitter.getParentJobName().isPresent()) {
      builder.parent(parent(emitter.getParentRunId().get(), emitter.getParentJobName().get()));
    }
    return builder;
  }

  /** The scheduler's task, such as Airflow's provider names it to Spark. */
  private OpenLineage.ParentRunFacet parent(UUID runId, String jobName) {
    String namespace = emitter.getParentJobNamespace().orElse(emitter.getJobNamespace());
    return facets
        .newParentRunFacetBuilder()
        .run(facets.newParentRunFacetRun(runId))
        .job(facets.newParentRunFacetJob(namespace, jobName))
        .build();
  }

  private static Map<String, Object> figures(EnrichResult result) {
    MatchCounts counts = result.counts();
    return Map.ofEntries(
        Map.entry("outcome", result.outcome()),
        Map.entry("rows", counts.rows()),
        Map.entry("matched", counts.matched()),
        Map.entry("nullKey", counts.nullKey()),
        Map.entry("unknownKey", counts.unknownKey()),
        Map.entry("nullTime", counts.nullTime()),
        Map.entry("outsideValidity", counts.outsideValidity()),
        Map.entry("filesAdded", result.files().added()),
        Map.entry("filesRemoved", result.files().removed()),
        Map.entry("filesKept", result.files().kept()),
        Map.entry("commits", result.commits()));
  }
}
