package dev.deltaenrich.job;

import dev.deltaenrich.config.KeyEquality;
import dev.deltaenrich.config.Period;
import dev.deltaenrich.engine.FailureTranslator;
import dev.deltaenrich.engine.JavaBytes;
import dev.deltaenrich.plan.Reason;
import dev.deltaenrich.splice.KeyPresence;
import dev.deltaenrich.splice.NotSpliceableException;
import dev.deltaenrich.splice.SourceKey;
import java.io.IOException;
import java.io.Serializable;
import java.net.URI;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/** Runs on executors: counts the keys that occur in one file. */
final class KeyCountTask implements Function<JavaBytes<KeyCountTask.Place>, Integer> {
  private static final long serialVersionUID = 1L;

  private final Broadcast<JavaBytes<Keys>> keys;
  private transient KeyPresence wanted;

  KeyCountTask(Broadcast<JavaBytes<Keys>> keys) {
    this.keys = keys;
  }

  @Override
  public Integer call(JavaBytes<Place> bytes) {
    Keys what = keys.value().value();
    Place place = bytes.value();
    if (wanted == null) {
      wanted = new KeyPresence(what.match(), what.normalised());
    }
    try {
      return wanted.count(
          what.conf().value(),
          new Path(URI.create(place.uri())),
          place.bytes(),
          place.key(),
          place.time());
    } catch (NotSpliceableException e) {
      return Reason.UNCOUNTED;
    } catch (IOException e) {
      throw FailureTranslator.translate("read " + place.uri(), e);
    }
  }

  /**
   * Where a file is, how large the log says it is, where its keys are, and in which time the times
   * of its rows are.
   */
  record Place(String uri, long bytes, SourceKey key, Period time) implements Serializable {}

  /** What is looked for, and how. */
  record Keys(Map<String, Period> normalised, KeyEquality match, SerializableConfiguration conf)
      implements Serializable {}
}
