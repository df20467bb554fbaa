"""PostgreSQL's own queries: the count of all rows, and the rows of the latest change."""

import json
import time

import psycopg

import tracked


def main() -> None:
    with psycopg.connect() as connection:
        since = tracked.before_latest_change(connection)
    started = time.perf_counter()
    with psycopg.connect() as connection:
        rows = tracked.ask(connection, since)
    seconds = time.perf_counter() - started
    if len(rows) != tracked.CHANGED_AT_ONCE:
        raise SystemExit(f"Expected {tracked.CHANGED_AT_ONCE} rows, found {len(rows)}")
    print(json.dumps({"phases": {"read lookup": seconds}}))


if __name__ == "__main__":
    main()
