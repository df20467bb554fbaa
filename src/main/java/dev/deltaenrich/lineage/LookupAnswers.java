package dev.deltaenrich.lineage;

import dev.deltaenrich.config.KeyEquality;
import dev.deltaenrich.config.Period;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/** What lookup snapshots said for the keys of some rows. */
final class LookupAnswers {
  private final AppliedRule shown;
  private final Map<Question, SnapshotRows> answers;

  /** A snapshot and how keys are compared with it. */
  private record Question(String history, String snapshot, KeyEquality match, boolean dated) {
    /** Empty where it is not recorded which snapshot made the file, or by which rule. */
    static Optional<Question> of(LookupOrigin origin) {
      return origin
          .tags()
          .flatMap(
              tags ->
                  origin
                      .rule()
                      .map(
                          rule ->
                              new Question(
                                  origin.history(),
                                  tags.lookupSnapshot(),
                                  rule.match(),
                                  rule.validity().isPresent())));
    }
  }

  private LookupAnswers(AppliedRule shown, Map<Question, SnapshotRows> answers) {
    this.shown = shown;
    this.answers = answers;
  }

  /**
   * Reads each snapshot once.
   *
   * @param shown the rule whose key is asked for
   * @param origins what the lookup did for the rows' files, by the files' URIs
   */
  static LookupAnswers read(
      SparkSession spark,
      AppliedRule shown,
      List<FoundRow> rows,
      Map<String, LookupOrigin> origins) {
    Map<Question, Set<String>> keys = new HashMap<>();
    for (FoundRow row : rows) {
      Question.of(origins.get(row.file()))
          .map(question -> keys.computeIfAbsent(question, asked -> new HashSet<>()))
          .filter(asked -> row.key(shown) != null)
          .ifPresent(asked -> asked.add(row.key(shown)));
    }
    Map<Question, SnapshotRows> answers = new HashMap<>();
    keys.forEach(
        (question, asked) ->
            answers.put(
                question,
                new SnapshotRows.Asked(question.match(), question.dated(), asked)
                    .read(spark, question.history(), question.snapshot())));
    return new LookupAnswers(shown, answers);
  }

  /** What the snapshot said for a row. */
  LookupAnswer of(FoundRow row, LookupOrigin origin) {
    if (!origin.tagged()) {
      return LookupAnswer.inWords("not recorded: the file carries no tags");
    }
    if (origin.tags().isEmpty()) {
      return LookupAnswer.inWords("not recorded: the file was " + origin.lookup().madeWithout());
    }
    Optional<Question> question = Question.of(origin);
    if (question.isEmpty()) {
      return LookupAnswer.inWords("the rule that made the file is no longer recorded");
    }
    SnapshotRows rows = answers.get(question.get());
    String key = row.key(shown);
    if (key == null) {
      return without(rows, "not asked, the row has no key", origin);
    }
    return rows.keptSince().isEmpty()
        ? LookupAnswer.inWords("the snapshot is no longer kept in " + question.get().history())
        : ofKey(key, row, rows, origin);
  }

  private static LookupAnswer ofKey(
      String key, FoundRow row, SnapshotRows rows, LookupOrigin origin) {
    AppliedRule rule = origin.rule().orElseThrow();
    List<SnapshotRows.DatedRow> found =
        rows.rows().getOrDefault(rule.match().normalise(key), List.of());
    if (found.isEmpty()) {
      return without(rows, "has no row for the key", origin);
    }
    Long time = rule.validity().map(row::time).orElse(null);
    if (rule.validity().isPresent() && time == null) {
      return without(
          rows,
          "not asked, the row has no time in '%s'".formatted(rule.validity().get().rawTime()),
          origin);
    }
    return SnapshotRows.validAt(found, time)
        .map(valid -> said(valid, time != null, rows, rule))
        .orElseGet(
            () ->
                without(
                    rows,
                    "has rows for the key, and none is valid at " + Period.shown(time),
                    origin));
  }

  private static LookupAnswer said(
      SnapshotRows.DatedRow valid, boolean dated, SnapshotRows rows, AppliedRule rule) {
    Map<String, String> looked = new LinkedHashMap<>();
    rule.columns()
        .forEach(
            column -> looked.put(column.lookupColumn(), valid.values().get(column.lookupColumn())));
    String when = dated ? ", valid " + valid.period().shown() : "";
    return new LookupAnswer(rows.keptSince(), looked, words(looked) + when);
  }

  private static LookupAnswer without(SnapshotRows rows, String why, LookupOrigin origin) {
    return new LookupAnswer(rows.keptSince(), null, why + ": " + without(origin));
  }

  private static String without(LookupOrigin origin) {
    String name = origin.lookup().name();
    return "lookup.%sunmatched was %s"
        .formatted(name.isEmpty() ? "" : name + ".", origin.rule().orElseThrow().unmatched());
  }

  private static String words(Map<String, String> looked) {
    return looked.entrySet().stream()
        .map(
            value ->
                "%s = %s"
                    .formatted(
                        value.getKey(),
                        value.getValue() == null ? "null" : "'" + value.getValue() + "'"))
        .collect(Collectors.joining(", "));
  }
}
