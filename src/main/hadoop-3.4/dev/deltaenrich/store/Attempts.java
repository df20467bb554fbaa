package dev.deltaenrich.store;

import software.amazon.awssdk.core.metrics.CoreMetric;
import software.amazon.awssdk.metrics.MetricCollection;
import software.amazon.awssdk.metrics.MetricPublisher;

/**
 * Counts how often the SDK sent a request. The SDK sends some again by itself, and tells of the
 * last answer only; it measures the others before the caller gets that answer.
 */
final class Attempts implements MetricPublisher {
  private volatile boolean several;

  boolean several() {
    return several;
  }

  @Override
  public void publish(MetricCollection call) {
    several |= call.metricValues(CoreMetric.RETRY_COUNT).stream().anyMatch(count -> count > 0);
  }

  @Override
  public void close() {
    // The request's, not ours to end.
  }
}
