package dev.deltaenrich.verify.preflight;

/** What a run asks of the target before it reads or writes anything. */
@FunctionalInterface
public interface TargetCheck {
  /**
   * Whether there is a table at the target already.
   *
   * @throws dev.deltaenrich.failure.EnrichException why a run would refuse the target
   */
  boolean require();
}
