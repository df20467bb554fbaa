package dev.deltaenrich.services;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Whether a service that tests need is there. */
final class ServiceConditions {
  private static final boolean REQUIRE_ALL = Boolean.parseBoolean(System.getenv("REQUIRE_ALL"));
  private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

  private ServiceConditions() {}

  static ConditionEvaluationResult evaluate(boolean available, String howToGetOne) {
    if (available) {
      return ConditionEvaluationResult.enabled("the service is there");
    }
    if (REQUIRE_ALL) {
      throw new IllegalStateException(howToGetOne + " (REQUIRE_ALL=true forbids skipping)");
    }
    if (TOLD.add(howToGetOne)) {
      System.err.println("SKIPPED: " + howToGetOne);
    }
    return ConditionEvaluationResult.disabled(howToGetOne);
  }

  /** The condition of {@link RequiresS3}. */
  static final class S3 implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      return evaluate(MinioSources.available(), MinioSources.HOW_TO_GET_ONE);
    }
  }

  /** The condition of {@link RequiresSpark}. */
  static final class Spark implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      return evaluate(SparkDistribution.find().isPresent(), SparkDistribution.HOW_TO_GET_ONE);
    }
  }

  /** The condition of {@link RequiresOtherReaders}. */
  static final class Readers implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      return evaluate(OtherReaders.find().isPresent(), OtherReaders.HOW_TO_GET_ONE);
    }
  }

  /** The condition of {@link RequiresNewerDeltas}. */
  static final class NewerLines implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      return evaluate(NewerDeltas.find().isPresent(), NewerDeltas.HOW_TO_GET_ONE);
    }
  }

  /** The condition of {@link RequiresPgBouncer}. */
  static final class Pooler implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      return evaluate(PgBouncer.find().isPresent(), PgBouncer.HOW_TO_GET_ONE);
    }
  }
}
