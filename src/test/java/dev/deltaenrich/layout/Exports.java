package dev.deltaenrich.layout;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What packages show of themselves, beside what others use of it. */
final class Exports {
  /** Found by name: the JVM starts the one, Spark makes the other. */
  private static final Set<String> USED_BY_NAME =
      Set.of(PackageOrder.ROOT + ".Main", PackageOrder.ROOT + ".sink.ConditionalPutLogStore");

  private final JavaClasses program;
  private final JavaClasses users;
  private final Set<String> imports;

  /**
   * Of a program.
   *
   * @param users all who may use it, itself and its tests among them
   * @param imports the names of the types that their sources import
   */
  Exports(JavaClasses program, JavaClasses users, Set<String> imports) {
    this.program = program;
    this.users = users;
    this.imports = imports;
  }

  /**
   * Public types that no other package uses, and that no public member of a used type mentions:
   * they should not be public.
   */
  Set<String> unused() {
    Set<String> needed = new HashSet<>(USED_BY_NAME);
    Deque<JavaClass> open = new ArrayDeque<>();
    users.forEach(
        user -> foreign(user).filter(type -> needed.add(type.getName())).forEach(open::add));
    while (!open.isEmpty()) {
      JavaClass shown = program.get(open.pop().getName());
      mentioned(shown).filter(type -> needed.add(type.getName())).forEach(open::add);
    }
    Set<String> unused = new TreeSet<>();
    for (JavaClass type : program) {
      if (isPublic(type) && !needed.contains(type.getName()) && !isKnownByConstants(type)) {
        unused.add(type.getName());
      }
    }
    return unused;
  }

  /** Public members of public types that mention a type that is not public, with that type. */
  Set<String> leaks() {
    Set<String> leaks = new TreeSet<>();
    for (JavaClass type : program) {
      if (isPublic(type)) {
        mentioned(type)
            .filter(mentioned -> !isPublic(mentioned))
            .forEach(mentioned -> leaks.add(type.getName() + " shows " + mentioned.getName()));
      }
    }
    return leaks;
  }

  /** Who uses a constant gets its value when it is compiled, and shows no more where it is from. */
  private boolean isKnownByConstants(JavaClass type) {
    return imports.contains(type.getName())
        && type.getFields().stream()
            .filter(Exports::isShown)
            .filter(field -> field.getModifiers().contains(JavaModifier.STATIC))
            .map(JavaField::getRawType)
            .anyMatch(held -> held.isPrimitive() || held.isEquivalentTo(String.class));
  }

  private Stream<JavaClass> foreign(JavaClass user) {
    return user.getDirectDependenciesFromSelf().stream()
        .map(Dependency::getTargetClass)
        .map(JavaClass::getBaseComponentType)
        .filter(this::isOfProgram)
        .filter(used -> !used.getPackageName().equals(user.getPackageName()));
  }

  /** Types of the program in what a type shows: its parents, and its members' types. */
  private Stream<JavaClass> mentioned(JavaClass type) {
    Stream<JavaType> parents =
        Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream());
    Stream<JavaType> members =
        type.getMembers().stream().filter(Exports::isShown).flatMap(Exports::types);
    return Stream.concat(parents, members)
        .flatMap(mentioned -> mentioned.getAllInvolvedRawTypes().stream())
        .map(JavaClass::getBaseComponentType)
        .filter(this::isOfProgram);
  }

  private static Stream<JavaType> types(JavaMember member) {
    if (member instanceof JavaCodeUnit code) {
      return Stream.of(List.of(code.getReturnType()), code.getParameterTypes(), thrown(code))
          .flatMap(List::stream);
    }
    return Stream.of(((JavaField) member).getType());
  }

  private static List<JavaClass> thrown(JavaCodeUnit code) {
    return code.getExceptionTypes();
  }

  private boolean isOfProgram(JavaClass type) {
    return program.contain(type.getName());
  }

  private static boolean isPublic(JavaClass type) {
    return type.getModifiers().contains(JavaModifier.PUBLIC)
        && type.getEnclosingClass().map(Exports::isPublic).orElse(true);
  }

  private static boolean isShown(JavaMember member) {
    return (member.getModifiers().contains(JavaModifier.PUBLIC)
            || member.getModifiers().contains(JavaModifier.PROTECTED))
        && !member.getModifiers().contains(JavaModifier.SYNTHETIC);
  }
}
