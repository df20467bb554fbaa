package dev.deltaenrich.sink;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A row of an archived lookup snapshot.
 *
 * @param key as it stood in the database
 * @param texts the values as text, in the order in which the columns were asked for; null for null
 *     and for a column that the snapshot does not hold
 */
record ArchivedRow(String key, List<String> texts) {
  /** Copies {@code texts}. */
  ArchivedRow {
    texts = Collections.unmodifiableList(new ArrayList<>(texts));
  }
}
