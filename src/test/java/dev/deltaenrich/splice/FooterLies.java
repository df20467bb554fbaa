package dev.deltaenrich.splice;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/** Lies of a footer that several of its fields agree on, so that no single one gives them away. */
final class FooterLies {
  private static final int[] OFFSETS = {
    Fields.Data.DATA_PAGE, Fields.Data.DICTIONARY_PAGE, Fields.Data.COMPRESSED_BYTES
  };

  private final Random random;
  private final ThriftLies lies;

  FooterLies(Random random, ThriftLies lies) {
    this.random = random;
    this.lies = lies;
  }

  ThriftStruct in(ThriftStruct footer) {
    List<ThriftStruct> groups = footer.list(Fields.File.ROW_GROUPS, ThriftStruct.class);
    int group = random.nextInt(groups.size());
    return switch (random.nextInt(6)) {
      case 0 -> withRows(footer, group);
      case 1 -> withOtherGroups(footer, groups);
      case 2 ->
          FooterEdit.inList(Fields.File.ROW_GROUPS, group, this::withMixedChunks).apply(footer);
      case 3 -> withMixedSchema(footer);
      case 4 -> withOtherType(footer);
      default ->
          FooterEdit.inList(Fields.File.ROW_GROUPS, group, this::withMovedChunk).apply(footer);
    };
  }

  /** Another number of rows, which file, row group and chunks agree on. */
  private ThriftStruct withRows(ThriftStruct footer, int group) {
    ThriftStruct told = footer.list(Fields.File.ROW_GROUPS, ThriftStruct.class).get(group);
    long before = told.number(Fields.Group.ROWS);
    long rows = lies.number(before);
    UnaryOperator<ThriftStruct> edit =
        one ->
            one.withNumber(Fields.Group.ROWS, rows)
                .withStructs(
                    Fields.Group.CHUNKS,
                    one.list(Fields.Group.CHUNKS, ThriftStruct.class).stream()
                        .map(chunk -> withValues(chunk, before, rows))
                        .toList());
    return FooterEdit.inList(Fields.File.ROW_GROUPS, group, edit)
        .apply(footer)
        .withNumber(Fields.File.ROWS, footer.number(Fields.File.ROWS) - before + rows);
  }

  private static ThriftStruct withValues(ThriftStruct chunk, long before, long rows) {
    ThriftStruct data = chunk.struct(Fields.Chunk.META_DATA);
    return data.number(Fields.Data.VALUES) == before
        ? chunk.withStruct(Fields.Chunk.META_DATA, data.withNumber(Fields.Data.VALUES, rows))
        : chunk;
  }

  private ThriftStruct withOtherGroups(ThriftStruct footer, List<ThriftStruct> groups) {
    List<ThriftStruct> others = new ArrayList<>(groups);
    int position = random.nextInt(others.size());
    switch (random.nextInt(3)) {
      case 0 -> others.remove(position);
      case 1 -> others.add(random.nextInt(others.size()), others.get(position));
      default -> Collections.shuffle(others, random);
    }
    long rows = others.stream().mapToLong(group -> group.number(Fields.Group.ROWS)).sum();
    return footer.withStructs(Fields.File.ROW_GROUPS, others).withNumber(Fields.File.ROWS, rows);
  }

  private ThriftStruct withMixedChunks(ThriftStruct group) {
    List<ThriftStruct> chunks =
        new ArrayList<>(group.list(Fields.Group.CHUNKS, ThriftStruct.class));
    int one = random.nextInt(chunks.size());
    int other = random.nextInt(chunks.size());
    if (random.nextInt(3) == 0) {
      Collections.swap(chunks, one, other);
      return group.withStructs(Fields.Group.CHUNKS, chunks);
    }
    // The bytes of another column under the name of this one.
    List<String> path =
        chunks.get(one).struct(Fields.Chunk.META_DATA).list(Fields.Data.PATH, String.class);
    ThriftStruct taken = chunks.get(other);
    ThriftStruct data = taken.struct(Fields.Chunk.META_DATA).withTexts(Fields.Data.PATH, path);
    if (random.nextBoolean()) {
      data =
          data.withNumber(
              Fields.Data.TYPE,
              chunks.get(one).struct(Fields.Chunk.META_DATA).number(Fields.Data.TYPE));
    }
    chunks.set(one, taken.withStruct(Fields.Chunk.META_DATA, data));
    return group.withStructs(Fields.Group.CHUNKS, chunks);
  }

