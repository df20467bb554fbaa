package dev.deltaenrich.layout;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Records whose components, and theirs in turn, have a form in JSON without any module. */
final class JsonFields extends ArchCondition<JavaClass> {
  private static final Set<Class<?>> PLAIN =
      Set.of(
          String.class,
          Boolean.class,
          Integer.class,
          Long.class,
          Double.class,
          List.class,
          Map.class);

  JsonFields() {
    super("hold only what JSON has");
  }

  @Override
  public void check(JavaClass result, ConditionEvents events) {
    check(result, new HashSet<>(), events);
  }

  private static void check(JavaClass holder, Set<JavaClass> seen, ConditionEvents events) {
    if (!seen.add(holder)) {
      return;
    }
    for (JavaField field : holder.getFields()) {
      if (field.getModifiers().contains(JavaModifier.STATIC)) {
        continue;
      }
      for (JavaClass held : field.getType().getAllInvolvedRawTypes()) {
        if (held.isRecord() && PackageOrder.isOurs(held.getPackageName())) {
          check(held, seen, events);
        } else if (!held.isPrimitive()
            && !held.isEnum()
            && PLAIN.stream().noneMatch(held::isEquivalentTo)) {
          events.add(
              SimpleConditionEvent.violated(
                  field, "%s holds a %s".formatted(field.getFullName(), held.getName())));
        }
      }
    }
  }
}
