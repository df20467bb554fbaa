package dev.deltaenrich.engine.log;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Fields of actions, in any JSON type that a writer chose. Where a text belongs, a number or
 * boolean is read as its text and an object as its JSON, like Spark's JSON source does. Where a
 * number belongs, a text is read as that number, like delta-rs does.
 */
final class ActionFields {
  private ActionFields() {}

  /** A text; null where there is none. */
  static String text(JsonNode value) {
    if (value == null || value.isMissingNode() || value.isNull()) {
      return null;
    }
    return value.isValueNode() ? value.asText() : value.toString();
  }

  /**
   * A map of texts; empty where there is none.
   *
   * @throws UnusableAction when the field is no object
   */
  static Map<String, String> texts(JsonNode action, String field) {
    JsonNode object = action.path(field);
    if (!object.isObject() && text(object) != null) {
      throw unusable(field, object, "an object");
    }
    Map<String, String> texts = new LinkedHashMap<>();
    object.fields().forEachRemaining(entry -> texts.put(entry.getKey(), text(entry.getValue())));
    return texts;
  }

  /**
   * A list of texts; empty where there is none.
   *
   * @throws UnusableAction when the field is no array of texts
   */
  static List<String> list(JsonNode action, String field) {
    JsonNode array = action.path(field);
    if (!array.isArray() && text(array) != null) {
      throw unusable(field, array, "an array");
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode element : array) {
      if (element.isNull()) {
        throw unusable(field, array, "an array of texts");
      }
      texts.add(text(element));
    }
    return texts;
  }

  /**
   * A whole number; empty where there is none.
   *
   * @throws UnusableAction when the field is no whole number
   */
  static OptionalLong number(JsonNode action, String field) {
    JsonNode value = action.path(field);
    if (value.isIntegralNumber() && value.canConvertToLong()) {
      return OptionalLong.of(value.longValue());
    }
    String text = text(value);
    if (text == null) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(new BigDecimal(text).longValueExact());
    } catch (ArithmeticException | NumberFormatException e) {
      throw unusable(field, value, "a whole number");
    }
  }

  /**
   * A whole number that has to be there.
   *
   * @throws UnusableAction when it is not
   */
  static long required(JsonNode action, String field) {
    return number(action, field)
        .orElseThrow(() -> new UnusableAction("has an action without '%s'".formatted(field)));
  }

  /**
   * A whole number of 32 bits that has to be there.
   *
   * @throws UnusableAction when it is not
   */
  static int requiredInt(JsonNode action, String field) {
    long number = required(action, field);
    if (number != (int) number) {
      throw unusable(field, action.get(field), "a whole number of 32 bits");
    }
    return (int) number;
  }

  private static UnusableAction unusable(String field, JsonNode value, String expected) {
    return new UnusableAction("has %s for '%s', which is not %s".formatted(value, field, expected));
  }
}
