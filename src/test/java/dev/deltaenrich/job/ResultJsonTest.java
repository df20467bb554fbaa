package dev.deltaenrich.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.deltaenrich.config.Settings;
import dev.deltaenrich.config.SettingsReader;
import dev.deltaenrich.config.SettingsSources;
import dev.deltaenrich.plan.MatchCounts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The JSON of results, which schedulers read: flat, with the names and the order it always had. */
class ResultJsonTest {
  private static final TableVersion RAW = new TableVersion("s3a://raw", 7);
  private static final TableVersion TARGET = new TableVersion("s3a://curated", 3);
  private static final LookupFigures LOOKUP = new LookupFigures("L", 4);

  private static String json(Object result) throws JsonProcessingException {
    return new ObjectMapper().writeValueAsString(result).replace('"', '\'');
  }

  private static EnrichResult run(List<LookupResult> lookups) {
    return new EnrichResult(
        "committed",
        "run-1",
        RAW,
        TARGET,
        LOOKUP,
        "broadcast",
        new MatchCounts(10, 6, 2, Map.of("k", 2L)),
        lookups,
        null,
        null,
        new FileCounts(11, 12, 13),
        Map.of("new in raw", 11),
        Map.of("splice", 8),
        Map.of("CHAR column", 3),
        List.of(3L),
        new ByteCounts(21, 22, 23, 24),
        5,
        1.5,
        Map.of("plan", 0.5));
  }

  @Test
  void ofARun() throws JsonProcessingException {
    EnrichResult result = run(List.of());

    assertThat(json(result))
        .isEqualTo(
            "{'outcome':'committed','run':'run-1','rawPath':'s3a://raw','rawVersion':7,"
                + "'targetPath':'s3a://curated','targetVersion':3,'lookupSnapshot':'L','lookupRows':4,"
                + "'join':'broadcast','rows':10,'matched':6,'nullKey':2,'unknownKey':2,'matchRate':0.75,"
                + "'topUnknownKeys':{'k':2},'filesAdded':11,'filesRemoved':12,'filesKept':13,"
                + "'reasons':{'new in raw':11},'producers':{'splice':8},'fallbacks':{'CHAR column':3},"
                + "'commits':[3],'bytesRead':21,'bytesCopied':22,'bytesMoved':23,'bytesWritten':24,"
                + "'maxBatchSize':5,'seconds':1.5,'phases':{'plan':0.5}}");
  }

  @Test
  void ofARunWithSeveralLookups() throws JsonProcessingException {
    EnrichResult result =
        run(
            List.of(
                new LookupResult(
                    "merchant",
                    "merchants",
                    "L1",
                    4,
                    "broadcast",
                    new MatchCounts(10, 6, 2, Map.of("k", 2L))),
                new LookupResult(
                    "account",
                    "accounts",
                    "L2",
                    5,
                    "shuffle",
                    new MatchCounts(10, 10, 0, Map.of()))));

    assertThat(json(result))
        .isEqualTo(
            json(run(List.of()))
                .replace(
                    "'filesAdded'",
                    "'lookups':[{'name':'merchant','table':'merchants','snapshot':'L1',"
                        + "'snapshotRows':4,'join':'broadcast','rows':10,'matched':6,'nullKey':2,"
                        + "'unknownKey':2,'matchRate':0.75,'topUnknownKeys':{'k':2}},"
                        + "{'name':'account','table':'accounts','snapshot':'L2','snapshotRows':5,"
                        + "'join':'shuffle','rows':10,'matched':10,'nullKey':0,'unknownKey':0,"
                        + "'matchRate':1.0,'topUnknownKeys':{}}],'filesAdded'"));
  }

  @Test
  void ofAPlan() throws JsonProcessingException {
    PlanResult result =
        new PlanResult(
            "would commit",
            RAW,
            TARGET,
            "merchants",
            LOOKUP,
            58,
            99,
            "broadcast",
            "it is small",
            List.of(),
            new PlanResult.Changes(
                1, Map.of("new in raw", 1), 2, 3, Map.of("gone from raw", 3), 4, 5, 6, 10),
            1,
            null,
            List.of(new PlanResult.FileChange("add", "a.parquet", 5, "new in raw")));

    assertThat(json(result))
        .isEqualTo(
            "{'outcome':'would commit','rawPath':'s3a://raw','rawVersion':7,"
                + "'targetPath':'s3a://curated','targetVersion':3,'lookupTable':'merchants',"
                + "'lookupSnapshot':'L','lookupRows':4,'lookupBytes':58,'maxBroadcastBytes':99,"
                + "'join':'broadcast','joinReason':'it is small','filesToAdd':1,"
                + "'addReasons':{'new in raw':1},'filesToKeep':2,'filesToRemove':3,"
                + "'removeReasons':{'gone from raw':3},'sourceFiles':4,'bytesToRead':5,'bytesToCopy':6,"
                + "'bytesToMove':10,'commits':1,'maxBatchSize':null,'files':[{'change':'add',"
                + "'path':'a.parquet','bytes':5,'reason':'new in raw'}]}");
  }

  @Test
  void ofARunThatWasSwitchedOff() throws JsonProcessingException {
    Settings settings =
        SettingsReader.read(
            new SettingsSources(
                List.of("raw.path=raw", "target.path=curated"), Map.of(), Optional.empty()));

    assertThat(json(EnrichResult.nothing("switched off", "run-1", settings, new Phases())))
        .startsWith(
            "{'outcome':'switched off','run':'run-1','rawPath':'raw','rawVersion':-1,"
                + "'targetPath':'curated','targetVersion':-1,'lookupSnapshot':null,'lookupRows':0,"
                + "'join':null,'rows':0,");
  }
}
