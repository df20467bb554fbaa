package dev.deltaenrich.splice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.format.AesGcmV1;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.EncryptionAlgorithm;
import org.apache.parquet.format.Type;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each reason a file is left to another producer for; nothing is written then. */
class NotSpliceableTest {
  private static final int KEY = 1;
  private static final int AMOUNT = 2;
  private static final int KEY_ELEMENT = 2;

  @TempDir java.nio.file.Path folder;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = RawFile.ofMerchants(folder, 500, 9);
  }

  private void refuses(SpliceRule rule, String reason) throws IOException {
    List<java.nio.file.Path> before = files();
    assertThatThrownBy(() -> Spliced.of(file, rule))
        .isInstanceOf(NotSpliceableException.class)
        .hasMessage(reason);
    assertThat(files()).isEqualTo(before);
  }

  private void refuses(String reason) throws IOException {
    refuses(rule("merchant_id", "category"), reason);
  }

  private void refusesAfter(UnaryOperator<ThriftStruct> edit, String reason) throws IOException {
    FooterEdit.edit(file, edit);
    refuses(reason);
  }

  private List<java.nio.file.Path> files() throws IOException {
    try (var found = Files.list(folder)) {
      return found.sorted().toList();
    }
  }

  private static SpliceRule rule(String key, String column) {
    SpliceRule rule = Spliced.categories(Map.of("MER-1", "food"));
    return new SpliceRule(
        key,
        List.of(AddedColumn.of(column, ValueType.STRING)),
        rule.match(),
        rule.lookup(),
        rule.unmatched());
  }

  private static UnaryOperator<ThriftStruct> keyElement(UnaryOperator<ThriftStruct> edit) {
    return FooterEdit.inList(Fields.File.SCHEMA, KEY_ELEMENT, edit);
  }

  private static FileStatus status(Path file, long bytesInLog) {
    return new FileStatus(bytesInLog, false, 1, 0, 0, file);
  }

  @Test
  void otherSizeThanTheLogSays() {
    Splicer splicer =
        new Splicer(
            RawFile.CONF,
            List.of(PreparedLookup.of(rule("merchant_id", "category"))),
            SourceColumns.ALL);

    assertThatThrownBy(() -> splicer.open(file, 77, List.of(SourceKey.inColumn("merchant_id"))))
        .isInstanceOf(NotSpliceableException.class)
        .hasMessageMatching("its size is \\d+ bytes, in the log 77")
        .extracting("reason")
        .isEqualTo(Refusal.OTHER_SIZE);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 77})
  void aSmallerSizeInTheLogOfAFileThatIsReadWhole(int bytesInLog) {
    Splicer splicer =
        new Splicer(
            RawFile.CONF,
            List.of(PreparedLookup.of(rule("merchant_id", "category"))),
            SourceColumns.ALL);

    assertThatThrownBy(
            () ->
                splicer.openToMerge(
                    status(file, bytesInLog), List.of(SourceKey.inColumn("merchant_id")), null))
        .isInstanceOf(NotSpliceableException.class)
        .hasMessageMatching("its size is \\d+ bytes, in the log " + bytesInLog)
        .extracting("reason")
        .isEqualTo(Refusal.OTHER_SIZE);
  }

  @Test
  void aLargerSizeInTheLogIsNoMatterOfSplicing() throws Exception {
    Splicer splicer =
        new Splicer(
            RawFile.CONF,
            List.of(PreparedLookup.of(rule("merchant_id", "category"))),
            SourceColumns.ALL);

    try (MergeSource source =
        splicer.openToMerge(
            status(file, 1 << 20), List.of(SourceKey.inColumn("merchant_id")), null)) {
      assertThat(source.rows()).isEqualTo(500);
    }
  }

  @Test
  void missingFileIsNoMatterOfSplicing() {
    Splicer splicer =
        new Splicer(
            RawFile.CONF,
            List.of(PreparedLookup.of(rule("merchant_id", "category"))),
            SourceColumns.ALL);

    assertThatThrownBy(
            () ->
                splicer.open(
                    new Path(folder + "/none.parquet"),
                    77,
                    List.of(SourceKey.inColumn("merchant_id"))))
        .isInstanceOf(FileNotFoundException.class);
    assertThatThrownBy(
            () ->
                splicer.openToMerge(
                    status(new Path(folder + "/none.parquet"), 77),
                    List.of(SourceKey.inColumn("merchant_id")),
                    null))
        .isInstanceOf(FileNotFoundException.class);
  }

  @Test
  void keyInOtherLettersThatIsNotTheOnlyOne() throws IOException {
    FooterEdit.edit(
        file,
        keyElement(element -> element.withText(Fields.Element.NAME, "ID"))
                .andThen(FooterEdit.inData(KEY, data -> data))
            ::apply);

    refuses(rule("Id", "category"), "it has several columns 'Id': id, ID");
  }

  @Test
  void keyThatIsNested() throws IOException {
    refuses(rule("address", "category"), "its key 'address' is nested");
  }

  @Test
  void keyThatIsRepeated() throws IOException {
    refusesAfter(
        keyElement(element -> element.withNumber(Fields.Element.REPETITION, 2)),
        "its key 'merchant_id' is repeated");
  }

  @Test
  void keyThatIsNoText() throws IOException {
    refuses(rule("amount", "category"), "its key 'amount' is not text, but DOUBLE");
  }

  @Test
  void keyThatIsBsonOrOfAnUnknownKind() throws IOException {
    refusesAfter(
        keyElement(
            element ->
                element
                    .without(Fields.Element.LOGICAL_TYPE)
                    .withNumber(Fields.Element.CONVERTED_TYPE, ConvertedType.BSON.getValue())),
        "its key 'merchant_id' is not text, but BYTE_ARRAY (BSON)");
    refusesAfter(
        keyElement(
            element ->
                element.withStruct(
                    Fields.Element.LOGICAL_TYPE,
                    ThriftStruct.empty().withStruct(99, ThriftStruct.empty()))),
        "its key 'merchant_id' is not text, but BYTE_ARRAY (BSON)");
  }

  @Test
  void keyOfAnUnknownType() throws IOException {
    refusesAfter(
        keyElement(element -> element.withNumber(Fields.Element.TYPE, Type.values().length + 40)),
        "its key 'merchant_id' is not text, but unknown");
  }

  @Test
  void encryptedFooter() throws IOException {
    byte[] bytes = Files.readAllBytes(Spliced.local(file));
    bytes[bytes.length - 1] = 'E';
    FooterEdit.overwrite(file, bytes);

    refuses("its footer is encrypted");
  }

  @Test
  void encryptedColumnsBehindAFooterInPlainText() throws IOException {
    ThriftStruct algorithm = ThriftStruct.of(EncryptionAlgorithm.AES_GCM_V1(new AesGcmV1()));
    refusesAfter(
        footer -> footer.withStruct(Fields.File.ENCRYPTION_ALGORITHM, algorithm),
        "it is encrypted");
  }

  @Test
  void encryptedColumn() throws IOException {
    refusesAfter(
        FooterEdit.inChunk(
            AMOUNT, chunk -> chunk.withStruct(Fields.Chunk.CRYPTO, ThriftStruct.empty())),
        "it is encrypted");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 11})
  void hardlyAByte(int length) throws IOException {
    FooterEdit.overwrite(file, Arrays.copyOf(Files.readAllBytes(Spliced.local(file)), length));

    refuses("it has only %d bytes".formatted(length));
  }

  @ParameterizedTest
  @ValueSource(ints = {12, 200, 5_000})
  void cutShort(int length) throws IOException {
    FooterEdit.overwrite(file, Arrays.copyOf(Files.readAllBytes(Spliced.local(file)), length));

    refuses("it does not end as a Parquet file does");
  }

  @Test
  void footerLongerThanTheFile() throws IOException {
    byte[] bytes = Files.readAllBytes(Spliced.local(file));
    bytes[bytes.length - 5] = 0x7f;
    FooterEdit.overwrite(file, bytes);

    refuses("it does not end as a Parquet file does");
  }

  @Test
  void footerThatDoesNotParse() throws IOException {
    byte[] bytes = Files.readAllBytes(Spliced.local(file));
    Arrays.fill(bytes, bytes.length - 300, bytes.length - 8, (byte) 0xff);
    FooterEdit.overwrite(file, bytes);

    refuses("its footer does not parse");
  }

  @Test
  void footerWithoutRowGroups() throws IOException {
    refusesAfter(
        footer -> footer.without(Fields.File.ROW_GROUPS),
        "its footer lacks schema, rows or row groups");
  }

  @Test
  void schemaThatIsNoTree() throws IOException {
    refusesAfter(
        FooterEdit.inList(
            Fields.File.SCHEMA, 0, root -> root.withNumber(Fields.Element.CHILDREN, 40)),
        "its schema is not whole");
  }

  @Test
  void footerFieldOfTheFuture() throws IOException {
    refusesAfter(
        footer -> footer.withStruct(10, ThriftStruct.empty()),
        "its footer has a field 10, which this program does not know");
  }

  @Test
  void rowGroupFieldOfTheFuture() throws IOException {
    refusesAfter(
        FooterEdit.inList(
            Fields.File.ROW_GROUPS, 0, group -> group.withStruct(8, ThriftStruct.empty())),
        "its row group has a field 8, which this program does not know");
  }

  @Test
  void rowGroupsOutOfOrder() throws IOException {
    refusesAfter(
        FooterEdit.inList(
            Fields.File.ROW_GROUPS, 0, group -> group.withNumber(Fields.Group.ORDINAL, 3)),
        "row group 0 calls itself 3");
  }

  @Test
  void rowGroupWithoutChunksOfAColumn() throws IOException {
    refusesAfter(
        FooterEdit.inList(
            Fields.File.ROW_GROUPS,
            0,
            group -> {
              List<ThriftStruct> chunks = group.list(Fields.Group.CHUNKS, ThriftStruct.class);
              return group.withStructs(Fields.Group.CHUNKS, chunks.subList(0, chunks.size() - 1));
            }),
        "row group 0 has 7 column chunks for 8 columns");
  }

  @Test
  void chunkInAnotherFile() throws IOException {
    refusesAfter(
        FooterEdit.inChunk(
            AMOUNT, chunk -> chunk.withText(Fields.Chunk.FILE_PATH, "other.parquet")),
        "column 'amount' is in another file: other.parquet");
  }

  @Test
  void chunkBehindTheData() throws IOException {
    FooterEdit.edit(
        file, FooterEdit.inData(AMOUNT, data -> data.withNumber(Fields.Data.DATA_PAGE, 1L << 40)));

    assertThatThrownBy(() -> Spliced.of(file, rule("merchant_id", "category")))
        .isInstanceOf(NotSpliceableException.class)
        .hasMessageStartingWith("row group 0 has column 'amount' at");
  }

  @ParameterizedTest
  @ValueSource(ints = {KEY, AMOUNT})
  void codecOfTheFuture(int column) throws IOException {
    refusesAfter(
        FooterEdit.inData(column, data -> data.withNumber(Fields.Data.CODEC, 19)),
        "it has codec number 19 of column '%s'"
            .formatted(column == KEY ? "merchant_id" : "amount"));
  }

  @Test
  void codecThatIsNotThere() throws IOException {
    refusesAfter(
        FooterEdit.inData(AMOUNT, data -> data.withNumber(Fields.Data.CODEC, 4)),
        "it has codec BROTLI of column 'amount'");
  }

  @Test
  void hugeRowGroup() throws IOException {
    long rows = 1L << 40;
    FooterEdit.edit(
        file,
        footer ->
            footer
                .withNumber(Fields.File.ROWS, rows)
                .withStructs(
                    Fields.File.ROW_GROUPS,
                    footer.list(Fields.File.ROW_GROUPS, ThriftStruct.class).stream()
                        .limit(1)
                        .map(group -> allOf(group, rows))
                        .toList()));

    assertThatThrownBy(() -> Spliced.of(file, rule("merchant_id", "category")))
        .isInstanceOf(NotSpliceableException.class)
        .hasMessageStartingWith("row group 0 has 1099511627776 rows and");
  }

  private static ThriftStruct allOf(ThriftStruct group, long rows) {
    return group
        .withNumber(Fields.Group.ROWS, rows)
        .withStructs(
            Fields.Group.CHUNKS,
            group.list(Fields.Group.CHUNKS, ThriftStruct.class).stream()
                .map(
                    chunk ->
                        chunk.withStruct(
                            Fields.Chunk.META_DATA,
                            chunk
                                .struct(Fields.Chunk.META_DATA)
                                .withNumber(Fields.Data.VALUES, rows)))
                .toList());
  }
}
