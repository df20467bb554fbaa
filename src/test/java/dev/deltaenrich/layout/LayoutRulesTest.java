package dev.deltaenrich.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import dev.deltaenrich.services.S3;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each rule finds the fault it is for, in classes made for the purpose. */
class LayoutRulesTest {
  @TempDir Path folder;

  @Test
  void aPackageWithoutAPlaceIsFound() {
    assertBites(
        LayoutRules.PACKAGES_HAVE_A_PLACE,
        "dev.deltaenrich.plan.sub.Deep",
        "package dev.deltaenrich.plan.sub; class Deep {}");
  }

  @Test
  void aDependencyUpwardsIsFound() {
    assertBites(
        LayoutRules.DEPENDENCIES_POINT_ONE_WAY,
        "Field <dev.deltaenrich.plan.Low.high> depends on component type <dev.deltaenrich.job.High>",
        "package dev.deltaenrich.plan; class Low { dev.deltaenrich.job.High[] high; }",
        "package dev.deltaenrich.job; public class High {}");
  }

  @Test
  void aDependencyFromEngineOnItsTablesIsFound() {
    assertBites(
        LayoutRules.DEPENDENCIES_POINT_ONE_WAY,
        "Method <dev.deltaenrich.engine.Low.make()> calls constructor <dev.deltaenrich.engine.table.High",
        "package dev.deltaenrich.engine; class Low { void make() { new dev.deltaenrich.engine.table.High(); } }",
        "package dev.deltaenrich.engine.table; public class High {}");
  }

  @Test
  void aCycleIsFound() {
    assertBites(
        LayoutRules.NO_CYCLES,
        "Cycle detected",
        "package dev.deltaenrich.engine; public class One { dev.deltaenrich.engine.log.Other other; }",
        "package dev.deltaenrich.engine.log; public class Other { dev.deltaenrich.engine.One one; }");
  }

  @Test
  void aPlanThatKnowsTheEngineIsFound() {
    assertBites(
        LayoutRules.PLANS_KNOW_NO_ENGINE,
        List.of("Bad.spark>", "Bad.hadoop>", "Bad.delta>", "Bad.sql>", "Bad.scala>"),
        """
        package dev.deltaenrich.plan;
        class Bad {
          org.apache.spark.sql.Row spark;
          org.apache.hadoop.fs.Path hadoop;
          io.delta.storage.LogStore delta;
          java.sql.Connection sql;
          scala.Option<String> scala;
        }
        """);
  }

  @Test
  void aSpliceThatKnowsTheEngineIsFound() {
    assertBites(
        LayoutRules.SPLICES_KNOW_NO_ENGINE,
        List.of("Bad.spark>", "Bad.s3a>", "Bad.delta>", "Bad.amazon>", "Bad.scala>"),
        """
        package dev.deltaenrich.splice;
        class Bad {
          org.apache.spark.sql.Row spark;
          org.apache.hadoop.fs.s3a.S3AFileSystem s3a;
          io.delta.storage.LogStore delta;
          %s amazon;
          scala.Option<String> scala;
        }
        """
            .formatted(S3.client().getName()));
  }

  @Test
  void anotherThatKnowsOpenLineageIsFound() {
    assertBites(
        LayoutRules.ONLY_EVENTS_KNOW_OPENLINEAGE,
        List.of("openlineage.LineageEvents.event>", "job.RunEvents.event>"),
        "package dev.deltaenrich.openlineage;"
            + " class LineageEvents { io.openlineage.client.OpenLineage.RunEvent event; }",
        "package dev.deltaenrich.job;"
            + " class RunEvents { io.openlineage.client.OpenLineage.RunEvent event; }");
  }

  @Test
  void anotherThatExitsIsFound() {
    assertBites(
        LayoutRules.ONLY_MAIN_EXITS,
        List.of("Bad.exit()>", "Bad.halt()>", "System.exit(int)> in (Bad.java:5)"),
        """
        package dev.deltaenrich.cli;
        class Bad {
          void exit() { System.exit(1); }
          void halt() { Runtime.getRuntime().halt(1); }
          void later() { java.util.stream.IntStream.of(1).forEach(System::exit); }
        }
        """);
  }

  @Test
  void aMainThatDoesNotExitIsFound() {
    assertBites(
        LayoutRules.MAIN_EXITS, "dev.deltaenrich.Main", "package dev.deltaenrich; class Main {}");
  }

