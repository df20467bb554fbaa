package dev.deltaenrich.splice;

/** Finds how much of a batch fits on a page: pages end before a row starts. Not thread-safe. */
final class PageCut {
  private final LeafShape shape;
  private final int fixedBytes;
  private final boolean flat;
  private LeafBatch batch;
  private long bytesOfBatch;
  private int level;
  private int value;
  private int rows;
  private long bytes;

  PageCut(LeafShape shape) {
    this.shape = shape;
    this.fixedBytes = LeafValues.fixedBytes(shape.type());
    this.flat = shape.maxRepetition() == 0;
  }

  /** The first level that does not go on the page. */
  int level() {
    return level;
  }

  /** The first value that does not go on the page. */
  int value() {
    return value;
  }

  /** How many rows start among what goes on the page. */
  int rows() {
    return rows;
  }

  /** How many bytes its values have, encoded PLAIN. */
  long bytes() {
    return bytes;
  }

  void start(LeafBatch next) {
    batch = next;
    bytesOfBatch = bytesOf(0, batch.count);
  }

  private long bytesOf(int from, int to) {
    if (fixedBytes > 0 || batch.values.lengths == null) {
      return (long) (to - from) * Math.max(1, fixedBytes);
    }
    long sum = 0;
    for (int i = from; i < to; i++) {
      sum += bytesOf(i);
    }
    return sum;
  }

  private long bytesOf(int position) {
    if (fixedBytes > 0 || batch.values.lengths == null) {
      return Math.max(1, fixedBytes);
    }
    int length =
        batch.dictionary == null
            ? batch.values.lengths[position]
            : batch.dictionary.values().lengths[batch.ids[position]];
    return Integer.BYTES + (long) length;
  }

  /**
   * Finds it.
   *
   * @param fromLevel the first level, which goes on the page whatever comes
   * @param fromValue the first value at or behind it
   * @param rowsLeft how many rows may start on the page
   * @param bytesLeft no row starts behind so many bytes
   */
  void find(int fromLevel, int fromValue, int rowsLeft, long bytesLeft) {
    if (flat && bytesOfBatch <= bytesLeft) {
      level = (int) Math.min(batch.levels, (long) fromLevel + rowsLeft);
      rows = level - fromLevel;
      value = level == batch.levels ? batch.count : fromValue + valuesBetween(fromLevel, level);
      bytes = bytesOf(fromValue, value);
      return;
    }
    step(fromLevel, fromValue, rowsLeft, bytesLeft);
  }

  private int valuesBetween(int from, int to) {
    if (batch.allDefined) {
      return to - from;
    }
    int count = 0;
    for (int i = from; i < to; i++) {
      count += batch.definition[i] == shape.maxDefinition() ? 1 : 0;
    }
    return count;
  }

  private void step(int fromLevel, int fromValue, int rowsLeft, long bytesLeft) {
    value = fromValue;
    rows = 0;
    bytes = 0;
    for (level = fromLevel; level < batch.levels; level++) {
      if (flat || batch.repetition[level] == 0) {
        if (level > fromLevel && (rows >= rowsLeft || bytes >= bytesLeft)) {
          return;
        }
        rows++;
      }
      if (batch.allDefined || batch.definition[level] == shape.maxDefinition()) {
        bytes += bytesOf(value++);
      }
    }
  }
}
