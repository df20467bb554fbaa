package dev.deltaenrich.splice;

import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.PrimitiveType;

/**
 * What a leaf column's pages are decoded by.
 *
 * @param type the type of its values
 * @param maxRepetition the highest repetition level, 0 where a row has one value at most
 * @param maxDefinition the definition level of a value that is there
 */
record LeafShape(PrimitiveType type, int maxRepetition, int maxDefinition) {
  static LeafShape of(ColumnDescriptor leaf) {
    return new LeafShape(
        leaf.getPrimitiveType(), leaf.getMaxRepetitionLevel(), leaf.getMaxDefinitionLevel());
  }
}
