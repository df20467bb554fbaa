"""Joins a raw table with a lookup that is valid in time, by DuckDB, and compares a curated table.

Arguments: the raw and the curated Delta table, and a CSV file of the lookup: account, country, from
which microsecond on and before which one a row is valid, and its segment. Prints JSON: the rows of
raw and of curated, how many have a segment, and how many differ from a join by ranges and from an
ASOF join.
"""

import json
import sys

import duckdb
from deltalake import DeltaTable

SAME_KEY = "r.account = l.account AND r.country = l.country"
# DuckDB's ASOF join may give a row without a time the latest values, which are taken off again.
JOINS = {
    "range": f"""
        SELECT r.id, l.segment FROM raw r LEFT JOIN lookup l
        ON {SAME_KEY} AND coalesce(l.first <= r.time, r.time IS NOT NULL)
        AND coalesce(r.time < l.after, true)""",
    "asof": f"""
        SELECT r.id,
            CASE WHEN coalesce(r.time < l.after, r.time IS NOT NULL) THEN l.segment END AS segment
        FROM raw r ASOF LEFT JOIN (SELECT * REPLACE (coalesce(first, -1) AS first) FROM lookup) l
        ON {SAME_KEY} AND r.time >= l.first""",
}


def main(raw: str, curated: str, lookup: str) -> None:
    connection = duckdb.connect()
    for name, table in {"raw": raw, "curated": curated}.items():
        connection.register(f"{name}_rows", DeltaTable(table).to_pyarrow_table())
        connection.execute(
            f"CREATE TABLE {name} AS SELECT *, epoch_us(ts) AS time FROM {name}_rows"
        )
    connection.execute(
        "CREATE TABLE lookup AS SELECT * FROM read_csv(?, header = false, nullstr = 'null',"
        " columns = {account: 'BIGINT', country: 'TEXT', first: 'BIGINT', after: 'BIGINT',"
        " segment: 'TEXT'})",
        [lookup],
    )

    def number(sql: str) -> int:
        return connection.execute(f"SELECT count(*) FROM {sql}").fetchone()[0]

    found = {"raw": number("raw"), "curated": number("curated")}
    found["matched"] = number("curated WHERE segment IS NOT NULL")
    for name, join in JOINS.items():
        found[name] = number(
            f"({join}) AS e FULL JOIN curated c USING (id)"
            " WHERE e.id IS NULL OR c.id IS NULL OR e.segment IS DISTINCT FROM c.segment"
        )
    print(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
