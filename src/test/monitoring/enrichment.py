"""Rows of the tables that are monitored, as the job and the backup scripts write them: numbers made up, forms not."""

import json

from monitored_postgres import MonitoredPostgres

FINANCIAL = "s3a://curated-data-bucket/financial_data_curated_enriched"
INSURANCE = "s3a://curated-data-bucket/insurance_claims_curated_enriched"

INSERT = """
WITH entered AS (INSERT INTO enrichment_runs (run, raw, target, started, ended, outcome, exit_code, raw_version, target_version, lookup_snapshot,
  lookup_rows, lookup_kept_since, rows_made, matched, null_key, unknown_key, files_added, files_removed, files_kept, files_spliced,
  files_rewritten, bytes_moved, phases, lookups)
SELECT format('%s-%s', to_char(ended, 'YYYYMMDD"T"HH24MISS"Z"'), left(md5({number} || '{target}'), 8)), '{raw}', '{target}',
  ended - seconds * interval '1 second', ended, '{outcome}', 0, {number}, {number}, md5('lookup'), 60 + {number},
  date_trunc('day', now()) - interval '3 days', made, floor(made * 0.97 * {rate}), floor(made * 0.03), made - floor(made * 0.97 * {rate}) - floor(made * 0.03),
  4 + {number} % 3, 1, {number} * 4, 3 + {number} % 3, 1, made * 40, jsonb_build_object('plan', 2.5, 'produce', seconds - 5, 'commit', 1.5, 'lookup', 1),
  {lookups}
FROM (SELECT now() - interval '{ago}' AS ended, 20 + ({number} * 7) % 13 AS seconds, 180000 + ({number} * 7919) % 40000 AS made) AS run
RETURNING run, target, ended, unknown_key)
INSERT INTO unmatched_keys (run, target, lookup, key, rows, ended)
SELECT run, target, '{lookup}', key, floor(unknown_key * part), ended
FROM entered, (VALUES ('MER-0071', 0.5), ('MER-?', 0.1), ('{other_key}', 0.4)) AS unknown (key, part)
"""

# Two lookups with names, of which merchant matches least, as the run's own figures say.
LOOKUPS = """
jsonb_build_array(
  jsonb_build_object('name', 'merchant', 'table', 'merchant_lookup', 'snapshot', md5('merchant'), 'rows', 60, 'matched',
    floor(made * 0.97 * {rate}), 'null_key', floor(made * 0.03), 'unknown_key', made - floor(made * 0.97 * {rate}) - floor(made * 0.03),
    'match_rate', {rate}),
  jsonb_build_object('name', 'account', 'table', 'account_lookup', 'snapshot', md5('account'), 'rows', {number}, 'matched', made,
    'null_key', 0, 'unknown_key', 0, 'match_rate', 1))"""


def add_run(
    postgres: MonitoredPostgres, target: str, number: int, ago: str = "0 s", rate: float = 0.96, other_key: str = "MER-0815"
) -> None:
    raw = target.replace("curated-data-bucket", "raw-data-bucket").replace("_curated_enriched", "_delta")
    lookups = LOOKUPS.format(number=number, rate=rate) if target == FINANCIAL else "NULL"
    values = {"target": target, "raw": raw, "number": number, "ago": ago, "rate": rate, "outcome": "committed", "lookups": lookups}
    values |= {"lookup": "merchant" if target == FINANCIAL else "", "other_key": other_key}
    postgres.query(INSERT.format(**values))


def add_lookups_run(
    postgres: MonitoredPostgres,
    hours: int,
    target: str = FINANCIAL,
    snapshots: dict[str, str] | None = None,
    **matched: int | None,
) -> None:
    """A run of a hundred rows, hours ago, by lookup the rows that matched it, None where no row had a key for it."""
    ids = {name: (snapshots or {}).get(name, "first") for name in matched}
    rows = {name: (0, 100, 0) if count is None else (count, 0, 100 - count) for name, count in matched.items()}
    entries = [
        {"name": name, "table": f"{name}_lookup", "snapshot": ids[name], "rows": 60}
        | dict(zip(("matched", "null_key", "unknown_key"), rows[name], strict=True))
        | {"match_rate": 1 if matched[name] is None else rows[name][0] / 100}
        for name in matched
    ]
    least = min(entries, key=lambda entry: entry["match_rate"])
    joined = ",".join(f"{name}={snapshot}" for name, snapshot in ids.items())
    postgres.query(
        "INSERT INTO enrichment_runs (run, raw, target, started, ended, outcome, exit_code, lookup_snapshot, lookup_rows,"
        " lookup_kept_since, rows_made, matched, null_key, unknown_key, lookups)"
        f" SELECT gen_random_uuid()::text, 's3a://raw/a', '{target}', moment, moment, 'committed', 0, '{joined}', 60 * {len(matched)},"
        f" coalesce((SELECT min(started) FROM enrichment_runs WHERE target = '{target}' AND lookup_snapshot = '{joined}'), moment),"
        f" 100, {least['matched']}, {least['null_key']}, {least['unknown_key']}, '{json.dumps(entries)}'"
        f" FROM (SELECT now() - interval '{hours} h' AS moment) AS run"
    )


def add_other_run(postgres: MonitoredPostgres, outcome: str, code: str | None = None, exit_code: int = 0, ago: str = "0 s") -> None:
    """A run that made nothing."""
    error = f"'{code}'" if code else "NULL"
    postgres.query(
        "INSERT INTO enrichment_runs (run, raw, target, started, ended, outcome, error_code, exit_code)"
        f" SELECT to_char(ended, 'YYYYMMDD\"T\"HH24MISS\"Z\"') || '-{outcome[0]}0{exit_code}', 's3a://raw-data-bucket/insurance_claims_delta',"
        f" '{INSURANCE}', ended - interval '9 s', ended, '{outcome}', {error}, {exit_code} FROM (SELECT now() - interval '{ago}' AS ended) AS run"
    )


def add_history(postgres: MonitoredPostgres) -> None:
    """Two weeks of daily runs of two targets, one of which failed once and had nothing to do once; and backups."""
    for number in range(1, 15):
        for target in (FINANCIAL, INSURANCE):
            add_run(postgres, target, number, ago=f"{(14 - number) * 24 + 1} h", rate=0.95 + number % 3 / 100)
    add_other_run(postgres, "failed", "STORE_UNREACHABLE", 1, ago="100 m")
    add_other_run(postgres, "nothing to do", ago="99 m")
    postgres.superuser(
        "INSERT INTO public.backup_history SELECT kind, now() - interval '5 h', kind <> 'logical' OR day < 6, 3800000"
        " FROM unnest(ARRAY['full', 'diff', 'logical', 'lakehouse']) AS kind, generate_series(1, 6) AS day"
    )
