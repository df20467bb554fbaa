package dev.deltaenrich.engine.log;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.function.Consumer;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * The texts, numbers or booleans of a Parquet column as JSON. A text that its dictionary has
 * becomes JSON once and is shared.
 */
final class JsonValues extends PrimitiveConverter {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final boolean isText;
  private final boolean undecoded;
  private final Consumer<JsonNode> parent;
  private JsonNode[] dictionary;

  /**
   * @param undecoded whether texts are left as {@link Binary}
   * @param parent takes the values
   */
  JsonValues(PrimitiveType type, boolean undecoded, Consumer<JsonNode> parent) {
    this.isText = type.getPrimitiveTypeName() == PrimitiveTypeName.BINARY;
    this.undecoded = undecoded;
    this.parent = parent;
  }

  @Override
  public boolean hasDictionarySupport() {
    return isText;
  }

  @Override
  public void setDictionary(Dictionary texts) {
    dictionary = new JsonNode[texts.getMaxId() + 1];
    for (int id = 0; id < dictionary.length; id++) {
      dictionary[id] = text(texts.decodeToBinary(id));
    }
  }

  @Override
  public void addValueFromDictionary(int id) {
    parent.accept(dictionary[id]);
  }

  @Override
  public void addBinary(Binary text) {
    parent.accept(text(text));
  }

  private JsonNode text(Binary text) {
    return undecoded ? NODES.pojoNode(text) : NODES.textNode(text.toStringUsingUTF8());
  }

  @Override
  public void addLong(long value) {
    parent.accept(NODES.numberNode(value));
  }

  @Override
  public void addInt(int value) {
    parent.accept(NODES.numberNode(value));
  }

  @Override
  public void addDouble(double value) {
    parent.accept(NODES.numberNode(value));
  }

  @Override
  public void addBoolean(boolean value) {
    parent.accept(NODES.booleanNode(value));
  }
}
