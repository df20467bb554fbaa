"""A lookup by a long text key: devices by their fingerprint, 64 characters.

There are about four raw rows for each device. A fingerprint ends with the device's number, of which
its kind is a function, so that the right answer can be computed without any join. One device in
twenty is unknown.
"""

import psycopg

KEY = "device_fingerprint"
_RAW_ROWS_A_DEVICE = 4
_UNKNOWN_EVERY = 20
_KINDS = 40
_DIGITS = 8

# The new column as SQL of raw that DuckDB reads.
_NUMBER = f"CAST(right({KEY}, {_DIGITS}) AS INTEGER)"
SQL = {
    "device_kind": f"CASE WHEN {_NUMBER} % {_UNKNOWN_EVERY} <> 0"
    f" THEN 'Kind ' || ({_NUMBER} % {_KINDS}) END",
}

SETTINGS = {
    "raw.key": KEY,
    "lookup.table": "devices",
    "lookup.key": "fingerprint",
    "lookup.columns": "kind:device_kind",
}


def number(raw_rows: int) -> int:
    """How many devices so many rows have: the lookup knows one for every four rows."""
    return raw_rows // _RAW_ROWS_A_DEVICE * _UNKNOWN_EVERY // (_UNKNOWN_EVERY - 1)


def fingerprint(number: str) -> str:
    """Of a device's number, all three as SQL that both PostgreSQL and DuckDB read."""
    text = f"CAST({number} AS VARCHAR)"
    return (
        f"md5({text}) || substr(md5('device ' || {text}), 1, {32 - _DIGITS})"
        f" || lpad({text}, {_DIGITS}, '0')"
    )


def load(raw_rows: int) -> None:
    """Makes the lookup in PostgreSQL."""
    with psycopg.connect() as connection:
        connection.execute("CREATE TABLE devices (fingerprint text PRIMARY KEY, kind text)")
        connection.execute(
            f"INSERT INTO devices SELECT {fingerprint('n')}, 'Kind ' || n % {_KINDS}"
            f" FROM generate_series(1, {number(raw_rows)}) AS n WHERE n % {_UNKNOWN_EVERY} <> 0"
        )
