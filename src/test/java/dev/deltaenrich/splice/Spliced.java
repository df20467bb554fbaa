package dev.deltaenrich.splice;

import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;

/** A file that was spliced, as the producer will do it. */
record Spliced(Path source, Path target, SplicedTail tail, AssembledFile assembled) {

  static Spliced of(Path source, SpliceRule rule) throws NotSpliceableException, IOException {
    return of(source, new Splicer(RawFile.CONF, PreparedLookup.of(rule)));
  }

  static Spliced of(Path source, Splicer splicer) throws NotSpliceableException, IOException {
    Path target = new Path(source.getParent(), "spliced-" + source.getName());
    try (Splice splice = splicer.open(source, bytes(source));
        Assembly assembly = new LocalAssembler().begin(source, splice.prefix(), target)) {
      SplicedTail tail = splice.encode();
      return new Spliced(source, target, tail, assembly.finish(tail.bytes()));
    }
  }

  static long bytes(Path file) throws IOException {
    return Files.size(local(file));
  }

  static java.nio.file.Path local(Path file) {
    return java.nio.file.Path.of(file.toUri().getPath());
  }

  /** A lookup of one text column. */
  static SpliceRule categories(Map<String, String> categories) {
    return categories(categories, null);
  }

  static SpliceRule categories(Map<String, String> categories, String unmatched) {
    Map<String, Object[]> lookup = new HashMap<>();
    categories.forEach((key, category) -> lookup.put(key, new Object[] {category}));
    return new SpliceRule(
        "merchant_id",
        List.of(AddedColumn.of("category", ValueType.STRING)),
        dev.deltaenrich.config.KeyMatch.TRIM,
        lookup,
        new Object[] {unmatched});
  }
}
