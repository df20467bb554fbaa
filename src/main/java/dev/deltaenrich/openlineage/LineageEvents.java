package dev.deltaenrich.openlineage;

import dev.deltaenrich.config.Settings;
import dev.deltaenrich.failure.EnrichException;
import dev.deltaenrich.job.EnrichJob;
import dev.deltaenrich.job.EnrichResult;
import java.util.Arrays;
import java.util.ServiceConfigurationError;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.spark.SparkConf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says by OpenLineage what a run read and wrote, where its listener is among {@code
 * spark.extraListeners}. Best effort: neither what is wrong with the events nor whoever gets them
 * changes anything for the run.
 */
public final class LineageEvents {
  private static final Logger LOG = LoggerFactory.getLogger(LineageEvents.class);
  private static final String LISTENER = "io.openlineage.spark.agent.OpenLineageSparkListener";
  private static final String LISTENERS = "spark.extraListeners";

  /** Both switch the listener off; what it does not say, we do not say. */
  private static final String DISABLED = "spark.openlineage.disabled";

  private static final String DISABLED_VARIABLE = "OPENLINEAGE_DISABLED";

  private final SparkConf conf;
  private final Settings settings;
  private final String programVersion;

  /**
   * @param conf what spark-submit was given: {@code spark.openlineage.*} says where events go
   * @param programVersion the producer's version
   */
  public LineageEvents(SparkConf conf, Settings settings, String programVersion) {
    this.conf = conf;
    this.settings = settings;
    this.programVersion = programVersion;
  }

  /**
   * Runs {@code run}, and tells of its start and its end where that is asked for.
   *
   * @param job what {@code run} runs
   * @throws EnrichException the run's own, whatever becomes of the events
   */
  public EnrichResult around(EnrichJob job, Supplier<EnrichResult> run) {
    if (!areWanted()) {
      return run.get();
    }
    try (EventChannel channel = new EventChannel(() -> open(job))) {
      channel.tell(RunEvents::started);
      try {
        EnrichResult result = run.get();
        channel.tell(events -> events.completed(job.tables(), result));
        return result;
      } catch (EnrichException e) {
        channel.tell(events -> events.failed(job.tables(), e));
        throw e;
      }
    }
  }

  private boolean areWanted() {
    return Arrays.asList(conf.get(LISTENERS, "").strip().split("\\s*,\\s*")).contains(LISTENER)
        && !conf.get(DISABLED, "false").equalsIgnoreCase("true")
        && !"true".equalsIgnoreCase(System.getenv(DISABLED_VARIABLE));
  }

  private RunEvents open(EnrichJob job) {
    return RunEvents.open(conf, settings, job.id(), programVersion);
  }

  /** The way to whoever gets the events; nothing where it could not be opened. */
  private static final class EventChannel implements AutoCloseable {
    private RunEvents events;

    EventChannel(Supplier<RunEvents> opening) {
      guarded(() -> events = opening.get());
    }

    void tell(Consumer<RunEvents> what) {
      if (events != null) {
        guarded(() -> what.accept(events));
      }
    }

    @Override
    public void close() {
      tell(RunEvents::close);
    }

    /**
     * OpenLineage throws checked exceptions undeclared, finds its transports as services, and in
     * another release may lack what is called.
     */
    private static void guarded(Runnable work) {
      try {
        work.run();
      } catch (Exception | LinkageError | ServiceConfigurationError e) {
        LOG.warn(
            "Cannot tell OpenLineage of the run, which changes nothing for the run: {}; see docs/openlineage.md",
            e.toString());
        LOG.debug("OpenLineage", e);
      }
    }
  }
}
