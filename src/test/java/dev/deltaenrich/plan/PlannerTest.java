package dev.deltaenrich.plan;

import static dev.deltaenrich.plan.PlanFixture.EARLIER;
import static dev.deltaenrich.plan.PlanFixture.LOOKUP;
import static dev.deltaenrich.plan.PlanFixture.RULE;
import static dev.deltaenrich.plan.PlanFixture.RUN;
import static dev.deltaenrich.plan.PlanFixture.added;
import static dev.deltaenrich.plan.PlanFixture.file;
import static dev.deltaenrich.plan.PlanFixture.kept;
import static dev.deltaenrich.plan.PlanFixture.removed;
import static dev.deltaenrich.plan.PlanFixture.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deltaenrich.plan.SourceFile.OptionalRows;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What becomes of each file. */
class PlannerTest {
  private final PlanFixture files = new PlanFixture();

  private static CuratedFile earlier(String path, String... sources) {
    return file(path, "1", EARLIER, RULE, "run-before", sources);
  }

  @Test
  void aRawFileThatNoCuratedFileHoldsIsNew() {
    Plan plan = files.raw("a", "b").curated("A", "a").plan();

    assertThat(added(plan)).containsExactly("b: new in raw");
    assertThat(kept(plan)).containsExactly("A");
    assertThat(removed(plan)).isEmpty();
    assertThat(plan.sourceBytes()).isEqualTo(PlanFixture.LARGE);
    assertThat(plan.sourceCount()).isEqualTo(1);
    assertThat(plan.addReasons()).isEqualTo(Map.of("new in raw", 1));
    assertThat(plan.unrecorded()).isFalse();
  }

  @Test
  void whereAllIsRightNothingChanges() {
    Plan plan = files.raw("a", "b").curated("A", "a").curated("B", "b").plan();

    assertThat(plan.changesNoFile()).isTrue();
    assertThat(plan.unrecorded()).isFalse();
    assertThat(kept(plan)).containsExactly("A", "B");
  }

  @Test
  void nothingIsMadeOfNothing() {
    assertThat(files.plan()).isEqualTo(new Plan(List.of(), List.of(), List.of(), List.of(), false));
  }

  @Test
  void aCuratedFileWhoseRawFileIsGoneGoesToo() {
    Plan plan = files.raw("a").curated("A", "a").curated("B", "b").plan();

    assertThat(removed(plan)).containsExactly("B: gone from raw");
    assertThat(plan.removeReasons()).isEqualTo(Map.of("gone from raw", 1));
    assertThat(plan.add()).isEmpty();
  }

  @Test
  void rawFilesThatWereRewrittenReplaceTheirs() {
    Plan plan = files.raw("ab").curated("A", "a").curated("B", "b").plan();

    assertThat(added(plan)).containsExactly("ab: new in raw");
    assertThat(removed(plan)).containsExactly("A: gone from raw", "B: gone from raw");
  }

  @Test
  void aDeletionVectorMakesAnotherSource() {
    Plan plan = files.raw("a#dv2").curated("A", "a#dv1").plan();

    assertThat(added(plan)).containsExactly("a#dv2: new in raw");
    assertThat(removed(plan)).containsExactly("A: gone from raw");
    assertThat(source("a#dv2", 1, "1").id()).isEqualTo("a#dv2");
    assertThat(SourceFile.pathOf("a#dv2")).isEqualTo("a");
    assertThat(SourceFile.pathOf("a")).isEqualTo("a");
  }

  @Test
  void whatStaysOfABinIsMadeAnew() {
    Plan plan = files.small(10, "a", "c").curated("ABC", "a", "b", "c").plan();

    assertThat(added(plan)).containsExactly("a+c: source rewritten");
    assertThat(removed(plan)).containsExactly("ABC: source rewritten");
  }

  @Test
  void anotherRuleMakesAFileAnewOfTheSameSources() {
    Plan plan =
        files
            .small(10, "a", "b")
            .raw("c")
            .curated(file("AB", "1", LOOKUP, "old", "x", "a", "b"))
            .curated("C", "c")
            .plan();

    assertThat(added(plan)).containsExactly("a+b: rule changed");
    assertThat(removed(plan)).containsExactly("AB: rule changed");
    assertThat(kept(plan)).containsExactly("C");
  }

