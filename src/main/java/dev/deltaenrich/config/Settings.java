package dev.deltaenrich.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything a run is told, checked and typed. Immutable; prints no secret.
 *
 * @param rawPath the raw Delta table
 * @param targetPath the curated Delta table
 * @param quarantinePath the Delta table of rows without a match; empty where there is none
 * @param jdbc the database with controls and runs, and with all lookups that name no other one
 * @param lookups what is added, in the order of the new columns: several with names, or one without
 * @param controls the switches in the database
 * @param run how a run makes files
 * @param runsTable the table in which runs are entered, optionally {@code schema.table}; empty:
 *     none
 * @param unmatchedTable the table in which their unknown keys are entered, likewise
 */
public record Settings(
    String rawPath,
    String targetPath,
    Optional<String> quarantinePath,
    JdbcSettings jdbc,
    List<LookupSettings> lookups,
    ControlSettings controls,
    RunSettings run,
    String runsTable,
    String unmatchedTable) {
  /** Copies {@code lookups}. */
  public Settings {
    lookups = List.copyOf(lookups);
  }

  /** The first lookup. */
  public LookupSettings lookup() {
    return lookups.get(0);
  }

  /** The rule of the first lookup. */
  public Rule rule() {
    return lookup().rule();
  }

  /** The rules of all lookups. */
  public List<Rule> rules() {
    return lookups.stream().map(LookupSettings::rule).toList();
  }

  /** Whether rows without a match in some lookup go to the quarantine. */
  public boolean quarantines() {
    return rules().stream().anyMatch(Rule::quarantines);
  }

  /**
   * The databases that are asked, each with the lookups that are there. The first is that with the
   * controls, where these count. Of several timeouts for one database the longest holds.
   *
   * @param controls whether the controls count
   */
  public Map<JdbcSettings, List<LookupSettings>> databases(boolean controls) {
    Map<Database, JdbcSettings> reached = new LinkedHashMap<>();
    Map<Database, List<LookupSettings>> there = new HashMap<>();
    if (controls) {
      reached.put(jdbc.database(), jdbc);
    }
    for (LookupSettings lookup : lookups) {
      Database database = lookup.jdbc().database();
      reached.merge(database, lookup.jdbc(), JdbcSettings::orMorePatient);
      there.computeIfAbsent(database, any -> new ArrayList<>()).add(lookup);
    }
    Map<JdbcSettings, List<LookupSettings>> databases = new LinkedHashMap<>();
    reached.forEach((database, how) -> databases.put(how, there.getOrDefault(database, List.of())));
    return databases;
  }

  /** Whether controls and runs are in a database that is reached so. */
  public boolean isCommon(JdbcSettings database) {
    return database.database().equals(jdbc.database());
  }

  /** The same settings with one lookup alone, for each lookup. */
  public List<Settings> eachLookup() {
    return lookups.stream()
        .map(
            one ->
                new Settings(
                    rawPath,
                    targetPath,
                    quarantinePath,
                    jdbc,
                    List.of(one),
                    controls,
                    run,
                    runsTable,
                    unmatchedTable))
        .toList();
  }
}
