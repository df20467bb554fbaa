package dev.deltaenrich.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.util.QueryExecutionListener;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which plan Spark runs for the join; the rows alone would not tell. */
class JoinPlanTest {
  @TempDir Path folder;
  private EnrichmentTables tables;

  @BeforeEach
  void makeTables() {
    tables = new EnrichmentTables(folder).sixRows().set("enrich.producer", "rewrite");
  }

  @Test
  void aLookupWithinTheBoundIsBroadcastWhateverSparksThreshold() throws TimeoutException {
    String threshold = "spark.sql.autoBroadcastJoinThreshold";
    String before = tables.spark().conf().get(threshold);
    tables.spark().conf().set(threshold, "-1");
    try {
      assertThat(planOfARun())
          .contains("BroadcastHashJoin", "LeftOuter, BuildRight")
          .doesNotContain("SortMergeJoin", "Exchange hashpartitioning", "ShuffledHashJoin");
    } finally {
      tables.spark().conf().set(threshold, before);
    }
  }

  @Test
  void aLookupOverTheBoundIsShuffledWhateverSparksThreshold() throws TimeoutException {
    tables.set("lookup.max-broadcast-bytes", "1B");

    assertThat(planOfARun())
        .contains("SortMergeJoin", "Exchange hashpartitioning")
        .doesNotContain("BroadcastHashJoin");
  }

  @Test
  void theBoundItselfIsWithin() {
    long bytes = tables.plan().lookupBytes();

    assertThat(tables.set("lookup.max-broadcast-bytes", bytes + "B").plan().join())
        .isEqualTo("broadcast");
    assertThat(tables.set("lookup.max-broadcast-bytes", bytes - 1 + "B").plan().join())
        .isEqualTo("shuffle");
  }

  /** The plan that made the files, as Spark ran it. */
  private String planOfARun() throws TimeoutException {
    List<String> plans = new CopyOnWriteArrayList<>();
    QueryExecutionListener listener =
        new QueryExecutionListener() {
          @Override
          public void onSuccess(String name, QueryExecution query, long nanos) {
            if (name.equals("enrich")) {
              plans.add(query.executedPlan().toString());
            }
          }

          @Override
          public void onFailure(String name, QueryExecution query, Exception failure) {}
        };
    tables.spark().listenerManager().register(listener);
    try {
      tables.enrich();
      tables.spark().sparkContext().listenerBus().waitUntilEmpty(30_000);
    } finally {
      tables.spark().listenerManager().unregister(listener);
    }
    assertThat(plans).hasSize(1);
    return plans.get(0);
  }
}