  @Test
  void anotherLookupPutsAFileInDoubt() {
    files.raw("a", "b").curated(earlier("A", "a"), earlier("B", "b"));

    assertThat(files.difference().doubtful())
        .extracting(it -> it.file().path() + " since " + it.since())
        .containsExactly("A since lookup-1", "B since lookup-1");
  }

  @Test
  void aFileInDoubtStaysUnlessItHoldsAChangedKey() {
    Plan plan =
        files
            .raw("a", "b", "c")
            .curated(earlier("A", "a"), earlier("B", "b"), earlier("C", "c"))
            .found(new Verdicts(Map.of("A", 1, "C", 1_200), Set.of()))
            .plan();

    assertThat(added(plan))
        .containsExactly(
            "a: lookup changed (1 key in this file)",
            "c: lookup changed (1,200 keys in this file)");
    assertThat(plan.addReasons()).isEqualTo(Map.of("lookup changed", 2));
    assertThat(kept(plan)).containsExactly("B");
    assertThat(plan.unrecorded()).as("B would be looked at again").isTrue();
  }

  @Test
  void keysThatNobodyCountedAreNotTold() {
    Plan plan =
        files
            .raw("a")
            .curated(earlier("A", "a"))
            .found(new Verdicts(Map.of("A", Reason.UNCOUNTED), Set.of()))
            .plan();

    assertThat(added(plan)).containsExactly("a: lookup changed");
    assertThat(plan.unrecorded()).isFalse();
  }

  @Test
  void aFileThatLacksAGainedColumnIsMadeAnewWhetherItsLookupChangedOrNot() {
    files
        .raw("a", "b", "c")
        .curated(earlier("A", "a"), earlier("B", "b"), earlier("C", "c"))
        .found(new Verdicts(Map.of("B", 1), Set.of()).lacking(Set.of("A", "B")));

    Plan plan = files.plan();

    assertThat(added(plan))
        .containsExactlyInAnyOrder("a: column gained", "b: lookup changed (1 key in this file)");
    assertThat(plan.removeReasons()).isEqualTo(Map.of("lookup changed", 1, "column gained", 1));
    assertThat(kept(plan)).containsExactly("C");
  }

  @Test
  void aFileIsMadeAnewWhenItsLookupCannotBeCompared() {
    Plan plan =
        files
            .raw("a")
            .curated(earlier("A", "a"))
            .found(new Verdicts(Map.of(), Set.of(EARLIER)))
            .plan();

    assertThat(added(plan)).containsExactly("a: lookup snapshot gone");
  }

  @Test
  void whatTheLastCompleteRunKeptIsRightForItsLookup() {
    files.raw("a").curated(earlier("A", "a"));

    assertThat(
            files.since(new Baseline(Optional.of(LOOKUP), Set.of(), true)).difference().doubtful())
        .isEmpty();
    assertThat(
            files
                .since(new Baseline(Optional.of("lookup-3"), Set.of(), true))
                .difference()
                .doubtful())
        .extracting(DoubtfulFile::since)
        .containsExactly("lookup-3");
  }

  @Test
  void aFileOfTodaysLookupIsRightWhateverLookupCameBetween() {
    files.raw("a").curated("A", "a").since(new Baseline(Optional.of("lookup-3"), Set.of(), true));

    assertThat(files.difference().doubtful()).isEmpty();
  }

  @Test
  void filesMadeAfterTheLastCompleteRunGoByTheirOwnTags() {
    files
        .raw("a", "b")
        .curated(
            file("A", "1", EARLIER, RULE, "run-since", "a"),
            file("B", "1", EARLIER, RULE, "run-before", "b"))
        .since(new Baseline(Optional.of(LOOKUP), Set.of("run-since"), false));

    assertThat(files.difference().doubtful())
        .extracting(it -> it.file().path())
        .containsExactly("A");
  }

  @Test
  void aRunThatWasCutShortHasToBeEndedByACommit() {
    Plan plan =
        files
            .raw("a")
            .curated("A", "a")
            .since(new Baseline(Optional.of(LOOKUP), Set.of("run-since"), false))
            .plan();

    assertThat(plan.changesNoFile()).isTrue();
    assertThat(plan.unrecorded()).isTrue();
  }

