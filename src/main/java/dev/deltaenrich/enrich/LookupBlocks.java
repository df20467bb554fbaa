package dev.deltaenrich.enrich;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.IntUnaryOperator;
import org.apache.spark.sql.Row;
import scala.Tuple2;

/**
 * Packs rows of file number, key and values as texts into blocks ({@link TextBlock}), each of one
 * file. Holds some megabytes at once. Not thread-safe.
 */
final class LookupBlocks implements Iterator<Tuple2<Integer, byte[]>> {
  private static final int BLOCK_BYTES = 1 << 18;
  private static final int MOST_BYTES = 1 << 24;

  private final Iterator<Row> rows;
  private final IntUnaryOperator numbers;
  private final Map<Integer, TextBlock> open = new HashMap<>();
  private final Deque<Tuple2<Integer, byte[]>> ready = new ArrayDeque<>();
  private int bytes;

  /**
   * @param numbers the number of a file's blocks, by the file's
   */
  LookupBlocks(Iterator<Row> rows, IntUnaryOperator numbers) {
    this.rows = rows;
    this.numbers = numbers;
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && rows.hasNext()) {
      add(rows.next());
    }
    if (ready.isEmpty()) {
      takeAll();
    }
    return !ready.isEmpty();
  }

  @Override
  public Tuple2<Integer, byte[]> next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }

  private void add(Row row) {
    int file = row.getInt(0);
    TextBlock block = open.computeIfAbsent(file, any -> new TextBlock());
    int before = block.size();
    for (int i = 1; i < row.length(); i++) {
      block.add(row.isNullAt(i) ? null : row.getString(i).getBytes(StandardCharsets.UTF_8));
    }
    bytes += block.size() - before;
    if (block.size() > BLOCK_BYTES) {
      take(file);
    }
    if (bytes > MOST_BYTES) {
      takeAll();
    }
  }

  private void takeAll() {
    List<Integer> files = new ArrayList<>(open.keySet());
    files.forEach(this::take);
  }

  private void take(int file) {
    TextBlock block = open.remove(file);
    bytes -= block.size();
    ready.add(new Tuple2<>(numbers.applyAsInt(file), block.toByteArray()));
  }
}
