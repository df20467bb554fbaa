package dev.deltaenrich.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunRecordTest {
  private static final RunRecord RECORD =
      new RunRecord(
          "0.1.0",
          "run",
          new RunRecord.Raw("s3a://raw/a \"b\"", 7, "raw-id"),
          new RunRecord.UsedLookup(
              "snapshot", "public.merchant_lookup", "s3a://curated_lookups", 3),
          new RunRecord.UsedRule(
              "rule", "merchant_id", "category:enriched_category", "exact", "default:\n😀"),
          new MatchCounts(1000, 900, 60, Map.of()),
          List.of(),
          null,
          Map.of("rewrite", 2, "splice", 5),
          4,
          11,
          true,
          12.5);

  private static final RunRecord.OfLookup ACCOUNT =
      new RunRecord.OfLookup(
          "account",
          new RunRecord.UsedLookup("snapshot-2", "accounts", "s3a://curated_accounts", 5),
          new RunRecord.UsedRule("rule-2", "account,country", "segment", "trim", "null"),
          new MatchCounts(1000, 800, 7, Map.of()));

  /** A record of two lookups. */
  private static RunRecord ofTwo() {
    return new RunRecord(
        RECORD.deltaEnrich(),
        RECORD.run(),
        RECORD.raw(),
        new RunRecord.UsedLookup("both", "merchant_lookup, accounts", "both histories", 8),
        new RunRecord.UsedRule("both", "all keys", "all columns", "both", "both"),
        ACCOUNT.counts(),
        List.of(
            new RunRecord.OfLookup("merchant", RECORD.lookup(), RECORD.rule(), RECORD.counts()),
            ACCOUNT),
        null,
        RECORD.producers(),
        RECORD.removed(),
        RECORD.kept(),
        RECORD.complete(),
        RECORD.seconds());
  }

  @Test
  void readsWhatItWrote() {
    assertThat(RunRecord.fromJson(RECORD.toJson())).contains(RECORD);
  }

  @Test
  void isOneFlatLineThatSqlCanRead() {
    assertThat(RECORD.toJson())
        .startsWith("{\"deltaEnrich\":\"0.1.0\",")
        .contains("\"rawVersion\":7,", "\"producers\":{\"rewrite\":2,\"splice\":5}")
        .doesNotContain("\n");
  }

  @Test
  void hasTheNamesAndTheOrderThatEarlierVersionsWrote() {
    String written =
        "{\"deltaEnrich\":\"0.1.0\",\"run\":\"run\",\"rawPath\":\"s3a://raw/a \\\"b\\\"\",\"rawVersion\":7,"
            + "\"rawTable\":\"raw-id\",\"lookupSnapshot\":\"snapshot\","
            + "\"lookupTable\":\"public.merchant_lookup\",\"lookupHistory\":\"s3a://curated_lookups\","
            + "\"lookupRows\":3,\"rule\":\"rule\",\"key\":\"merchant_id\","
            + "\"columns\":\"category:enriched_category\",\"match\":\"exact\","
            + "\"unmatched\":\"default:\\n😀\",\"rows\":1000,\"matched\":900,\"nullKey\":60,"
            + "\"unknownKey\":40,\"producers\":{\"rewrite\":2,\"splice\":5},\"removed\":4,\"kept\":11,"
            + "\"complete\":true,\"seconds\":12.5}";

    assertThat(RECORD.toJson()).isEqualTo(written);
    assertThat(RunRecord.fromJson(written)).contains(RECORD);
  }

  @Test
  void readsWhatItWroteOfSeveralLookups() {
    assertThat(RunRecord.fromJson(ofTwo().toJson())).contains(ofTwo());
  }

  @Test
  void saysOfEachLookupTheSameAsOfOneAlone() {
    assertThat(ofTwo().toJson())
        .contains(
            "\"lookups\":[{\"name\":\"merchant\",\"lookupSnapshot\":\"snapshot\",",
            "{\"name\":\"account\",\"lookupSnapshot\":\"snapshot-2\",\"lookupTable\":\"accounts\","
                + "\"lookupHistory\":\"s3a://curated_accounts\",\"lookupRows\":5,\"rule\":\"rule-2\","
                + "\"key\":\"account,country\",\"columns\":\"segment\",\"match\":\"trim\","
                + "\"unmatched\":\"null\",\"rows\":1000,\"matched\":800,\"nullKey\":7,"
                + "\"unknownKey\":193}]");
  }

  @Test
  void givesTheRecordOfEachLookupAlone() {
    assertThat(ofTwo().eachLookup().keySet()).containsExactly("merchant", "account");
    assertThat(ofTwo().ofLookup("merchant")).contains(RECORD);
    assertThat(ofTwo().ofLookup("account"))
        .hasValueSatisfying(
            one -> {
              assertThat(one.lookup()).isEqualTo(ACCOUNT.lookup());
              assertThat(one.rule()).isEqualTo(ACCOUNT.rule());
              assertThat(one.counts()).isEqualTo(ACCOUNT.counts());
              assertThat(one.lookups()).isEmpty();
              assertThat(one.raw()).isEqualTo(RECORD.raw());
            });
    assertThat(ofTwo().ofLookup("rate")).isEmpty();
  }

  @Test
  void ofOneLookupWithoutANameIsTheRecordItself() {
    assertThat(RECORD.eachLookup()).isEqualTo(Map.of("", RECORD));
    assertThat(RECORD.ofLookup("")).contains(RECORD);
    assertThat(RECORD.ofLookup("merchant")).isEmpty();
  }

  @Test
  void takesARunThatDoesNotSaySoForComplete() {
    assertThat(RunRecord.fromJson("{\"deltaEnrich\":\"0.1.0\",\"run\":\"old\"}"))
        .hasValueSatisfying(old -> assertThat(old.complete()).isTrue());
    assertThat(RunRecord.fromJson("{\"deltaEnrich\":\"0.1.0\",\"complete\":false}"))
        .hasValueSatisfying(part -> assertThat(part.complete()).isFalse());
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        " ",
        "backfill by hand",
        "{}",
        "[]",
        "null",
        "3",
        "{\"run\":\"x\"}",
        "{\"a\":"
      })
  void takesForeignMetadataForNone(String userMetadata) {
    assertThat(RunRecord.fromJson(userMetadata)).isEmpty();
  }

  @Test
  void readsTheRecordOfAnotherRelease() {
    RunRecord found =
        RunRecord.fromJson("{\"deltaEnrich\":\"9\",\"rawVersion\":3,\"new\":[1]}").orElseThrow();

    assertThat(found.deltaEnrich()).isEqualTo("9");
    assertThat(found.raw().version()).isEqualTo(3);
    assertThat(found.run()).isNull();
    assertThat(found.producers()).isEmpty();
    assertThat(found.raw().id()).isNull();
  }
}
