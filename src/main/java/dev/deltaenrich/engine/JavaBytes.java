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
 * <p>A copy reads its bytes once and keeps the value, so that all tasks of an executor share what
 * was broadcast to it. Thread-safe.
 *
 * <p>Uses the serializer that Spark keeps for closures, which knows the class loader of the
 * application's jars.
 */
public final class JavaBytes<T extends Serializable> implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final ClassTag<Object> ANY = ClassTag$.MODULE$.Object();

  private final byte[] bytes;
  private transient T value;

  private JavaBytes(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The value's serial form. */
  public static <T extends Serializable> JavaBytes<T> of(T value) {
    ByteBuffer buffer = serializer().serialize(value, ANY);
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return new JavaBytes<>(bytes);
  }

  /** The value again. */
  public synchronized T value() {
    if (value == null) {
      value =
          serializer()
              .<T>deserialize(ByteBuffer.wrap(bytes), ClassTag$.MODULE$.apply(Object.class));
    }
    return value;
  }

  private static SerializerInstance serializer() {
    return SparkEnv.get().closureSerializer().newInstance();
  }
}
