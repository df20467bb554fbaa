package dev.deltaenrich.layout;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/** What ArchUnit's own sentences cannot say. */
final class Conditions {
  private Conditions() {}

  /** Classes of which something holds. */
  static ArchCondition<JavaClass> hold(String description, Predicate<JavaClass> what) {
    return new ArchCondition<>(description) {
      @Override
      public void check(JavaClass item, ConditionEvents events) {
        if (!what.test(item)) {
          events.add(
              SimpleConditionEvent.violated(item, item.getName() + " should " + description));
        }
      }
    };
  }

  /**
   * Classes that know only allowed ones of ours.
   *
   * @param allowed gets the two packages' names, the knowing one's first
   */
  static ArchCondition<JavaClass> onlyKnow(
      String description, BiPredicate<String, String> allowed) {
    return new ArchCondition<>("only know " + description) {
      @Override
      public void check(JavaClass item, ConditionEvents events) {
        for (Dependency known : item.getDirectDependenciesFromSelf()) {
          String target = known.getTargetClass().getBaseComponentType().getPackageName();
          if (PackageOrder.isOurs(target) && !allowed.test(item.getPackageName(), target)) {
            events.add(SimpleConditionEvent.violated(known, known.getDescription()));
          }
        }
      }
    };
  }

  /** The class of the source file that a class stands in. */
  static JavaClass outermost(JavaClass inner) {
    return inner.getEnclosingClass().map(Conditions::outermost).orElse(inner);
  }
}
