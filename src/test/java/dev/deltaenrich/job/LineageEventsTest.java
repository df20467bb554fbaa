package dev.deltaenrich.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.openlineage.LineageEvents;
import dev.deltaenrich.services.LineageFile;
import dev.deltaenrich.services.Ports;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What OpenLineage is told of a run, and that a run does not depend on it. */
class LineageEventsTest {
  private static final String JOB = "delta_enrich.enrich.curated";

  @TempDir private Path folder;
  private EnrichmentTables tables;
  private LineageFile file;
  private SparkConf conf;

  @BeforeEach
  void sixRowsAndAListener() {
    tables = new EnrichmentTables(folder).sixRows();
    file = new LineageFile(folder.resolve("lineage.json"));
    conf =
        new SparkConf(false)
            .set("spark.app.name", "whatever spark-submit was told")
            .set("spark.extraListeners", "io.openlineage.spark.agent.OpenLineageSparkListener")
            .set("spark.openlineage.namespace", "shop")
            .set("spark.openlineage.transport.type", "file")
            .set("spark.openlineage.transport.location", file.path().toString());
  }

  private EnrichResult run() {
    EnrichJob job = tables.job(EnrichOptions.DEFAULT);
    return new LineageEvents(conf, tables.settings(), EnrichmentTables.PROGRAM_VERSION)
        .around(job, job::run);
  }

  private JsonNode last() {
    List<JsonNode> events = file.eventsOf(JOB);
    return events.get(events.size() - 1);
  }

  /** The lookup as events name it. */
  private String lookup() {
    URI url = URI.create(tables.settings().lookup().jdbc().url().substring("jdbc:".length()));
    return "postgres://%s:%d %s.public.merchant_lookup"
        .formatted(url.getHost(), url.getPort(), url.getPath().substring(1));
  }

  private static List<String> names(JsonNode datasets) {
    List<String> names = new ArrayList<>();
    datasets.forEach(it -> names.add(it.get("namespace").asText() + " " + it.get("name").asText()));
    return names;
  }

  private static List<String> columns(JsonNode dataset) {
    List<String> columns = new ArrayList<>();
    dataset
        .at("/facets/schema/fields")
        .forEach(it -> columns.add(it.get("name").asText() + " " + it.get("type").asText()));
    return columns;
  }

  /** Such as {@code category DIRECT IDENTITY}, with the dataset's last part before the column. */
  private List<String> origins(String column) {
    List<String> origins = new ArrayList<>();
    last()
        .at("/outputs/0/facets/columnLineage/fields/" + column + "/inputFields")
        .forEach(
            it ->
                origins.add(
                    "%s %s %s %s"
                        .formatted(
                            it.get("name").asText().replaceFirst(".*[./]", ""),
                            it.get("field").asText(),
                            it.at("/transformations/0/type").asText(),
                            it.at("/transformations/0/subtype").asText())));
    return origins;
  }

  @Test
  void startAndEndOfARunAreToldAsOneRun() {
    EnrichResult result = run();

    List<JsonNode> events = file.eventsOf(JOB);
    assertThat(events)
        .extracting(event -> event.get("eventType").asText())
        .containsExactly("START", "COMPLETE");
    assertThat(events).extracting(event -> event.at("/run/runId").asText()).doesNotContain("");
    assertThat(events.get(0).at("/run/runId")).isEqualTo(events.get(1).at("/run/runId"));
    assertThat(events).extracting(it -> it.at("/job/namespace").asText()).containsOnly("shop");
    JsonNode ours = last().at("/run/facets/deltaEnrich");
    assertThat(ours.get("run").asText()).isEqualTo(result.run());
    assertThat(ours.get("matched").asLong()).isEqualTo(result.counts().matched());
  }

  @Test
  void bothInputsAndTheOutputAppearWithTheirColumnsAndVersions() {
    EnrichResult result = run();

    JsonNode inputs = last().get("inputs");
    assertThat(names(inputs)).containsExactly("file " + tables.rawPath(), lookup());
    assertThat(columns(inputs.get(0))).containsExactly("id bigint", "merchant_id string");
    assertThat(columns(inputs.get(1))).containsExactly("merchant_id string", "category string");
    assertThat(inputs.get(0).at("/facets/version/datasetVersion").asText()).isEqualTo("1");
    assertThat(inputs.get(1).at("/facets/version/datasetVersion").asText())
        .isEqualTo(result.lookup().snapshot());
    JsonNode output = last().at("/outputs/0");
    assertThat(names(last().get("outputs"))).containsExactly("file " + tables.targetPath());
    assertThat(columns(output))
        .containsExactly("id bigint", "merchant_id string", "enriched_category string");
    assertThat(output.at("/facets/version/datasetVersion").asText()).isEqualTo("0");
    assertThat(output.at("/outputFacets/outputStatistics/rowCount").asLong()).isEqualTo(6);
    assertThat(output.at("/outputFacets/outputStatistics/fileCount").asLong()).isEqualTo(2);
  }

  @Test
  void aNewColumnComesFromTheLookupByBothKeysAndARawOneFromItself() {
    run();

    assertThat(origins("enriched_category"))
        .containsExactly(
            "merchant_lookup category DIRECT IDENTITY",
            "raw merchant_id INDIRECT JOIN",
            "merchant_lookup merchant_id INDIRECT JOIN");
    assertThat(origins("merchant_id")).containsExactly("raw merchant_id DIRECT IDENTITY");
    assertThat(origins("id")).containsExactly("raw id DIRECT IDENTITY");
  }

