package dev.deltaenrich.lineage;

import dev.deltaenrich.engine.log.KeptStatistics;
import dev.deltaenrich.engine.table.DeltaTable;
import dev.deltaenrich.plan.FileTags;
import dev.deltaenrich.plan.RunRecord;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which raw files some rows were in. A curated file may be made of several. */
final class RawFiles {
  private static final Logger LOG = LoggerFactory.getLogger(RawFiles.class);

  private final Set<Place> places;

  /** A raw file that has a row with a key for which the condition holds. */
  private record Place(RawVersion raw, String key, String uri) {}

  /** The raw table at one version. */
  private record RawVersion(String path, long version, String keyColumn) {
    static RawVersion of(RunRecord run) {
      return new RawVersion(run.raw().path(), run.raw().version(), run.rule().key());
    }

    /** A source as Spark names the file of a row; a deletion vector stands after the path. */
    String uriOf(String source) {
      String file = source.split("#", 2)[0];
      return new Path(new Path(path), new Path(URI.create(file))).toUri().toString();
    }
  }

  private RawFiles(Set<Place> places) {
    this.places = places;
  }

  /**
   * Looks the rows of binned files up in raw, at the versions that were enriched. Where raw cannot
   * be read so any more, or lacks a column of the condition, nothing is found.
   *
   * @param origins what the rows' files came from, by the files' URIs
   */
  static RawFiles read(
      SparkSession spark, Predicate predicate, List<FoundRow> rows, Map<String, Origin> origins) {
    Map<RawVersion, Set<String>> wanted = new HashMap<>();
    Set<String> keys = new HashSet<>();
    for (FoundRow row : rows) {
      Origin origin = origins.get(row.file());
      if (sources(origin).size() > 1 && origin.run().isPresent()) {
        RawVersion raw = RawVersion.of(origin.run().get());
        Set<String> uris = wanted.computeIfAbsent(raw, seen -> new HashSet<>());
        sources(origin).forEach(source -> uris.add(raw.uriOf(source)));
        keys.add(row.key());
      }
    }
    Set<Place> places = new HashSet<>();
    wanted.forEach((raw, uris) -> places.addAll(places(spark, predicate, raw, uris, keys)));
    return new RawFiles(places);
  }

  private static List<Place> places(
      SparkSession spark, Predicate predicate, RawVersion raw, Set<String> uris, Set<String> keys) {
    try {
      DeltaTable then = DeltaTable.openAt(spark, raw.path(), raw.version(), KeptStatistics.NONE);
      SparkSession.setActiveSession(spark);
      Dataset<Row> table = then.read(then.files());
      Column key = TextColumns.of(table, raw.keyColumn());
      Column wanted = keys.contains(null) ? key.isNull() : functions.lit(false);
      wanted = wanted.or(key.isin(keys.stream().filter(Objects::nonNull).toArray()));
      List<Place> places = new ArrayList<>();
      for (Row row :
          predicate
              .of(table, raw.path())
              .where(wanted)
              .select(key, functions.input_file_name())
              .distinct()
              .collectAsList()) {
        if (uris.contains(row.getString(1))) {
          places.add(new Place(raw, row.getString(0), row.getString(1)));
        }
      }
      return places;
    } catch (Exception e) {
      // Scala throws checked ones undeclared. This is a courtesy: the tags name all candidates.
      LOG.debug("{}: cannot look for rows at version {}", raw.path(), raw.version(), e);
      return List.of();
    }
  }

  /**
   * The {@linkplain dev.deltaenrich.plan.SourceFile#place place} of the raw file that had {@code
   * row}; empty when it cannot be told, or several have rows like it.
   */
  Optional<String> of(FoundRow row, Origin origin) {
    List<String> sources = sources(origin);
    if (sources.size() <= 1 || origin.run().isEmpty()) {
      return sources.size() == 1 ? Optional.of(sources.get(0)) : Optional.empty();
    }
    RawVersion raw = RawVersion.of(origin.run().get());
    List<String> found =
        sources.stream()
            .filter(source -> places.contains(new Place(raw, row.key(), raw.uriOf(source))))
            .toList();
    return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
  }

  private static List<String> sources(Origin origin) {
    return origin.tags().map(FileTags::places).orElse(List.of());
  }
}
