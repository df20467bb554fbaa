"""Two more lookups: accounts by their id, and regions by currency, country and time.

As the merchants' categories, their values are functions of the keys, so that the right answer can
be computed without any join. One account in ten is unknown; so is one country in six. A region has a
name for half a day, and no name in each sixth half day.
"""

import psycopg

ACCOUNTS = 200_000
UNKNOWN_EVERY = 10
SEGMENTS = 5
_CURRENCIES = ("EUR", "USD", "GBP", "PLN", "BRL")
_COUNTRIES = ("DE", "US", "GB", "FR", "PL")  # not BR
_FIRST_SECOND = 1_704_067_200
_PERIOD_SECONDS = 43_200
_PERIODS = 60  # the last one has no end
_NAMELESS_EVERY = 6

# New columns, each as SQL of raw that DuckDB reads.
_NUMBER = "CAST(substr(account_id, 5) AS INTEGER)"
_PERIOD = (
    f"least({_PERIODS - 1},"
    f" (epoch_us(transaction_ts) // 1000000 - {_FIRST_SECOND}) // {_PERIOD_SECONDS})"
)
SQL = {
    "account_segment": f"CASE WHEN account_id IS NULL OR {_NUMBER} % {UNKNOWN_EVERY} = 0 THEN NULL"
    f" ELSE 'Segment ' || ({_NUMBER} % {SEGMENTS}) END",
    "region": f"CASE WHEN country IN {_COUNTRIES} AND {_PERIOD} % {_NAMELESS_EVERY} <> 0"
    f" THEN country || '/' || currency || '/' || {_PERIOD} END",
}

SETTINGS = {
    "lookups": "merchant,account,region",
    "lookup.account.raw-key": "account_id",
    "lookup.account.table": "accounts",
    "lookup.account.key": "account_id",
    "lookup.account.columns": "segment:account_segment",
    "lookup.region.raw-key": "currency,country",
    "lookup.region.table": "regions",
    "lookup.region.key": "currency,country",
    "lookup.region.columns": "region",
    "lookup.region.valid-from": "valid_from",
    "lookup.region.valid-to": "valid_to",
    "lookup.region.raw-time": "transaction_ts",
}


def load() -> None:
    """Makes both tables in PostgreSQL."""
    with psycopg.connect() as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE accounts (account_id text PRIMARY KEY, segment text)")
        cursor.execute(
            "INSERT INTO accounts"
            " SELECT 'ACC-' || lpad(n::text, 6, '0'), 'Segment ' || n % {}"
            " FROM generate_series(0, {}) AS n WHERE n % {} <> 0".format(
                SEGMENTS, ACCOUNTS - 1, UNKNOWN_EVERY
            )
        )
        cursor.execute(
            "CREATE TABLE regions (currency text, country text, valid_from timestamptz,"
            " valid_to timestamptz, region text, PRIMARY KEY (currency, country, valid_from))"
        )
        cursor.executemany(
            "INSERT INTO regions VALUES (%s, %s, to_timestamp(%s), to_timestamp(%s), %s)",
            [
                (currency, country, *_bounds(period), f"{country}/{currency}/{period}")
                for currency in _CURRENCIES
                for country in _COUNTRIES
                for period in range(_PERIODS)
                if period % _NAMELESS_EVERY != 0
            ],
        )


def _bounds(period: int) -> tuple[int, int | None]:
    """From which second, and before which, a period is."""
    start = _FIRST_SECOND + period * _PERIOD_SECONDS
    return start, start + _PERIOD_SECONDS if period < _PERIODS - 1 else None
