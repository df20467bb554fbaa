package dev.deltaenrich.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import scala.Option;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.collection.immutable.Map$;

/**
 * Java collections to Scala's and back, for the calls into Delta and Spark that have no Java form.
 */
public final class ScalaInterop {
  private ScalaInterop() {}

  /** An immutable Scala sequence of the same elements. */
  public static <T> scala.collection.immutable.Seq<T> seq(List<? extends T> list) {
    return JavaConverters.<T>asScalaBuffer(List.<T>copyOf(list)).toList();
  }

  /** A Java copy. */
  public static <T> List<T> list(Seq<T> seq) {
    return List.copyOf(JavaConverters.seqAsJavaList(seq));
  }

  /** An immutable Scala map; values may be null. */
  public static <K, V> scala.collection.immutable.Map<K, V> map(Map<K, V> map) {
    scala.collection.immutable.Map<K, V> all = Map$.MODULE$.empty();
    for (Map.Entry<K, V> entry : map.entrySet()) {
      all = all.updated(entry.getKey(), entry.getValue());
    }
    return all;
  }

  /** A Java copy; values may be null; null for null. */
  public static <K, V> Map<K, V> map(scala.collection.Map<K, V> map) {
    return map == null ? null : new HashMap<>(JavaConverters.mapAsJavaMap(map));
  }

  /** The same as an {@link Optional}. */
  public static <T> Optional<T> optional(Option<T> option) {
    return option.isDefined() ? Optional.of(option.get()) : Optional.empty();
  }
}
