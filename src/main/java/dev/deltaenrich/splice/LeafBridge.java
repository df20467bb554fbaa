package dev.deltaenrich.splice;

import java.util.Arrays;
import java.util.List;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;

/**
 * How a wanted leaf column is made of a source's.
 *
 * @param position the position of the source's chunk in each row group; {@link #ABSENT} when the
 *     source lacks the whole column, whose rows are then null
 * @param shape what the source's pages are decoded by; null when absent
 * @param levels wanted definition level by the source's; null when they are the same
 * @param conversion how values are made of the source's
 */
record LeafBridge(int position, LeafShape shape, int[] levels, LeafConversion conversion) {
  static final int ABSENT = -1;

  private static final LeafBridge NULLS = new LeafBridge(ABSENT, null, null, LeafConversion.NONE);

  /**
   * Finds a leaf in a source by its path.
   *
   * @throws NotRecodableException when it is not there, or is of a type or a repetition that cannot
   *     become the wanted one
   */
  static LeafBridge of(MessageType source, MessageType wanted, ColumnDescriptor leaf)
      throws NotRecodableException {
    String[] path = leaf.getPath();
    if (!source.containsField(path[0])) {
      if (wanted.getType(path[0]).isRepetition(Repetition.OPTIONAL)) {
        return NULLS;
      }
      throw refused(leaf, "it is not there, and cannot be null");
    }
    int position = position(source, path);
    if (position == ABSENT) {
      throw refused(leaf, "it is not there");
    }
    ColumnDescriptor found = source.getColumns().get(position);
    LeafConversion conversion =
        LeafConversions.between(found.getPrimitiveType(), leaf.getPrimitiveType())
            .orElseThrow(
                () ->
                    refused(
                        leaf,
                        "%s does not become %s"
                            .formatted(found.getPrimitiveType(), leaf.getPrimitiveType())));
    return new LeafBridge(position, LeafShape.of(found), levels(source, wanted, leaf), conversion);
  }

  private static int position(MessageType source, String[] path) {
    List<String[]> leaves = source.getPaths();
    for (int i = 0; i < leaves.size(); i++) {
      if (Arrays.equals(leaves.get(i), path)) {
        return i;
      }
    }
    return ABSENT;
  }

  /** A definition level counts the groups and values that need not be there and are. */
  private static int[] levels(MessageType source, MessageType wanted, ColumnDescriptor leaf)
      throws NotRecodableException {
    Type from = source;
    Type to = wanted;
    int wantedLevel = 0;
    int[] levels = new int[leaf.getPath().length + 1];
    int sourceLevel = 0;
    for (String name : leaf.getPath()) {
      from = from.asGroupType().getType(name);
      to = to.asGroupType().getType(name);
      if (!becomes(from.getRepetition(), to.getRepetition())) {
        throw refused(
            leaf,
            "'%s' is %s and does not become %s"
                .formatted(name, from.getRepetition(), to.getRepetition()));
      }
      if (!from.isRepetition(Repetition.REQUIRED)) {
        levels[sourceLevel++] = wantedLevel;
      }
      wantedLevel += to.isRepetition(Repetition.REQUIRED) ? 0 : 1;
    }
    levels[sourceLevel] = wantedLevel;
    return wantedLevel == sourceLevel ? null : Arrays.copyOf(levels, sourceLevel + 1);
  }

  private static boolean becomes(Repetition from, Repetition to) {
    return from == to || from == Repetition.REQUIRED && to == Repetition.OPTIONAL;
  }

  private static NotRecodableException refused(ColumnDescriptor leaf, String detail) {
    return new NotRecodableException(String.join(".", leaf.getPath()), detail);
  }
}