  @Test
  void anotherThatPrintsIsFound() {
    assertBites(
        LayoutRules.ONLY_CLI_PRINTS,
        List.of("Bad.say()>", "Bad.sayEach()>", "Bad.trace()>"),
        """
        package dev.deltaenrich.job;
        class Bad {
          void say() { System.out.println(); }
          void sayEach() { java.util.stream.Stream.of(1).forEach(System.err::println); }
          void trace() { new IllegalStateException().printStackTrace(); }
        }
        """);
  }

  @Test
  void aResultThatJsonLacksIsFound() {
    assertBites(
        LayoutRules.RESULTS_HOLD_ONLY_WHAT_JSON_HAS,
        List.of(
            "Bad.some holds a java.util.Optional",
            "Bad.number holds a java.util.OptionalLong",
            "Bad.list holds a java.time.Instant",
            "Bad.inner holds a java.time.Duration"),
        """
        package dev.deltaenrich.job;
        record Bad(
            java.util.Optional<String> some,
            java.util.OptionalLong number,
            java.util.List<java.time.Instant> list,
            Inner<java.time.Duration> inner)
            implements dev.deltaenrich.report.Result {
          public dev.deltaenrich.report.Report report() { return null; }
          record Inner<T extends Comparable<T>>(String value) {}
        }
        """);
  }

  @Test
  void aResultWhoseRecordsHoldWhatJsonLacksIsFound() {
    assertBites(
        LayoutRules.RESULTS_HOLD_ONLY_WHAT_JSON_HAS,
        "Row.since holds a java.time.Instant",
        """
        package dev.deltaenrich.job;
        record Bad(java.util.Map<String, Row> rows) implements dev.deltaenrich.report.Result {
          public dev.deltaenrich.report.Report report() { return null; }
        }
        """,
        "package dev.deltaenrich.job; record Row(String name, java.time.Instant since) {}");
  }

  @Test
  void aPublicTypeThatNoOtherPackageUsesIsFound() {
    JavaClasses classes =
        compiled(
            "package dev.deltaenrich.plan; public class Alone { public static class Within {} }",
            "package dev.deltaenrich.plan; class Beside { Alone alone; Alone.Within within; }",
            "package dev.deltaenrich.plan; public class Used { public Shown shown() { return null; } }",
            "package dev.deltaenrich.plan; public class Shown {}",
            "package dev.deltaenrich.plan; public class Constant { public static final int A = 1; }",
            "package dev.deltaenrich.job; class User { dev.deltaenrich.plan.Used used; }");

    assertThat(new Exports(classes, classes, Set.of("dev.deltaenrich.plan.Constant")).unused())
        .containsExactly("dev.deltaenrich.plan.Alone", "dev.deltaenrich.plan.Alone$Within");
    assertThat(new Exports(classes, classes, Set.of()).unused())
        .contains("dev.deltaenrich.plan.Constant");
  }

  @Test
  void anInternalTypeThatAPublicOneShowsIsFound() {
    JavaClasses classes =
        compiled(
            "package dev.deltaenrich.plan; class Inside extends Exception {}",
            "package dev.deltaenrich.plan; class Kept {}",
            """
            package dev.deltaenrich.plan;
            public class Open { public void call() throws Inside {} private Kept kept; Kept kept() { return kept; } }
            """,
            "package dev.deltaenrich.plan; public class Given { public Given(java.util.List<Inside> all) {} }");

    assertThat(new Exports(classes, classes, Set.of()).leaks())
        .containsExactly(
            "dev.deltaenrich.plan.Given shows dev.deltaenrich.plan.Inside",
            "dev.deltaenrich.plan.Open shows dev.deltaenrich.plan.Inside");
  }

  private void assertBites(ArchRule rule, String found, String... sources) {
    assertBites(rule, List.of(found), sources);
  }

  private void assertBites(ArchRule rule, List<String> found, String... sources) {
    JavaClasses classes = compiled(sources);

    assertThatThrownBy(() -> rule.check(classes))
        .isInstanceOf(AssertionError.class)
        .message()
        .contains("was violated")
        .contains(found);
  }

  private JavaClasses compiled(String... sources) {
    return CompiledClasses.of(folder, sources);
  }
}
