package dev.deltaenrich.engine.log;

import com.fasterxml.jackson.databind.JsonNode;

/** Takes a log's actions in their order. One object replays one log. */
interface Replay {
  /**
   * Whether it looks at a column of a kind of action, such as {@code add} and {@code path}. Of a
   * checkpoint, only those are read.
   */
  boolean reads(String kind, String column);

  /**
   * Takes an action.
   *
   * @param action an object whose one field is the kind
   */
  void apply(JsonNode action);
}
