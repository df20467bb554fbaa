package dev.deltaenrich.scratch;

import dev.deltaenrich.engine.*;
import dev.deltaenrich.services.TestSession;
import java.nio.file.*;
import java.util.*;
import org.apache.spark.sql.*;
import org.junit.jupiter.api.Test;

class ScratchTest {
  @Test
  void all() throws Exception {
    SparkSession spark = TestSession.get();
    spark.sparkContext().setLogLevel("OFF");
    StringBuilder out = new StringBuilder();
    try (var dirs = Files.list(Path.of("/tmp/log/probe"))) {
      for (Path dir : dirs.sorted().toList()) {
        out.append(dir.getFileName())
            .append("\n   delta ")
            .append(text(() -> spark.read().format("delta").load(dir.toString())));
        out.append("\n   ours  ")
            .append(
                text(
                    () -> {
                      DeltaTable t = DeltaTable.open(spark, dir.toString());
                      SparkSession.setActiveSession(spark);
                      return t.read(t.files());
                    }))
            .append("\n");
      }
    }
    Files.writeString(Path.of("/tmp/log/scratch.txt"), out.toString());
  }

  interface Call {
    Dataset<Row> run() throws Exception;
  }

  static String text(Call call) {
    try {
      Dataset<Row> rows = call.run();
      return rows.count() + " " + rows.limit(1).collectAsList();
    } catch (Throwable e) {
      Throwable r = e;
      while (r.getCause() != null) r = r.getCause();
      return "ERR "
          + e.getClass().getSimpleName()
          + " "
          + String.valueOf(e.getMessage()).lines().findFirst().orElse("")
          + " <- "
          + r.getClass().getSimpleName()
          + " "
          + String.valueOf(r.getMessage()).lines().findFirst().orElse("");
    }
  }
}
