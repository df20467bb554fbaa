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
import java.util.stream.Collectors;
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

  /** A raw file that has a row with some keys for which the condition holds. */
  private record Place(RawVersion raw, List<String> keys, String uri) {}

  /** The raw table at one version, and those key columns of its lookups that the rows have. */
  private record RawVersion(String path, long version, List<String> keyColumns) {
    static RawVersion of(RunRecord run, FoundRow row) {
      return new RawVersion(
          run.raw().path(),
          run.raw().version(),
          run.eachLookup().values().stream()
              .map(one -> one.rule().key())
              .filter(row.keys()::containsKey)
              .distinct()
              .toList());
    }

    /** Which raw file a row of a curated file may be in. */
    Place place(FoundRow row, String source) {
      return new Place(
          this,
          keyColumns.stream().map(row.keys()::get).collect(Collectors.toList()),
          uriOf(source));
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
    Map<RawVersion, Set<Place>> wanted = new HashMap<>();
    for (FoundRow row : rows) {
      Origin origin = origins.get(row.file());
      if (sources(origin).size() > 1 && origin.run().isPresent()) {
        RawVersion raw = RawVersion.of(origin.run().get(), row);
        Set<Place> possible = wanted.computeIfAbsent(raw, seen -> new HashSet<>());
        sources(origin).forEach(source -> possible.add(raw.place(row, source)));
      }
    }
    Set<Place> places = new HashSet<>();
    wanted.forEach((raw, possible) -> places.addAll(places(spark, predicate, raw, possible)));
    return new RawFiles(places);
  }

  /** Those of some possible places that have such a row. */
  private static List<Place> places(
      SparkSession spark, Predicate predicate, RawVersion raw, Set<Place> possible) {
    try {
      DeltaTable then = DeltaTable.openAt(spark, raw.path(), raw.version(), KeptStatistics.NONE);
      SparkSession.setActiveSession(spark);
      Dataset<Row> table = then.read(then.files());
      List<Column> selected = new ArrayList<>();
      Column wanted = functions.lit(true);
      for (int i = 0; i < raw.keyColumns().size(); i++) {
        Column key = TextColumns.of(table, raw.keyColumns().get(i));
        selected.add(key);
        wanted = wanted.and(isOneOf(key, keys(possible, i)));
      }
      selected.add(functions.input_file_name());
      return predicate
          .of(table, raw.path())
          .where(wanted)
          .select(selected.toArray(Column[]::new))
          .distinct()
          .collectAsList()
          .stream()
          .map(row -> place(raw, row))
          .filter(possible::contains)
          .toList();
    } catch (Exception e) {
      // Scala throws checked ones undeclared. This is a courtesy: the tags name all candidates.
      LOG.debug("{}: cannot look for rows at version {}", raw.path(), raw.version(), e);
      return List.of();
    }
  }

  private static Set<String> keys(Set<Place> places, int column) {
    return places.stream().map(place -> place.keys().get(column)).collect(Collectors.toSet());
  }

  private static Column isOneOf(Column key, Set<String> keys) {
    Column isNull = keys.contains(null) ? key.isNull() : functions.lit(false);
    return isNull.or(key.isin(keys.stream().filter(Objects::nonNull).toArray()));
  }

  private static Place place(RawVersion raw, Row row) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      texts.add(row.getString(i));
    }
    int file = texts.size() - 1;
    return new Place(raw, new ArrayList<>(texts.subList(0, file)), texts.get(file));
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
    RawVersion raw = RawVersion.of(origin.run().get(), row);
    List<String> found =
        sources.stream().filter(source -> places.contains(raw.place(row, source))).toList();
    return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
  }

  private static List<String> sources(Origin origin) {
    return origin.tags().map(FileTags::places).orElse(List.of());
  }
}
