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
    List<String> names = rule.columns().stream().map(AddedColumn::name).toList();
    return of(
        source,
        new Splicer(
            RawFile.CONF, List.of(PreparedLookup.of(rule)), new SourceColumns(null, names)));
  }

  /** A file all of whose rows have one key, which is in none of its columns. */
  static Spliced withKey(Path source, SpliceRule rule, String key)
      throws NotSpliceableException, IOException {
    Splicer splicer =
        new Splicer(RawFile.CONF, List.of(PreparedLookup.of(rule)), SourceColumns.ALL);
    return of(source, splicer.open(source, bytes(source), List.of(SourceKey.ofAllRows(key))));
  }

  static Spliced of(Path source, Splicer splicer) throws NotSpliceableException, IOException {
    return of(
        source,
        splicer.open(
            source, bytes(source), List.of(SourceKey.inColumn(splicer.lookups().get(0).key()))));
  }

  static Spliced of(Path source, Splice opened) throws IOException {
    Path target = new Path(source.getParent(), "spliced-" + source.getName());
    try (Splice splice = opened;
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
