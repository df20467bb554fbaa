package dev.deltaenrich.services;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * Starts so many processes that {@code mvn verify} leaves the class out and {@code .ci/processes}
 * runs it. One drill, one end-to-end test and one test of a cluster stay without it, so that each
 * build shows that their kind works.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag(ManyProcesses.TAG)
public @interface ManyProcesses {
  /** What the pom and {@code .ci/processes} know these classes by. */
  String TAG = "many-processes";
}
