package dev.deltaenrich.splice;

import org.apache.parquet.column.values.ValuesReader;

/** Levels or ids that were decoded. Not thread-safe. */
final class Numbers extends ValuesReader {
  private final int[] numbers;
  private int next;

  Numbers(int[] numbers) {
    this.numbers = numbers;
  }

  @Override
  public int readInteger() {
    return numbers[next++];
  }

  @Override
  public int readValueDictionaryId() {
    return numbers[next++];
  }

  @Override
  public void skip() {
    next++;
  }
}
