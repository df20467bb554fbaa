package dev.deltaenrich.verify.preflight;

import dev.deltaenrich.failure.ErrorCode;
import dev.deltaenrich.failure.ExitCode;
import dev.deltaenrich.report.Report;
import dev.deltaenrich.report.Result;
import java.util.List;

/**
 * What the preflight found.
 *
 * @param passed whether no check failed
 * @param failed how many did
 * @param skipped how many were not made, since one they need failed
 * @param checks all of them, in order
 */
public record CheckResult(boolean passed, long failed, long skipped, List<CheckLine> checks)
    implements Result {

  /** Copies {@code checks}. */
  public CheckResult {
    checks = List.copyOf(checks);
  }

  static CheckResult of(List<CheckLine> checks) {
    long ok = checks.stream().filter(CheckLine::isOk).count();
    long failed = checks.stream().filter(CheckLine::isFailed).count();
    return new CheckResult(failed == 0, failed, checks.size() - ok - failed, checks);
  }

  /** Another try is worth it where nothing failed but what may be over by then. */
  @Override
  public ExitCode exitCode() {
    if (passed) {
      return ExitCode.DONE;
    }
    boolean passing = checks.stream().filter(CheckLine::isFailed).allMatch(CheckLine::passing);
    return passing ? ExitCode.RETRY : ErrorCode.CHECK_FAILED.exitCode();
  }

  @Override
  public Report report() {
    String heading =
        passed
            ? "all %d checks passed".formatted(checks.size())
            : "%d of %d checks FAILED, %d skipped".formatted(failed, checks.size(), skipped);
    Report.Builder report = Report.titled(heading);
    checks.forEach(check -> report.note(check.text()));
    return report.build();
  }
}