  @Test
  void aColumnWithADefaultIsMoreThanTheLookupHas() {
    tables.set("lookup.unmatched", "default:none").set("lookup.table", "public.merchant_lookup");
    run();

    assertThat(origins("enriched_category"))
        .contains("merchant_lookup category DIRECT TRANSFORMATION");
    assertThat(names(last().get("inputs"))).contains(lookup());
  }

  @Test
  void aRunWithNothingToDoReadItsTablesToo() {
    run();
    run();

    assertThat(last().at("/run/facets/deltaEnrich/outcome").asText()).isEqualTo("nothing to do");
    assertThat(last().get("inputs")).hasSize(2);
    assertThat(last().at("/outputs/0/outputFacets/outputStatistics/rowCount").asLong()).isZero();
  }

  @Test
  void theQuarantineIsAnOutputOfItsOwn() {
    String quarantine = folder.resolve("quarantine").toString();
    tables.set("lookup.unmatched", "quarantine").set("quarantine.path", quarantine);
    run();

    assertThat(names(last().get("outputs")))
        .containsExactly("file " + tables.targetPath(), "file " + quarantine);
    assertThat(last().at("/outputs/0/outputFacets/outputStatistics/rowCount").asLong())
        .isEqualTo(4);
    JsonNode output = last().at("/outputs/1");
    assertThat(output.at("/outputFacets/outputStatistics/rowCount").asLong()).isEqualTo(2);
    assertThat(columns(output))
        .containsExactly(
            "id bigint", "merchant_id string", "_reason string", "_run string", "_raw_file string");
    assertThat(output.at("/facets/columnLineage/fields/id/inputFields/0/field").asText())
        .isEqualTo("id");
  }

  @Test
  void aFailedRunIsToldWithItsCode() {
    tables.set("lookup.min-match-rate", "0.99");

    EnrichException failure = catchThrowableOfType(EnrichException.class, this::run);

    assertThat(failure.code()).isEqualTo(ErrorCode.MATCH_RATE);
    assertThat(last().get("eventType").asText()).isEqualTo("FAIL");
    assertThat(last().at("/run/facets/errorMessage/message").asText())
        .isEqualTo("MATCH_RATE: " + failure.getMessage());
    assertThat(last().get("inputs")).hasSize(2);
  }

  @Test
  void aRunThatFailsBeforeItsPlanIsToldWithItsId() {
    tables.database("TRUNCATE merchant_lookup");

    EnrichException failure = catchThrowableOfType(EnrichException.class, this::run);

    assertThat(failure.code()).isEqualTo(ErrorCode.LOOKUP_EMPTY);
    assertThat(last().get("eventType").asText()).isEqualTo("FAIL");
    assertThat(last().at("/run/facets/deltaEnrich/run").asText()).isNotEmpty();
    assertThat(last().get("inputs")).isEmpty();
  }

  @Test
  void aRunThatIsSwitchedOffReadAndMadeNothing() {
    tables.database("INSERT INTO app_configs VALUES ('data_ingestion_enabled', 'false')");
    run();

    assertThat(last().at("/run/facets/deltaEnrich/outcome").asText()).isEqualTo("switched off");
    assertThat(last().get("inputs")).isEmpty();
    assertThat(last().get("outputs")).isEmpty();
  }

  @Test
  void theRawKeyIsSpelledAsTheTableHasIt() {
    tables.set("raw.key", "Merchant_ID");
    run();

    assertThat(origins("enriched_category")).contains("raw merchant_id INDIRECT JOIN");
  }

  @Test
  void theSchedulersTaskIsTheParent() {
    String parent = "0192d5b2-7f4e-7c7a-8d1a-6f1d2c3b4a59";
    conf.set("spark.openlineage.parentRunId", parent)
        .set("spark.openlineage.parentJobName", "financial_ingestion_dag.enrich")
        .set("spark.openlineage.parentJobNamespace", "airflow");
    run();

    assertThat(last().at("/run/facets/parent/run/runId").asText()).isEqualTo(parent);
    assertThat(last().at("/run/facets/parent/job/name").asText())
        .isEqualTo("financial_ingestion_dag.enrich");
    assertThat(last().at("/run/facets/parent/job/namespace").asText()).isEqualTo("airflow");
  }

  @Test
  void aRunIsNoneTheWorseWhereNobodyTakesTheEvents() {
    conf.set("spark.openlineage.transport.type", "http")
        .set("spark.openlineage.transport.url", "http://127.0.0.1:" + Ports.free());
    assertThat(run().outcome()).isEqualTo("committed");

    conf.set("spark.openlineage.transport.type", "no such transport");
    assertThat(run().outcome()).isEqualTo("nothing to do");
  }

  @Test
  void nothingIsToldUnlessAskedFor() {
    conf.set("spark.openlineage.disabled", "true");
    run();
    conf.set("spark.openlineage.disabled", "false").set("spark.extraListeners", "some.Other");
    run();

    assertThat(file.events()).isEmpty();
  }
}
