package dev.deltaenrich.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.deltaenrich.services.LineageFile;
import dev.deltaenrich.services.ManyProcesses;
import dev.deltaenrich.services.Minio;
import dev.deltaenrich.services.Postgres;
import dev.deltaenrich.services.RequiresS3;
import dev.deltaenrich.services.RequiresSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run with OpenLineage's own listener beside it, configured as its page says. */
@RequiresS3
@RequiresSpark
@ManyProcesses
class OpenLineageIT {
  private static final Path PAGE = Landscape.PROJECT.resolve("docs/openlineage.md");
  private static final Pattern PROPERTY = Pattern.compile("--conf (spark\\.\\S+?)=(\\S+)");

  @TempDir private Path folder;

  @Test
  void theCataloguesSeeBothInputsTheOutputAndWhereTheNewColumnComesFrom() throws IOException {
    Landscape landscape = Landscape.shared();
    String target = landscape.newTarget();
    LineageFile file = new LineageFile(folder.resolve("lineage.json"));

    landscape
        .submitPlainly(properties(file), "enrich", landscape.raw(), target)
        .start()
        .await(Landscape.RUN_LIMIT)
        .succeeded();

    String name = target.substring(target.lastIndexOf('/') + 1);
    List<JsonNode> events = file.eventsOf("delta_enrich.enrich." + name);
    assertThat(events)
        .extracting(event -> event.get("eventType").asText())
        .containsExactly("START", "COMPLETE");
    JsonNode end = events.get(1);
    assertThat(fullNames(end.get("inputs")))
        .satisfiesExactly(
            raw -> assertThat(raw).isEqualTo(landscape.raw().replace("s3a:", "s3:")),
            lookup ->
                assertThat(lookup).startsWith("postgres://").endsWith(".public.merchant_lookup"));
    assertThat(fullNames(end.get("outputs"))).containsExactly(target.replace("s3a:", "s3:"));
    JsonNode origin =
        end.at("/outputs/0/facets/columnLineage/fields/enriched_category/inputFields/0");
    assertThat(origin.get("name").asText()).endsWith(".public.merchant_lookup");
    assertThat(origin.get("field").asText()).isEqualTo("category");
    assertThat(file.events()).as("with the listener's own").hasSizeGreaterThan(2);
    assertThat(Files.readString(file.path()))
        .doesNotContain(Postgres.PASSWORD, Minio.shared().secretKey());
  }

  /** Those the page has for a file, with our file and a jar that is here already. */
  private static Map<String, String> properties(LineageFile file) throws IOException {
    Map<String, String> properties = new TreeMap<>();
    PROPERTY
        .matcher(Files.readString(PAGE))
        .results()
        .forEach(it -> properties.put(it.group(1), it.group(2)));
    assertThat(properties)
        .containsOnlyKeys(
            "spark.extraListeners",
            "spark.openlineage.transport.type",
            "spark.openlineage.transport.url",
            "spark.openlineage.transport.location");
    properties.remove("spark.openlineage.transport.url");
    properties.put("spark.openlineage.transport.location", file.path().toString());
    properties.put("spark.jars", LineageFile.jar().toString());
    return properties;
  }

  private static List<String> fullNames(JsonNode datasets) {
    return StreamSupport.stream(datasets.spliterator(), false)
        .map(it -> it.get("namespace").asText() + "/" + it.get("name").asText())
        .toList();
  }
}