  private ThriftStruct withMixedSchema(ThriftStruct footer) {
    List<ThriftStruct> elements =
        new ArrayList<>(footer.list(Fields.File.SCHEMA, ThriftStruct.class));
    int one = 1 + random.nextInt(elements.size() - 1);
    int other = 1 + random.nextInt(elements.size() - 1);
    ThriftStruct element = elements.get(one);
    switch (random.nextInt(3)) {
      case 0 -> Collections.swap(elements, one, other);
      case 1 ->
          elements.set(
              one,
              element.has(Fields.Element.REPETITION)
                  ? element.withNumber(Fields.Element.REPETITION, random.nextInt(4))
                  : element);
      default ->
          elements.set(
              one,
              element.withText(Fields.Element.NAME, elements.get(other).text(Fields.Element.NAME)));
    }
    return footer.withStructs(Fields.File.SCHEMA, elements);
  }

  /** Another type of a leaf, in the schema and in all of its chunks. */
  private ThriftStruct withOtherType(ThriftStruct footer) {
    List<ThriftStruct> elements =
        new ArrayList<>(footer.list(Fields.File.SCHEMA, ThriftStruct.class));
    List<Integer> leaves = new ArrayList<>();
    for (int i = 0; i < elements.size(); i++) {
      if (elements.get(i).has(Fields.Element.TYPE)) {
        leaves.add(i);
      }
    }
    int leaf = random.nextInt(leaves.size());
    int type = random.nextInt(9);
    ThriftStruct element = elements.get(leaves.get(leaf));
    elements.set(
        leaves.get(leaf),
        (random.nextBoolean()
                ? element
                : element.without(Fields.Element.CONVERTED_TYPE, Fields.Element.LOGICAL_TYPE))
            .withNumber(Fields.Element.TYPE, type));
    ThriftStruct changed = footer.withStructs(Fields.File.SCHEMA, elements);
    int groups = footer.list(Fields.File.ROW_GROUPS, ThriftStruct.class).size();
    for (int group = 0; group < groups; group++) {
      changed = inData(group, leaf, data -> data.withNumber(Fields.Data.TYPE, type)).apply(changed);
    }
    return changed;
  }

  private static UnaryOperator<ThriftStruct> inData(
      int group, int leaf, UnaryOperator<ThriftStruct> edit) {
    return FooterEdit.inList(
        Fields.File.ROW_GROUPS,
        group,
        FooterEdit.inList(
            Fields.Group.CHUNKS,
            leaf,
            chunk ->
                chunk.withStruct(
                    Fields.Chunk.META_DATA, edit.apply(chunk.struct(Fields.Chunk.META_DATA)))));
  }

  private ThriftStruct withMovedChunk(ThriftStruct group) {
    int chunks = group.list(Fields.Group.CHUNKS, ThriftStruct.class).size();
    int field = OFFSETS[random.nextInt(OFFSETS.length)];
    UnaryOperator<ThriftStruct> edit =
        data -> data.has(field) ? data.withNumber(field, lies.number(data.number(field))) : data;
    return FooterEdit.inList(
            Fields.Group.CHUNKS,
            random.nextInt(chunks),
            chunk ->
                chunk.withStruct(
                    Fields.Chunk.META_DATA, edit.apply(chunk.struct(Fields.Chunk.META_DATA))))
        .apply(group);
  }
}
