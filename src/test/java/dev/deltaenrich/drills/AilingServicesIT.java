package dev.deltaenrich.drills;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.services.FaultProxy;
import dev.deltaenrich.services.HttpHead;
import dev.deltaenrich.services.ManyProcesses;
import dev.deltaenrich.services.Minio;
import dev.deltaenrich.services.Postgres;
import dev.deltaenrich.services.ProcessResult;
import dev.deltaenrich.services.Relay;
import dev.deltaenrich.services.RequiresS3;
import dev.deltaenrich.services.RequiresSpark;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/**
 * Services that are slow, busy, or go away in the middle of a run: it goes on and is right, or it
 * ends within a minute, names the cause and leaves the target alone. For those that are down from
 * the start see {@code e2e.OutagesIT}.
 *
 * <p>The runs mostly wait, so some are under way at once: each on a target of its own, which an
 * earlier run has made of other rows and another lookup.
 */
@RequiresS3
@RequiresSpark
@ManyProcesses
class AilingServicesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration LATE = Duration.ofSeconds(5);

  /** For services that are late every time; a run asks the database 14 times, the store 130. */
  private static final Duration OFTEN_LATE =
      Drills.whole() ? Duration.ofSeconds(5) : Duration.ofMillis(100);

  /** Some 130 requests of 5 s each, one after the other. */
  private static final Duration LIMIT = Drills.whole() ? Duration.ofMinutes(15) : Program.LIMIT;

  /** S3A asks five times in all when it is told to slow down. */
  private static final int BURST = 3;

  private static Tables tables;
  private static String made;

  private final FaultProxy proxy = FaultProxy.before(Minio.shared().endpoint());
  private final Relay database = Relay.to(Postgres.port());
  private final String target = tables.copyOf(made);

  @BeforeAll
  static void makeATarget() {
    Program.archiveClasses();
    tables = Tables.land();
    made = tables.newTarget();
    Program.enrich(tables, made, Minio.shared().endpoint())
        .start()
        .await(Program.LIMIT)
        .succeeded();
    tables.change();
  }

  @AfterEach
  void close() {
    proxy.close();
    database.close();
  }

  @TestBesideOthers
  void aStoreThatIsLateInEveryPhaseIsWaitedFor() {
    Figures figures = Figures.of("store 5 s late");
    phases().forEach(phase -> proxy.next(1, phase).delay(LATE));

    goesOnAndIsRight(figures, "a request of each kind (%d) 5 s late".formatted(phases().size()));
  }

  @TestBesideOthers
  void aStoreThatIsBusyInEveryPhaseIsAskedAgain() {
    Figures figures = Figures.of("store busy in bursts");
    phases().forEach(phase -> proxy.next(BURST, phase).answer(503, "SlowDown"));

    goesOnAndIsRight(
        figures, "%d answers 503 to each kind of request (%d)".formatted(BURST, phases().size()));
  }

  @TestBesideOthers
  void aStoreThatStaysBusyIsNamed() {
    Figures figures = Figures.of("store busy for good");
    proxy.all(Requests.dataOf(tables.raw())).answer(503, "SlowDown");

    isNamed(figures, "503 to whoever reads raw files", 1, "STORE_UNREACHABLE");
  }

  @TestBesideOthers
  void aStoreThatGoesAwayWhileFilesAreMadeIsNamed() {
    Figures figures = Figures.of("store gone in produce");
    proxy.next(1, Requests.dataInto(target)).runBefore(request -> proxy.refuseConnections());

    isNamed(figures, "no connections from the first data file on", 1, "STORE_UNREACHABLE");
  }

  @TestBesideOthers
  void aStoreThatGoesAwayInTheCommitLeavesItUnknown() {
    Figures figures = Figures.of("store gone in the commit");
    proxy.next(1, Requests.commitTo(target)).runBefore(request -> proxy.refuseConnections());

    ProcessResult result = run();

    assertThat(result.exit()).as(result.output()).isEqualTo(4);
    assertThat(result.stderr()).contains("COMMIT_UNKNOWN");
    assertThat(result.took()).as(result.output()).isLessThan(PATIENCE);
    tell(figures, "no connections from the commit's request on", result, "COMMIT_UNKNOWN");
  }

  @TestBesideOthers
  void aDatabaseThatIsLateIsWaitedForOrNamed() {
    Figures figures = Figures.of("database always late");
    database.delayAnswers(OFTEN_LATE);

    ProcessResult result = run();

    if (result.exit() == 0) {
      isRight();
      tell(figures, "each answer " + oftenLate(), result, "right");
    } else {
      assertNamed(result, 1, "DATABASE_UNREACHABLE");
      tell(figures, "each answer " + oftenLate(), result, "DATABASE_UNREACHABLE");
    }
  }

  @TestBesideOthers
  void aDatabaseThatGoesAwayInTheMiddleIsNamed() {
    Figures figures = Figures.of("database gone while read");
    database.cutAfter(2_000);

    isNamed(figures, "the connection cut after 2,000 bytes", 1, "DATABASE_UNREACHABLE");
  }

  @TestBesideOthers
  void aStoreThatIsAlwaysLateIsWaitedForOrNamed() {
    Figures figures = Figures.of("store always late");
    proxy.all(request -> true).delay(OFTEN_LATE);

    ProcessResult result = run();

    if (result.exit() == 0) {
      isRight();
      tell(figures, "every request " + oftenLate(), result, "right");
    } else {
      assertNamed(result, 1, "STORE_UNREACHABLE");
      tell(figures, "every request " + oftenLate(), result, "STORE_UNREACHABLE");
    }
  }

  private static String oftenLate() {
    return "%.1f s late".formatted(OFTEN_LATE.toMillis() / 1e3);
  }

  /** A kind of request for each thing a run does with the store. */
  private List<Predicate<HttpHead>> phases() {
    return List.of(
        Requests.logOf(tables.raw()),
        Requests.dataOf(tables.raw()),
        Requests.dataInto(target),
        Requests.commitTo(target));
  }

  private ProcessResult run() {
    return Program.enrich(tables, target, proxy.endpoint())
        .environment(Map.of("ENRICH_LOOKUP_JDBC_URL", tables.databaseAt(database.port())))
        .start()
        .await(LIMIT);
  }

  private void goesOnAndIsRight(Figures figures, String done) {
    ProcessResult result = run();

    assertThat(result.exit()).as(result.output()).isZero();
    isRight();
    tell(figures, done, result, "right");
  }

  private void isNamed(Figures figures, String done, int exit, String code) {
    ProcessResult result = run();

    assertNamed(result, exit, code);
    tell(figures, done, result, code);
  }

  private void assertNamed(ProcessResult result, int exit, String code) {
    assertThat(result.exit()).as(result.output()).isEqualTo(exit);
    assertThat(result.stderr()).contains(code);
    assertThat(result.took()).as(result.output()).isLessThan(PATIENCE);
    assertThat(tables.version(target)).isEqualTo(tables.version(made));
  }

  private void isRight() {
    assertThat(tables.found(target).orElseThrow().against(tables.right())).isEqualTo(Rows.SAME);
  }

  private static void tell(Figures figures, String done, ProcessResult result, String outcome) {
    figures.tell(
        done,
        "exit code %d after %d s: %s".formatted(result.exit(), result.took().toSeconds(), outcome));
  }
}