  @Test
  void ofTwoFilesThatHoldARawFileTheBetterOneStays() {
    Plan plan =
        files
            .raw("a", "b")
            .curated(earlier("A", "a", "b"), file("B", "1", LOOKUP, RULE, "x", "a"))
            .plan();

    assertThat(kept(plan)).containsExactly("B");
    assertThat(removed(plan)).containsExactly("A: raw file held twice");
    assertThat(added(plan)).containsExactly("b: raw file held twice");
  }

  @Test
  void aFileThatIsNotOursGoes() {
    Plan plan =
        files
            .raw("a")
            .curated(new CuratedFile("X", 1, Map.of(), Optional.empty()))
            .curated("Y", "a", "a")
            .plan();

    assertThat(removed(plan))
        .containsExactly("X: not made by delta-enrich", "Y: not made by delta-enrich");
    assertThat(added(plan)).containsExactly("a: new in raw");
  }

  @Test
  void aWholeTableKeepsNothing() {
    Plan plan =
        files.raw("a").small(10, "b", "c").curated("A", "a").curated("B", "b").whole().plan();

    assertThat(added(plan)).containsExactly("a: whole table", "b+c: whole table");
    assertThat(removed(plan)).containsExactly("A: whole table", "B: whole table");
  }

  @Test
  void aWholeTableThatIsMadeInPartsKeepsThePartsItMade() {
    Plan plan =
        files
            .raw("a", "b")
            .curated(file("A2", "1", LOOKUP, RULE, RUN, "a"))
            .curated("B", "b")
            .whole()
            .plan();

    assertThat(kept(plan)).containsExactly("A2");
    assertThat(added(plan)).containsExactly("b: whole table");
  }

  @Test
  void aFileThatTheLogCallsEmptyNeedsNoCuratedFile() {
    SourceFile empty =
        new SourceFile("e", "file:///e", 9, "", new OptionalRows(3), "dv", 3, Map.of());
    Plan plan = files.raw(empty).plan();

    assertThat(plan.add()).isEmpty();
    assertThat(plan.empty()).containsExactly(empty);
    assertThat(
            new SourceFile("e", "file:///e", 9, "", OptionalRows.UNKNOWN, null, 0, Map.of())
                .isEmptyInLog())
        .isFalse();
  }

  @Test
  void theOrderOfTheListsDoesNotMatter() {
    Plan one =
        new PlanFixture()
            .small(30, "a", "b", "c", "d")
            .curated(earlier("A", "a"), earlier("B", "b"))
            .plan();
    Plan other =
        new PlanFixture()
            .small(30, "d", "b", "a", "c")
            .curated(earlier("B", "b"), earlier("A", "a"))
            .plan();

    assertThat(one).isEqualTo(other);
  }

  @Test
  void knowsThePartitionOfAPlannedFileEvenWhenItIsNull() {
    assertThat(new PlannedFile(List.of(source("a", 1, "1")), "new").partitionValues())
        .isEqualTo(Map.of("day", "1"));
    assertThat(new PlannedFile(List.of(source("a", 1, null)), "new").partitionValues())
        .containsEntry("day", null);
  }

  @Test
  void refusesAPlannedFileOfNothing() {
    assertThatThrownBy(() -> new PlannedFile(List.of(), "new"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a planned file needs a source");
  }

  @Test
  void tellsAnUnknownNumberOfRowsFromNone() {
    assertThat(OptionalRows.UNKNOWN.known()).isFalse();
    assertThat(new OptionalRows(0).known()).isTrue();
  }

  @Test
  void readsReasonsFromTheirWords() {
    for (Reason reason : Reason.values()) {
      assertThat(Reason.of(reason.word())).isEqualTo(reason);
    }
    assertThat(Reason.lookupChanged(7, List.of("merchant", "account")))
        .isEqualTo("lookup changed: merchant, account (7 keys in this file)");
    assertThat(Reason.of(Reason.lookupChanged(7, List.of()))).isEqualTo(Reason.LOOKUP_CHANGED);
    assertThat(Reason.of(Reason.lookupChanged(7, List.of("a")))).isEqualTo(Reason.LOOKUP_CHANGED);
    assertThat(Reason.of(Reason.RULE_CHANGED.word(List.of("a", "b"))))
        .isEqualTo(Reason.RULE_CHANGED);
    assertThatThrownBy(() -> Reason.of("a whim")).hasMessage("no reason: a whim");
  }
}
