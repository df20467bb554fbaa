package dev.deltaenrich.engine.log;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.PrimitiveConverter;

/** Texts of a column as JSON; what its dictionary has becomes JSON once and is shared. */
final class TextConverter extends PrimitiveConverter {
  private final Function<Binary, JsonNode> reading;
  private final Consumer<JsonNode> parent;
  private JsonNode[] dictionary;

  private TextConverter(Function<Binary, JsonNode> reading, Consumer<JsonNode> parent) {
    this.reading = reading;
    this.parent = parent;
  }

  /** Texts. */
  static TextConverter decoding(Consumer<JsonNode> parent) {
    return new TextConverter(text -> TextNode.valueOf(text.toStringUsingUTF8()), parent);
  }

  /** Texts left as bytes of UTF-8. */
  static TextConverter leaving(Consumer<JsonNode> parent) {
    return new TextConverter(text -> BinaryNode.valueOf(text.getBytes()), parent);
  }

  @Override
  public boolean hasDictionarySupport() {
    return true;
  }

  @Override
  public void setDictionary(Dictionary texts) {
    dictionary = new JsonNode[texts.getMaxId() + 1];
    for (int id = 0; id < dictionary.length; id++) {
      dictionary[id] = reading.apply(texts.decodeToBinary(id));
    }
  }

  @Override
  public void addValueFromDictionary(int id) {
    parent.accept(dictionary[id]);
  }

  @Override
  public void addBinary(Binary text) {
    parent.accept(reading.apply(text));
  }
}
