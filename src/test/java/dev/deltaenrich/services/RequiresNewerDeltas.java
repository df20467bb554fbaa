package dev.deltaenrich.services;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Needs {@link NewerDeltas}: skipped where there are none, with one line that says what to set; an
 * error instead with {@code REQUIRE_ALL=true}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ServiceConditions.NewerLines.class)
public @interface RequiresNewerDeltas {}
