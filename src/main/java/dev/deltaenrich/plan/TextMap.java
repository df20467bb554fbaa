package dev.deltaenrich.plan;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/** Maps of texts whose values may be null, as logs have them. */
public final class TextMap {
  private TextMap() {}

  /** A copy that cannot be changed; where no value is null, it cannot be asked for null either. */
  public static Map<String, String> copy(Map<String, String> map) {
    for (String value : map.values()) {
      if (value == null) {
        return Collections.unmodifiableMap(new HashMap<>(map));
      }
    }
    // Of a hundred thousand files, these are a third of the size; of another such copy, none.
    return Map.copyOf(map);
  }
}
