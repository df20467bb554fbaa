"""DuckDB asks a query of a curated table. Prints its answer, and its seconds without start-up."""

import json
import sys
import time

import duck


def main(target: str, query: str) -> None:
    connection = duck.connect("httpfs", "delta")
    started = time.monotonic()
    connection.execute(f"CREATE VIEW curated AS SELECT * FROM delta_scan('{target}')")
    row = connection.execute(query).fetchone()
    seconds = time.monotonic() - started
    print(json.dumps({"phases": {"query": seconds}, "answer": [str(value) for value in row]}))


if __name__ == "__main__":
    main(*sys.argv[1:])
