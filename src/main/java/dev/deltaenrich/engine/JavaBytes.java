package dev.deltaenrich.engine;

import java.io.Serializable;
import java.nio.ByteBuffer;
import org.apache.spark.SparkEnv;
import org.apache.spark.serializer.SerializerInstance;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * A value on its way to or from an executor, in Java's own serial form whatever {@code
 * spark.serializer} says: Kryo cannot make records, as it sets fields of objects it made without
 * their constructor.
 *
 * <p>Uses the serializer that Spark keeps for closures, which knows the class loader of the
 * application's jars.
 */
public final class JavaBytes {
  private static final ClassTag<Object> ANY = ClassTag$.MODULE$.Object();

  private JavaBytes() {}

  /** The value's serial form. */
  public static byte[] of(Serializable value) {
    ByteBuffer buffer = serializer().serialize(value, ANY);
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  /** The value again. */
  public static <T> T read(byte[] bytes, Class<T> type) {
    return type.cast(serializer().deserialize(ByteBuffer.wrap(bytes), ANY));
  }

  private static SerializerInstance serializer() {
    return SparkEnv.get().closureSerializer().newInstance();
  }
}
