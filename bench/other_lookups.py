"""Two more lookups: accounts by their id, and regions by currency and country.

As the merchants' categories, their values are functions of the keys, so that the right answer can
be computed without any join. One account in ten is unknown; so is one region in six.
"""

import psycopg

ACCOUNTS = 200_000
UNKNOWN_EVERY = 10
SEGMENTS = 5
_CURRENCIES = ("EUR", "USD", "GBP", "PLN", "BRL")
_COUNTRIES = ("DE", "US", "GB", "FR", "PL")  # not BR

# New columns, each as SQL of raw that DuckDB reads.
_NUMBER = "CAST(substr(account_id, 5) AS INTEGER)"
SQL = {
    "account_segment": f"CASE WHEN account_id IS NULL OR {_NUMBER} % {UNKNOWN_EVERY} = 0 THEN NULL"
    f" ELSE 'Segment ' || ({_NUMBER} % {SEGMENTS}) END",
    "region": f"CASE WHEN country IN {_COUNTRIES} THEN country || '/' || currency END",
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
            "CREATE TABLE regions (currency text, country text, region text,"
            " PRIMARY KEY (currency, country))"
        )
        cursor.executemany(
            "INSERT INTO regions VALUES (%s, %s, %s)",
            [
                (currency, country, f"{country}/{currency}")
                for currency in _CURRENCIES
                for country in _COUNTRIES
            ],
        )
