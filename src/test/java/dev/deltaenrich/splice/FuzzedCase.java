package dev.deltaenrich.splice;

import com.sun.management.ThreadMXBean;
import dev.deltaenrich.config.KeyMatch;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.failure.ErrorCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.Type;

/** WIP. */
record FuzzedCase(
    java.nio.file.Path folder, SoundFile sound, SoundFile other, byte[] damaged, FuzzedWay way) {
  static long most;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final Map<String, String> CATEGORIES = categories();
  private static final PreparedLookup LOOKUP =
      PreparedLookup.of(Spliced.categories(CATEGORIES, "none"));
  private static final LongPredicate EVERY_FIFTH = row -> row % 5 == 2;

  private static Map<String, String> categories() {
    Map<String, String> categories = new HashMap<>();
    for (int number = -10; number < 20; number++) {
      String key = "text ".repeat(Math.abs(number) % 4) + number + "ä€😀";
      categories.put(KeyMatch.TRIM.normalise(key), "category " + number % 7);
    }
    return categories;
  }

  String verdict() throws Exception {
    Path file = path("damaged");
    FooterEdit.overwrite(file, damaged);
    FooterEdit.overwrite(path("other"), other.bytes());
    long before = THREADS.getCurrentThreadAllocatedBytes();
    List<Path> made;
    try {
      made = made(file);
    } catch (NotSpliceableException e) {
      return e.getMessage().lines().count() == 1 && allocated(before) == null
          ? "refused"
          : "FAULT: lines or " + allocated(before);
    } catch (EnrichException e) {
      return e.code() == ErrorCode.FILE_CORRUPT && allocated(before) == null
          ? odd(e)
          : "FAULT " + allocated(before) + e;
    } catch (Throwable e) {
      StringWriter w = new StringWriter();
      e.printStackTrace(new PrintWriter(w));
      return "FAULT: " + w.toString().lines().limit(12).reduce("", (a, b) -> a + "\n" + b);
    }
    String allocated = allocated(before);
    if (allocated != null) {
      return "FAULT: " + allocated;
    }
    return judged(made);
  }

  private static String odd(EnrichException e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    boolean plain = root instanceof EnrichException || root instanceof IOException;
    return plain ? "corrupt" : "corrupt " + root.getClass().getSimpleName();
  }

  private static String allocated(long before) {
    long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
    most = Math.max(most, bytes);
    return bytes > 64L << 20 ? "allocated " + bytes : null;
  }

  private String judged(List<Path> made) throws IOException {
    Optional<List<Group>> read = ReaderOfBytes.rows(damaged);
    List<String> found = new ArrayList<>();
    for (Path one : made) {
      Optional<List<Group>> rows = ReaderOfBytes.rows(Files.readAllBytes(Spliced.local(one)));
      if (rows.isEmpty()) {
        return read.isEmpty() ? "unreadable both" : "FAULT: unreadable output";
      }
      rows.get().forEach(row -> found.add(row.toString()));
    }
    found.sort(null);
    if (found.equals(expected(sound.rows()))) {
      return "made right";
    }
    if (read.isPresent() && found.equals(expected(read.get()))) {
      return "made as damaged";
    }
    List<String> missing = new ArrayList<>(expected(read.orElse(sound.rows())));
    List<String> extra = new ArrayList<>(found);
    extra.removeAll(missing);
    missing.removeAll(found);
    return "FAULT: "
        + (read.isEmpty() ? "invented" : "other")
        + " rows "
        + missing.size()
        + " missing, "
        + extra.size()
        + " extra"
        + (System.getProperty("fuzz.show") == null
            ? ""
            : "\n" + missing.stream().limit(2).toList() + "\n" + extra.stream().limit(2).toList());
  }

  private List<String> expected(List<Group> rows) {
    List<String> expected = new ArrayList<>();
    for (int row = 0; row < rows.size(); row++) {
      if (way != FuzzedWay.RECODED_WITH_OTHER || !EVERY_FIFTH.test(row)) {
        expected.add(enriched(rows.get(row)));
      }
    }
    if (way != FuzzedWay.COPIED && way != FuzzedWay.RECODED) {
      other.rows().forEach(row -> expected.add(enriched(row)));
    }
    expected.sort(null);
    return expected;
  }

  private static String enriched(Group row) {
    String key = key(row);
    String category =
        key == null ? "none" : CATEGORIES.getOrDefault(KeyMatch.TRIM.normalise(key), "none");
    return row + "category: " + category + "\n";
  }

  private static String key(Group row) {
    Optional<String> name =
        row.getType().getFields().stream()
            .map(Type::getName)
            .filter("merchant_id"::equalsIgnoreCase)
            .findFirst();
    return name.isEmpty() || row.getFieldRepetitionCount(name.get()) == 0
        ? null
        : row.getString(name.get(), 0);
  }

  private Path path(String name) {
    return new Path(folder.toUri().getPath(), name + ".parquet");
  }

  private List<Path> made(Path file) throws Exception {
    Splicer splicer =
        new Splicer(RawFile.CONF, LOOKUP, new SourceColumns(null, List.of("category")));
    long logged = Math.max(damaged.length, sound.bytes().length);
    if (way == FuzzedWay.COPIED) {
      Path target = path("copied");
      try (Splice splice = splicer.open(file, logged, SourceKey.inColumn("merchant_id"));
          Assembly assembly = new LocalAssembler().begin(file, splice.prefix(), target)) {
        SplicedTail tail = splice.encode();
        assembly.finish(tail.bytes());
      }
      bounds(target);
      return List.of(target);
    }
    LongPredicate deleted = way == FuzzedWay.RECODED_WITH_OTHER ? EVERY_FIFTH : null;
    List<MergeSource> sources = new ArrayList<>();
    try {
      if (way != FuzzedWay.RECODED) {
        sources.add(opened(splicer, path("other"), other.bytes().length, null));
      }
      sources.add(
          way == FuzzedWay.MERGED_FIRST ? 0 : sources.size(),
          opened(splicer, file, logged, deleted));
      return merged(splicer, sources);
    } finally {
      for (MergeSource source : sources) {
        source.close();
      }
    }
  }

  private MergeSource opened(Splicer splicer, Path file, long bytes, LongPredicate deleted)
      throws Exception {
    MergeSource source =
        splicer.openToMerge(
            new FileStatus(bytes, false, 1, 0, 0, file),
            SourceKey.inColumn("merchant_id"),
            deleted,
            0);
    if (way == FuzzedWay.RECODED) {
      source.rewriteAll();
    }
    return source;
  }

  /** What shares no file gets one of its own. */
  private List<Path> merged(Splicer splicer, List<MergeSource> sources) throws Exception {
    List<MergeSource> left = new ArrayList<>(sources);
    List<Path> made = new ArrayList<>();
    while (!left.isEmpty()) {
      List<MergeSource> apart = new ArrayList<>();
      Path target = path("merged-" + made.size());
      try (NewFile file = new LocalAssembler().create(target);
          FileMerge merge = splicer.merge(left.get(0), file)) {
        for (MergeSource source : left) {
          if (source.rows() > 0 && !merge.add(source)) {
            apart.add(source);
          }
        }
        if (merge.finish() != null) {
          bounds(target);
          made.add(target);
        }
      }
      if (apart.size() == left.size()) {
        throw new IllegalStateException("nothing was taken");
      }
      left = apart;
    }
    return made;
  }

  private static void bounds(Path made) throws Exception {
    LeafBounds.of(ParquetFooter.read(RawFile.CONF, made));
  }
}
