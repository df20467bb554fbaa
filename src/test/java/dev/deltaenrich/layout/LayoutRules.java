package dev.deltaenrich.layout;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import dev.deltaenrich.report.Result;
import java.util.Set;

/**
 * What CONTRIBUTING.md says of who knows whom and who does what, as rules over compiled classes.
 */
final class LayoutRules {
  private static final String MAIN = PackageOrder.ROOT + ".Main";

  private static final String DELTA = "org.apache.spark.sql.delta..";

  /** What ends the process; of {@code System} or {@code Runtime}. */
  private static final Set<String> ENDINGS = Set.of("exit", "halt");

  /** Without OpenLineage's jar none of these may be loaded. */
  private static final Set<String> EVENTS =
      Set.of(
          PackageOrder.ROOT + ".openlineage.ColumnOrigins",
          PackageOrder.ROOT + ".openlineage.DatasetName",
          PackageOrder.ROOT + ".openlineage.RunDatasets",
          PackageOrder.ROOT + ".openlineage.RunEvents");

  static final ArchRule PACKAGES_HAVE_A_PLACE =
      classes()
          .should(
              Conditions.hold(
                  "be in a package with a place in the order",
                  known -> PackageOrder.hasPlace(known.getPackageName())));

  static final ArchRule DEPENDENCIES_POINT_ONE_WAY =
      classes().should(Conditions.onlyKnow("packages below theirs", PackageOrder::allows));

  static final ArchRule NO_CYCLES =
      slices().matching(PackageOrder.ROOT + ".(**)").should().beFreeOfCycles();

  static final ArchRule PLANS_KNOW_NO_ENGINE =
      noClasses()
          .that()
          .resideInAnyPackage(ours("plan", "report", "failure"))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  "org.apache.spark..",
                  "org.apache.hadoop..",
                  "io.delta..",
                  "java.sql..",
                  "javax.sql..",
                  "org.postgresql..",
                  "scala.."));

  static final ArchRule SPLICES_KNOW_NO_ENGINE =
      noClasses()
          .that()
          .resideInAnyPackage(ours("splice"))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  "org.apache.spark..",
                  "org.apache.hadoop.fs.s3a..",
                  "io.delta..",
                  "com.amazonaws..",
                  "software.amazon..",
                  "scala.."));

  /** Where a line of Hadoop shows: elsewhere a bucket is a {@code store.ObjectStore}. */
  static final ArchRule ONLY_STORES_KNOW_S3A =
      noClasses()
          .that()
          .resideOutsideOfPackage(PackageOrder.ROOT + ".store..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  "org.apache.hadoop.fs.s3a..", "com.amazonaws..", "software.amazon.."));

  /** Where a line of Spark shows. Spark's Java API has pairs that are Scala's. */
  static final ArchRule ONLY_ENGINES_KNOW_INTERNALS =
      noClasses()
          .that()
          .resideOutsideOfPackages(ours("engine", "store"))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                      "org.apache.spark.sql.catalyst..",
                      "org.apache.spark.sql.execution..",
                      "org.apache.spark.sql.internal..",
                      "org.apache.spark.sql.classic..",
                      DELTA,
                      "scala..")
                  .and(describe("are no pairs", known -> !known.getName().equals("scala.Tuple2"))));

  static final ArchRule ONLY_EVENTS_KNOW_OPENLINEAGE =
      noClasses()
          .that(
              describe(
                  "are no events",
                  known -> !EVENTS.contains(Conditions.outermost(known).getName())))
          .should()
          .dependOnClassesThat(resideInAPackage("io.openlineage.."));

  static final ArchRule ONLY_MAIN_EXITS =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName(MAIN)
          .should()
          .accessTargetWhere(endsTheProcess());

  static final ArchRule MAIN_EXITS =
      classes().that().haveFullyQualifiedName(MAIN).should().accessTargetWhere(endsTheProcess());

  static final ArchRule ONLY_CLI_PRINTS =
      noClasses()
          .that()
          .resideOutsideOfPackage(PackageOrder.ROOT + ".cli..")
          .should()
          .accessTargetWhere(prints());

  /** Jackson would fail on them, or write something else, and only after the work is done. */
  static final ArchRule RESULTS_HOLD_ONLY_WHAT_JSON_HAS =
      classes()
          .that()
          .areAssignableTo(Result.class)
          .and()
          .areNotInterfaces()
          .should(new JsonFields());

  private LayoutRules() {}

  static ArchRule onlyKnowDelta(Set<String> named) {
    return noClasses()
        .that(
            describe(
                "are not named for it",
                known -> !named.contains(Conditions.outermost(known).getName())))
        .should()
        .dependOnClassesThat(resideInAPackage(DELTA));
  }

  static ArchRule knowsDelta(String name) {
    return classes()
        .that()
        .haveFullyQualifiedName(name)
        .should()
        .dependOnClassesThat(resideInAPackage(DELTA));
  }

  private static String[] ours(String... names) {
    String[] packages = new String[names.length];
    for (int i = 0; i < names.length; i++) {
      packages[i] = PackageOrder.ROOT + "." + names[i] + "..";
    }
    return packages;
  }

  private static DescribedPredicate<JavaAccess<?>> endsTheProcess() {
    return describe(
        "it ends the process",
        access ->
            ENDINGS.contains(access.getTarget().getName())
                && isOneOf(access.getTargetOwner(), System.class, Runtime.class));
  }

  private static DescribedPredicate<JavaAccess<?>> prints() {
    return describe(
        "it prints",
        access ->
            isOneOf(access.getTargetOwner(), System.class)
                    && Set.of("out", "err").contains(access.getTarget().getName())
                || access.getTarget().getFullName().endsWith(".printStackTrace()"));
  }

  private static boolean isOneOf(JavaClass known, Class<?>... classes) {
    for (Class<?> one : classes) {
      if (known.isEquivalentTo(one)) {
        return true;
      }
    }
    return false;
  }
}
