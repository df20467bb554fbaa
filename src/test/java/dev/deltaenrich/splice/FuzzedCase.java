package dev.deltaenrich.splice;

import com.sun.management.ThreadMXBean;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.function.UnaryOperator;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.MessageType;

/**
 * A damaged file, what is done with it, and what becomes of that.
 *
 * @param folder where files are made
 * @param sound the file before
 * @param other a file that shares one with the damaged one
 * @param damaged the file after
 */
record FuzzedCase(
    java.nio.file.Path folder, SoundFile sound, SoundFile other, byte[] damaged, FuzzedWay way) {
  /** What came of a case; all are well. */
  enum Outcome {
    REFUSED,
    /** The rows of the file before. */
    AS_BEFORE,
    /** The rows that Parquet's reader gets from the damaged file. */
    AS_DAMAGED,
    /** Nobody reads the damaged file, and nobody reads what was made of it. */
    UNREADABLE
  }

  private static final long MOST_ALLOCATED = 64L << 20;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final PreparedLookup LOOKUP = PreparedLookup.of(LookedUpRows.rule());
  private static final SourceKey KEY = SourceKey.inColumn("merchant_id");
  private static final LongPredicate DELETED = row -> row % 5 == 2;

  /**
   * Tries.
   *
   * @throws AssertionError when the outcome is none that may be
   */
  Outcome outcome() throws IOException {
    FooterEdit.overwrite(path("damaged"), damaged);
    FooterEdit.overwrite(path("other"), other.bytes());
    long before = THREADS.getCurrentThreadAllocatedBytes();
    Optional<List<Path>> made = madeOrRefused();
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    if (allocated > MOST_ALLOCATED) {
      throw new AssertionError("%d bytes were allocated".formatted(allocated));
    }
    return made.isEmpty() ? Outcome.REFUSED : judged(made.get());
  }

  private Optional<List<Path>> madeOrRefused() {
    try {
      return Optional.of(way == FuzzedWay.COPIED ? copied() : merged());
    } catch (NotSpliceableException e) {
      return Optional.empty();
    } catch (EnrichException e) {
      boolean known = e.code() == ErrorCode.FILE_CORRUPT && e.getMessage().lines().count() == 1;
      if (!known || root(e).getClass().getPackage() == Object.class.getPackage()) {
        throw new AssertionError("not a refusal for people", e);
      }
      return Optional.empty();
    } catch (Exception | OutOfMemoryError | StackOverflowError e) {
      throw new AssertionError("neither refused nor made", e);
    }
  }

  private static Throwable root(Throwable failure) {
    return failure.getCause() == null ? failure : root(failure.getCause());
  }

  private Outcome judged(List<Path> made) throws IOException {
    UnaryOperator<Group> shared = made.size() > 1 ? UnaryOperator.identity() : inSharedFile();
    Optional<List<String>> asDamaged = rows(damaged, shared);
    List<String> found = new ArrayList<>();
    for (Path one : made) {
      byte[] bytes = Files.readAllBytes(Spliced.local(one));
      Optional<List<String>> rows = ReaderOfBytes.rows(bytes, Group::toString);
      if (rows.isEmpty() && (asDamaged.isEmpty() || isReadByLuck())) {
        return Outcome.UNREADABLE;
      }
      found.addAll(
          rows.orElseThrow(
              () -> new AssertionError("what was made is unreadable, its source not")));
    }
    found.sort(null);
    if (found.equals(expected(sound.rows(), other.rows()))) {
      return Outcome.AS_BEFORE;
    }
    List<String> others = rows(other.bytes(), shared).orElseGet(other::rows);
    List<String> expected = expected(asDamaged.orElse(sound.rows()), others);
    if (asDamaged.isPresent() && found.equals(expected)) {
      return Outcome.AS_DAMAGED;
    }
    throw new AssertionError(difference(found, expected));
  }

  private static Optional<List<String>> rows(byte[] file, UnaryOperator<Group> shared) {
    return ReaderOfBytes.rows(file, row -> LookedUpRows.text(row, shared.apply(row)));
  }

  /** Rows of files that share one have the columns of the first, in its order and of its types. */
  private UnaryOperator<Group> inSharedFile() {
    return switch (way) {
      case COPIED, RECODED -> UnaryOperator.identity();
      case MERGED_LAST, RECODED_WITH_OTHER -> row -> widened(row, SoundFile.SCHEMA);
      case MERGED_FIRST ->
          ReaderOfBytes.schema(damaged)
              .<UnaryOperator<Group>>map(first -> row -> widened(row, first))
              .orElse(UnaryOperator.identity());
    };
  }

  /** A column that the first file lacks must not get lost, so that such rows stay. */
  private static Group widened(Group row, MessageType first) {
    List<String[]> columns = ((MessageType) row.getType()).getPaths();
    return columns.stream().allMatch(first::containsPath) ? WidenedRows.of(row, first) : row;
  }

  /**
   * Parquet's reader looks behind the last chunk of a row group when its pages do not end with it.
   * A chunk that has the new column behind it is not the last.
   */
  private boolean isReadByLuck() throws IOException {
    return SoundFile.of(damaged).hasPageBehindItsChunk();
  }

  private static String difference(List<String> found, List<String> expected) {
    List<String> more = new ArrayList<>(found);
    more.removeAll(expected);
    List<String> less = new ArrayList<>(expected);
    less.removeAll(found);
    return "%d wrong rows, the first %s; %d rows are missing, the first %s"
        .formatted(more.size(), more.stream().findFirst(), less.size(), less.stream().findFirst());
  }

  private List<String> expected(List<String> rows, List<String> others) {
    List<String> expected = new ArrayList<>();
    for (int row = 0; row < rows.size(); row++) {
      if (way != FuzzedWay.RECODED_WITH_OTHER || !DELETED.test(row)) {
        expected.add(rows.get(row));
      }
    }
    if (way != FuzzedWay.COPIED && way != FuzzedWay.RECODED) {
      expected.addAll(others);
    }
    expected.sort(null);
    return expected;
  }

  private Path path(String name) {
    return new Path(folder.toUri().getPath(), name + ".parquet");
  }

  private static Splicer splicer() {
    return new Splicer(RawFile.CONF, List.of(LOOKUP), new SourceColumns(null, List.of("category")));
  }

  /** The log of the table tells of the file before it was cut. */
  private long bytesInLog() {
    return Math.max(damaged.length, sound.bytes().length);
  }

  private List<Path> copied() throws Exception {
    Path source = path("damaged");
    Path target = path("copied");
    try (Splice splice = splicer().open(source, bytesInLog(), List.of(KEY));
        Assembly assembly = new LocalAssembler().begin(source, splice.prefix(), target)) {
      assembly.finish(splice.encode().bytes());
    }
    LeafBounds.of(ParquetFooter.read(RawFile.CONF, target));
    return List.of(target);
  }

  private List<Path> merged() throws Exception {
    List<MergeSource> sources = new ArrayList<>();
    try {
      if (way != FuzzedWay.RECODED) {
        sources.add(opened(path("other"), other.bytes().length, null));
      }
      sources.add(
          way == FuzzedWay.MERGED_FIRST ? 0 : sources.size(),
          opened(
              path("damaged"), bytesInLog(), way == FuzzedWay.RECODED_WITH_OTHER ? DELETED : null));
      return merged(sources);
    } finally {
      for (MergeSource source : sources) {
        source.close();
      }
    }
  }

  private MergeSource opened(Path file, long bytes, LongPredicate deleted) throws Exception {
    FileStatus inLog = new FileStatus(bytes, false, 1, 0, 0, file);
    MergeSource source = splicer().openToMerge(inLog, List.of(KEY), deleted, 0);
    if (way == FuzzedWay.RECODED) {
      source.rewriteAll();
    }
    return source;
  }

  /** What cannot share the file gets one of its own. */
  private List<Path> merged(List<MergeSource> sources) throws Exception {
    List<Path> made = new ArrayList<>();
    List<MergeSource> left = sources;
    while (!left.isEmpty()) {
      List<MergeSource> apart = new ArrayList<>();
      Path target = path("merged-" + made.size());
      try (NewFile file = new LocalAssembler().create(target);
          FileMerge merge = splicer().merge(left.get(0), file)) {
        for (MergeSource source : left) {
          if (!merge.add(source)) {
            apart.add(source);
          }
        }
        MergedFile merged = merge.finish();
        if (merged != null) {
          LeafBounds.of(merged.footer());
          made.add(target);
        }
      }
      if (apart.size() == left.size()) {
        throw new IllegalStateException("no source was taken");
      }
      left = apart;
    }
    return made;
  }
}
