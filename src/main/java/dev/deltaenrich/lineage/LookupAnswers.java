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
    AppliedRule rule = origin.rule().orElseThrow();
    String key = row.key(shown);
    if (key == null) {
      return new LookupAnswer(
          rows.keptSince(), null, "not asked, the row has no key: " + without(origin));
    }
    if (rows.keptSince().isEmpty()) {
      return LookupAnswer.inWords("the snapshot is no longer kept in " + question.get().history());
    }
    List<SnapshotRows.DatedRow> dated =
        rows.rows().getOrDefault(rule.match().normalise(key), List.of());
    if (dated.isEmpty()) {
      return new LookupAnswer(rows.keptSince(), null, "has no row for the key: " + without(origin));
    }
    Long time = rule.validity().map(row::time).orElse(null);
    if (rule.validity().isPresent() && time == null) {
      return new LookupAnswer(
          rows.keptSince(),
          null,
          "not asked, the row has no time in '%s': %s"
              .formatted(rule.validity().get().rawTime(), without(origin)));
    }
    Optional<SnapshotRows.DatedRow> valid = SnapshotRows.validAt(dated, time);
    if (valid.isEmpty()) {
      return new LookupAnswer(
          rows.keptSince(),
          null,
          "has rows for the key, and none is valid at %s: %s"
              .formatted(Period.shown(time), without(origin)));
    }
    Map<String, String> said = valid.get().values();
    Map<String, String> looked = new LinkedHashMap<>();
    rule.columns()
        .forEach(column -> looked.put(column.lookupColumn(), said.get(column.lookupColumn())));
    String since = time == null ? "" : ", valid " + valid.get().period().shown();
    return new LookupAnswer(rows.keptSince(), looked, words(looked) + since);
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
