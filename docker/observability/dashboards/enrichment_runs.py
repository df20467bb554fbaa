"""Dashboard Enrichment runs: what the job did, long after each run has ended."""

from grafana_foundation_sdk.builders.dashboard import Dashboard, QueryVariable
from grafana_foundation_sdk.models.dashboard import VariableOption, VariableRefresh

from panels import QUARTER, SOURCE, Column, Query, Step, board, grid, lines, number

OURS = '{job="postgres_db", target=~"$target"}'
NEWEST = "by (target) "
LOOKUP = "by (target, lookup) "
BY_LOOKUP = "{{lookup}}: {{target}}"
DROP = f"max {LOOKUP}(delta_enrich_match_rate_before{OURS} - delta_enrich_match_rate{OURS})"
AGE = f"max {LOOKUP}(time() - (delta_enrich_last_lookup_timestamp_seconds{OURS} > 0))"
KEY = "by (target, lookup, key) "
RUN = "by (target, run, outcome, error_code) "


def make() -> Dashboard:
    about = "What runs of the job did, out of enrichment_runs and unmatched_keys; the tables' own logs are the truth."
    return board("Enrichment runs", "delta-enrich-runs", about, "now-7d", ROWS).with_variable(
        QueryVariable("target")
        .label("Target")
        .datasource(SOURCE)
        .query("label_values(delta_enrich_last_success_timestamp_seconds, target)")
        .refresh(VariableRefresh.ON_TIME_RANGE_CHANGED)
        .multi(True)
        .include_all(True)
        .all_value(".*")
        .current(VariableOption(text="All", value="$__all"))
    )


