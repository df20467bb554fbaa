package dev.deltaenrich.layout;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Reads the compiled classes and keeps the order of things that CONTRIBUTING.md describes. */
class LayoutTest {
  private static final JavaClasses ALL = CompiledClasses.ofProgramAndTests();
  private static final JavaClasses PROGRAM = CompiledClasses.ofProgram(ALL);

  @Test
  void packagesHaveAPlaceAndDependenciesPointOneWay() {
    LayoutRules.PACKAGES_HAVE_A_PLACE.check(PROGRAM);
    LayoutRules.DEPENDENCIES_POINT_ONE_WAY.check(PROGRAM);
  }

  @Test
  void noPackagesKnowEachOther() {
    LayoutRules.NO_CYCLES.check(PROGRAM);
  }

  @Test
  void plansKnowNoEngine() {
    LayoutRules.PLANS_KNOW_NO_ENGINE.check(PROGRAM);
  }

  @Test
  void splicesKnowNoEngine() {
    LayoutRules.SPLICES_KNOW_NO_ENGINE.check(PROGRAM);
  }

  @Test
  void onlyStoresKnowS3a() {
    LayoutRules.ONLY_STORES_KNOW_S3A.check(PROGRAM);
  }

  @Test
  void onlyEnginesKnowSparksInternals() {
    LayoutRules.ONLY_ENGINES_KNOW_INTERNALS.check(PROGRAM);
  }

  @Test
  void onlyThoseThatContributingNamesKnowDeltasOwnClasses() throws IOException {
    Set<String> named =
        Pattern.compile("(?m)^\\| `(engine/\\w+(?:/\\w+)*)` \\|")
            .matcher(Files.readString(Path.of("CONTRIBUTING.md")))
            .results()
            .map(row -> PackageOrder.ROOT + "." + row.group(1).replace('/', '.'))
            .collect(Collectors.toSet());

    assertThat(named).isNotEmpty();
    LayoutRules.onlyKnowDelta(named).check(PROGRAM);
    for (String each : named) {
      LayoutRules.knowsDelta(each).check(PROGRAM);
    }
  }

  /** Their jar is there for those who want it. */
  @Test
  void onlyTheEventsThemselvesKnowOpenLineage() {
    LayoutRules.ONLY_EVENTS_KNOW_OPENLINEAGE.check(PROGRAM);
  }

  @Test
  void onlyMainEndsTheProcess() {
    LayoutRules.ONLY_MAIN_EXITS.check(PROGRAM);
    LayoutRules.MAIN_EXITS.check(PROGRAM);
  }

  @Test
  void onlyTheCommandLinePrints() {
    LayoutRules.ONLY_CLI_PRINTS.check(PROGRAM);
  }

  @Test
  void resultsHoldNothingThatJsonLacks() {
    LayoutRules.RESULTS_HOLD_ONLY_WHAT_JSON_HAS.check(PROGRAM);
  }

  @Test
  void packagesShowOnlyWhatOthersUse() throws IOException {
    Exports exports = new Exports(PROGRAM, ALL, SourceFile.importsOfAll());

    assertThat(PROGRAM).hasSizeLessThan(ALL.size()).hasSizeGreaterThan(ALL.size() / 3);
    assertThat(exports.unused()).isEmpty();
    assertThat(exports.leaks()).isEmpty();
  }
}
