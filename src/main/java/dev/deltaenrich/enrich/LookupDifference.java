package dev.deltaenrich.enrich;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import dev.deltaenrich.config.KeyEquality;
import dev.deltaenrich.source.Lookup;
import dev.deltaenrich.source.LookupColumn;
import dev.deltaenrich.source.LookupRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The keys, as they are compared, whose rows differ between two snapshots of a lookup: added, taken
 * away, or with other values. Values are compared as the texts that the lookup history keeps.
 */
public final class LookupDifference {
  /** More changed keys than this are not looked for in files: most files hold some of them. */
  static final int MOST_KEYS = 1_000_000;

  private static final long MOST_CHARACTERS = 64L << 20;

  private static final String KEY = "key";
  private static final String VALUES = "values";

  private final List<LookupColumn> columns;
  private final KeyEquality match;

  /**
   * @param columns the looked-up columns
   * @param match how keys are compared
   */
  public LookupDifference(List<LookupColumn> columns, KeyEquality match) {
    this.columns = List.copyOf(columns);
    this.match = match;
  }

  /**
   * Compares with a lookup that is held in memory.
   *
   * @param before {@code key} and {@code values} as the lookup history keeps them
   * @return empty when there are too many
   */
  public Optional<Set<String>> changedKeys(Dataset<Row> before, Lookup now) {
    Map<String, List<String>> rows = new HashMap<>();
    for (LookupRow row : now.rows()) {
      rows.put(match.normalise(row.key()), row.texts());
    }
    Keys changed = new Keys();
    Iterator<Row> kept = before.select(KEY, VALUES).toLocalIterator();
    while (kept.hasNext() && !changed.tooMany()) {
      Row row = kept.next();
      String key = match.normalise(row.getString(0));
      if (!texts(row.getJavaMap(1)).equals(rows.remove(key))) {
        changed.add(key);
      }
    }
    rows.keySet().forEach(changed::add);
    return changed.unlessTooMany();
  }

  private List<String> texts(Map<String, String> values) {
    List<String> texts = new ArrayList<>(columns.size());
    columns.forEach(column -> texts.add(values.get(column.name())));
    return texts;
  }

  /**
   * Compares two lookups that may be larger than memory.
   *
   * @param before {@code key} and {@code values} as the lookup history keeps them
   * @param now likewise
   * @return empty when there are too many
   */
  public Optional<Set<String>> changedKeys(Dataset<Row> before, Dataset<Row> now) {
    Dataset<Row> one = keyed(before, "before");
    Dataset<Row> other = keyed(now, "now");
    Column same = col("before_there").isNotNull().and(col("now_there").isNotNull());
    for (int i = 0; i < columns.size(); i++) {
      same = same.and(col("before_" + i).eqNullSafe(col("now_" + i)));
    }
    Keys changed = new Keys();
    Iterator<Row> keys =
        one.join(other, col("before_key").equalTo(col("now_key")), "full_outer")
            .where(not(same))
            .select(coalesce(col("before_key"), col("now_key")))
            .toLocalIterator();
    while (keys.hasNext() && !changed.tooMany()) {
      changed.add(keys.next().getString(0));
    }
    return changed.unlessTooMany();
  }

  private Dataset<Row> keyed(Dataset<Row> kept, String name) {
    List<Column> selected = new ArrayList<>();
    selected.add(ComparedKey.of(col(KEY), match).as(name + "_key"));
    selected.add(lit(true).as(name + "_there"));
    for (int i = 0; i < columns.size(); i++) {
      selected.add(col(VALUES).getItem(columns.get(i).name()).as(name + "_" + i));
    }
    return kept.select(selected.toArray(Column[]::new));
  }

  /** Changed keys, bounded in number and length. */
  private static final class Keys {
    private final Set<String> keys = new HashSet<>();
    private long characters;

    void add(String key) {
      if (!tooMany()) {
        keys.add(key);
        characters += key.length();
      }
    }

    boolean tooMany() {
      return keys.size() > MOST_KEYS || characters > MOST_CHARACTERS;
    }

    Optional<Set<String>> unlessTooMany() {
      return tooMany() ? Optional.empty() : Optional.of(keys);
    }
  }
}