ROWS = {
    "At a glance": [
        number("Last success", "s",
               f"max {NEWEST}(time() - (delta_enrich_last_success_timestamp_seconds{OURS} > 0))",
               "How long ago a run ended with a commit or with nothing to do.",
               [Step(None, "green"), Step(26 * 3600, "red")], legend="{{target}}", none="never"),
        number("Newest exit code", "none", f"max {NEWEST}(delta_enrich_last_exit_code{OURS})",
               "0: done. 1: try again. 2: someone must change something. 3: the data break a rule. 4: outcome unknown.",
               [Step(None, "green"), Step(1, "red")], legend="{{target}}"),
        number("Match rate", "percentunit", f"min {LOOKUP}(delta_enrich_match_rate{OURS})",
               "Of the rows with a key, in the newest run that made any, by lookup.", legend=BY_LOOKUP, decimals=1),
        number("Match rate dropped by", "percentunit", DROP,
               "By lookup, against the mean of the ten runs before; below zero it rose.",
               [Step(None, "green"), Step(0.02, "orange"), Step(0.05, "red")], legend=BY_LOOKUP, decimals=1),
        number("Lookup unchanged for", "s", AGE,
               "Since when each lookup of the newest run has been as it is.", legend=BY_LOOKUP, none="unknown"),
        number("Lookup rows", "short", f"max {LOOKUP}(delta_enrich_last_lookup_rows{OURS})",
               "Rows of each lookup of the newest run that read it.", legend=BY_LOOKUP, decimals=0),
    ],
    "Runs": [
        grid("The last ten runs of each target",
             Column("Ended", f"max {RUN}(delta_enrich_recent_run_ended_timestamp_seconds{OURS}) * 1000", "dateTimeAsIso"),
             Column("Took", f"max {RUN}(delta_enrich_recent_run_seconds{OURS})", "s"),
             Column("Rows", f"max {RUN}(delta_enrich_recent_run_rows{OURS})", "short"),
             Column("Match rate", f"max {RUN}(delta_enrich_recent_run_match_rate{OURS}) >= 0", "percentunit", 2),
             Column("Unknown keys", f"max {RUN}(delta_enrich_recent_run_unknown_key{OURS})", "short"),
             Column("Null keys", f"max {RUN}(delta_enrich_recent_run_null_key{OURS})", "short"),
             Column("Not valid then", f"max {RUN}(delta_enrich_recent_run_not_valid{OURS})", "short"),
             Column("Quarantined", f"max {RUN}(delta_enrich_recent_run_quarantined{OURS})", "short"),
             Column("Spliced", f"max {RUN}(delta_enrich_recent_run_spliced_share{OURS}) >= 0", "percentunit", 0),
             Column("Through the job", f"max {RUN}(delta_enrich_recent_run_bytes_moved{OURS})", "bytes"),
             labels={"run": "Run", "target": "Target", "outcome": "Outcome", "error_code": "Error"}, sort="Ended",
             description="One row a run; of several lookups the figures are those of the one that matched least. "
                         "'delta-enrich runs' has the rest."),
        lines("Runs that ended", "short",
              Query(f"sum by (outcome) (increase(delta_enrich_runs_total{OURS}[$__rate_interval]))", "{{outcome}}"),
              description="By outcome.", span=QUARTER, stacked=True),
        lines("Rows made", "short", Query(f"max {NEWEST}(delta_enrich_run_rows{OURS})", "{{target}}"),
              description="By the newest run that committed.", span=QUARTER),
        lines("Took", "s", Query(f"max {NEWEST}(delta_enrich_run_seconds{OURS})", "{{target}}"),
              description="The newest run that committed.", span=QUARTER),
        lines("Rows in quarantine", "short",
              Query(f"max {NEWEST}(delta_enrich_run_in_quarantine{OURS})", "{{target}}"),
              Query(f"max {NEWEST}(delta_enrich_run_quarantined{OURS})", "put there: {{target}}"),
              description="After the newest run that committed, and how many of them it put there itself. "
                          "Where the line falls, rows came back.", span=QUARTER),
    ],
    "Matches": [
        lines("Match rate by lookup", "percentunit", Query(f"min {LOOKUP}(delta_enrich_match_rate{OURS})", BY_LOOKUP),
              description="Of the rows with a key, in the newest run that made any.", span=QUARTER, near=True),
        lines("Drop of the match rate", "percentunit", Query(DROP, BY_LOOKUP),
              description="Each lookup against the mean of its ten runs before; below zero it rose.", span=QUARTER, near=True),
        lines("Unmatched rows", "short", Query(f"sum(delta_enrich_run_unknown_key{OURS})", "unknown key"),
              Query(f"sum(delta_enrich_run_null_key{OURS})", "null key"),
              Query(f"sum(delta_enrich_run_outside_validity{OURS})", "outside of validity"),
              Query(f"sum(delta_enrich_run_null_time{OURS})", "null time"),
              description="In the newest run that committed.", span=QUARTER, stacked=True),
        lines("Age of each lookup", "s", Query(AGE, BY_LOOKUP),
              description="A lookup that nobody keeps up ages without a drop.", span=QUARTER),
        grid("Unknown keys",
             Column("Rows", f"max {KEY}(delta_enrich_unknown_key_rows{OURS})"),
             Column("Of the run's rows", f"max {KEY}(delta_enrich_unknown_key_share{OURS})", "percentunit", 2),
             Column("New", f"max {KEY}(delta_enrich_unknown_key_is_new{OURS})"),
             labels={"key": "Key", "lookup": "Lookup", "target": "Target"}, sort="Rows",
             description="The ten most frequent in the newest run that made rows; new: none of the ten runs before had it. "
                         "'delta-enrich unmatched' lists all of all rows."),
    ],
    "Work": [
        lines("Seconds by phase", "s", Query(f"sum by (phase) (delta_enrich_phase_seconds{OURS})", "{{phase}}"),
              description="Of the newest run that committed.", span=QUARTER, stacked=True),
        lines("Files by producer", "short", Query(f"sum(delta_enrich_run_files_spliced{OURS})", "spliced"),
              Query(f"sum(delta_enrich_run_files_rewritten{OURS})", "rewritten"),
              description="Spliced: bytes were copied. Rewritten: pages were decoded and encoded.",
              span=QUARTER, stacked=True),
        lines("Files of the target", "short", Query(f"sum(delta_enrich_run_files_added{OURS})", "added"),
              Query(f"sum(delta_enrich_run_files_removed{OURS})", "removed"),
              Query(f"sum(delta_enrich_run_files_kept{OURS})", "kept"),
              description="In the newest run that committed.", span=QUARTER),
        lines("Bytes through the job", "bytes", Query(f"max {NEWEST}(delta_enrich_run_bytes_moved{OURS})", "{{target}}"),
              description="By the newest run that committed; the store copies the rest by itself.", span=QUARTER),
    ],
}  # fmt: skip
