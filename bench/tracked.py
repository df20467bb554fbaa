"""A large lookup with a column that says when a row was changed: merchants, ten for each raw row.

It is in a state: changed so many times, a hundred rows each time. The right answer follows from the
merchant's number and the state.
"""

from datetime import datetime

import psycopg

import merchants

_MERCHANTS_A_RAW_ROW = 10
CHANGED_AT_ONCE = 100
_FIRST_SECOND = 1_704_067_200

# Ours, by whichever way its rows are read.
SETTINGS = {
    "lookup.table": "tracked_merchants",
    "lookup.key": "merchant_id",
    "lookup.columns": "category:tracked_category",
    "lookup.changed-column": "updated_at",
}


def number(raw_rows: int) -> int:
    """How many merchants so many rows have; the lookup knows ten for each row."""
    known = raw_rows * _MERCHANTS_A_RAW_ROW
    return known * merchants.UNKNOWN_EVERY // (merchants.UNKNOWN_EVERY - 1)


def _step(raw_rows: int) -> int:
    """Between two merchants that change at once; no known one is a multiple of it."""
    apart = number(raw_rows) // CHANGED_AT_ONCE
    return apart // merchants.UNKNOWN_EVERY * merchants.UNKNOWN_EVERY


def _changed(merchant: str, change: int, raw_rows: int) -> str:
    """Whether a merchant is one of those that a change is about, as SQL."""
    step = _step(raw_rows)
    return f"({merchant} % {step} = {change} AND {merchant} < {step * CHANGED_AT_ONCE})"


def sql(changes: int, raw_rows: int) -> dict[str, str]:
    """The new column as SQL of raw that DuckDB reads."""
    number = "CAST(substr(merchant_id, 5) AS INTEGER)"
    latest_first = range(changes, 0, -1)
    changed = [
        f"WHEN {_changed(number, change, raw_rows)} THEN 'Change {change}'"
        for change in latest_first
    ]
    return {
        "tracked_category": f"CASE {' '.join(changed)} WHEN {number} % {merchants.UNKNOWN_EVERY}"
        f" <> 0 THEN 'Category ' || ({number} % {merchants.CATEGORIES}) END"
    }


def change(change: int, raw_rows: int) -> None:
    """Makes one change; number 0 makes the lookup anew."""
    with psycopg.connect(autocommit=True) as connection:
        if change == 0:
            _make(connection, raw_rows)
        else:
            connection.execute(
                f"UPDATE tracked_merchants SET category = 'Change {change}',"
                f" updated_at = to_timestamp({_FIRST_SECOND + number(raw_rows) + change})"
                f" WHERE {_changed('number', change, raw_rows)}"
            )


def _make(connection: psycopg.Connection, raw_rows: int) -> None:
    for statement in (
        "DROP TABLE IF EXISTS tracked_merchants",
        "CREATE TABLE tracked_merchants (merchant_id text, category text, updated_at timestamptz"
        " NOT NULL, number int)",
        "INSERT INTO tracked_merchants"
        " SELECT 'MER-' || lpad(n::text, greatest(5, length(n::text)), '0'),"
        f" 'Category ' || n % {merchants.CATEGORIES}, to_timestamp({_FIRST_SECOND} + n), n"
        f" FROM generate_series(1, {number(raw_rows)}) AS n"
        f" WHERE n % {merchants.UNKNOWN_EVERY} <> 0",
        "ALTER TABLE tracked_merchants ADD PRIMARY KEY (merchant_id)",
        "CREATE INDEX ON tracked_merchants (updated_at)",
        "VACUUM ANALYZE tracked_merchants",
    ):
        connection.execute(statement)



def ask(connection: psycopg.Connection, since: datetime) -> list[tuple]:
    """PostgreSQL's own queries: how many rows there are, and which changed since a moment."""
    connection.execute("SELECT count(*) FROM tracked_merchants").fetchone()
    return connection.execute(
        "SELECT merchant_id, category FROM tracked_merchants WHERE updated_at > %s", [since]
    ).fetchall()


def before_latest_change(connection: psycopg.Connection) -> datetime:
    """The changed column's greatest value before that."""
    return connection.execute(
        "SELECT updated_at FROM tracked_merchants"
        f" ORDER BY updated_at DESC LIMIT 1 OFFSET {CHANGED_AT_ONCE}"
    ).fetchone()[0]
