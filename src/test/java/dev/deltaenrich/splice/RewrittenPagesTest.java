package dev.deltaenrich.splice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.plan.Fallback;
import dev.deltaenrich.splice.RawFile.Shape;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of which files pages are made anew, and why. Their row groups are tiny. */
class RewrittenPagesTest {
  private static final Consumer<MergeSource> AS_IT_IS = source -> {};

  @TempDir java.nio.file.Path folder;
  private Path file;

  @BeforeEach
  void write() throws Exception {
    file =
        RawFile.write(
            new Path(folder.toUri().getPath(), "raw.parquet"),
            Shape.PLAIN_SPARK,
            IntStream.range(0, 100).mapToObj(i -> "MER-" + i % 9).toList());
  }

  private Fallback rewritten(LongPredicate deleted, Consumer<MergeSource> settle) throws Exception {
    Splicer splicer =
        new Splicer(
            RawFile.CONF,
            List.of(PreparedLookup.of(Spliced.categories(Map.of("MER-1", "food")))),
            new SourceColumns(null, List.of()));
    Path target = new Path(folder.toUri().getPath(), "made.parquet");
    try (NewFile made = new LocalAssembler().create(target)) {
      MergeSource source =
          splicer.openToMerge(
              new FileStatus(Spliced.bytes(file), false, 1, 0, 0, file),
              List.of(SourceKey.inColumn("merchant_id")),
              deleted);
      settle.accept(source);
      try (FileMerge merge = splicer.merge(source, made)) {
        assertThat(merge.add(source)).isTrue();
        return merge.finish().rewritten();
      }
    }
  }

  @Test
  void rowGroupsThatMayBecomeOne() throws Exception {
    assertThat(rewritten(null, AS_IT_IS)).isEqualTo(Fallback.SMALL_ROW_GROUPS);
  }

  @Test
  void noRowGroupThatStaysAlone() throws Exception {
    assertThat(rewritten(null, MergeSource::keepAlone)).isNull();
  }

  @Test
  void rowGroupsOfWhichRowsAreDeleted() throws Exception {
    assertThat(rewritten(row -> row == 7, MergeSource::keepAlone)).isEqualTo(Fallback.DELETED_ROWS);
  }

  @Test
  void allThatAreAskedFor() throws Exception {
    assertThat(rewritten(null, MergeSource::rewriteAll)).isEqualTo(Fallback.ASKED);
  }

  @Test
  void filesWhoseFooterIsOfANewerKind() throws Exception {
    FooterEdit.edit(file, footer -> footer.withStruct(10, ThriftStruct.empty()));

    assertThat(rewritten(null, MergeSource::keepAlone)).isEqualTo(Fallback.NEWER_FOOTER);
    Path made = new Path(folder.toUri().getPath(), "made.parquet");
    assertThat(FooterEdit.footer(made).has(10)).isFalse();
    assertThat(RawFile.read(made)).hasSize(100);
  }
}
