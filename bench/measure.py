"""Measures ways to the same table in turn, round after round, and checks every result.

Started by run.sh, which sets SPARK_HOME and MINIO_BIN.
"""

import argparse
import sys
from contextlib import nullcontext
from pathlib import Path

import dataset
import known_ways
import local
import machine
import process
import proxy
import report
import rounds
import services
import spark
import works
from dataset import Dataset
from rounds import Bench, WrongResult
from store import Place, Store


def archive_classes(running: Store, data: Dataset, line: str) -> None:
    """As users do it once: by a run, which is not measured."""
    target = Place("out/archive")
    output = services.LOGS / "archive"
    with process.environment(SPARK_HOME=str(spark.home(line))):
        command = known_ways.archive_classes(data.place, target)
        used = process.measure(command, local.ROOT / "bench", output)
    if used.exit_code != 0:
        raise SystemExit(f"Cannot make an archive of classes; see {output}.err")
    running.delete(target)
    running.delete(Place(target.prefix + "_lookups"))


def arguments() -> argparse.Namespace:
    # run.sh reads --spark too, and knows no shorter form of it.
    parser = argparse.ArgumentParser(
        prog="bench/run.sh", description=__doc__.split("\n")[0], allow_abbrev=False
    )
    parser.add_argument("--work", choices=works.ALL, default=works.LARGE_FILES.name)
    parser.add_argument("--rows", type=int, help="rows of the raw table; each work has a default")
    parser.add_argument("--rows-per-file", type=int, help="each work has a default")
    parser.add_argument("--rounds", type=int, default=3, help="times each way is measured")
    parser.add_argument(
        "--spark",
        type=lambda names: list(dict.fromkeys(names.split(","))),
        default=[spark.DEFAULT_LINE],
        metavar="LINES",
        help="line of Spark, as pom.xml has it; several, with commas, are compared: ours and"
        f" PySpark's job on each, unless --ways says otherwise (default: {spark.DEFAULT_LINE})",
    )
    parser.add_argument(
        "--ways",
        help="names and commas, of " + ", ".join(way.name for way in known_ways.available()),
    )
    parser.add_argument(
        "--queries", action="store_true", help="query our result, and the same by Spark"
    )
    parser.add_argument(
        "--delay", type=int, default=0, help="measure again, all answers so many ms later"
    )
    parser.add_argument(
        "--out", type=Path, default=local.ROOT / "docs", help="where performance.* are written"
    )
    given = parser.parse_args()
    if given.queries and len(given.spark) > 1:
        parser.error("--queries asks tables of one line of Spark")
    work = works.ALL[given.work]
    given.rows = given.rows or work.rows
    given.rows_per_file = given.rows_per_file or work.rows_a_file
    return given


def main() -> int:
    given = arguments()
    work = works.ALL[given.work]
    chains = works.chains(work, given.ways, given.queries, given.delay > 0, given.spark)
    with services.running(work.keys(given.rows), lambda: work.load(given.rows)) as running:
        running.delete(Place("out"))
        size = (given.rows, given.rows_per_file)
        data = dataset.ensure(running, work.origin, *size)
        plain = dataset.ensure(running, work.answer, *size)
        if any(way.name.startswith(known_ways.ARCHIVED) for chain in chains for way in chain):
            for line in given.spark:
                archive_classes(running, data, line)
        at_once = nullcontext(running.endpoint)
        late = proxy.running(running.endpoint, given.delay) if given.delay else at_once
        with late as late_endpoint:
            bench = Bench(running, work, data, plain, given.spark[0], late_endpoint)
            results = rounds.measure(chains, bench, given.rounds)
    report.add_run(
        given.out,
        {
            "work": work.name,
            "rows": data.rows,
            "rows_a_file": given.rows_per_file,
            "files": data.files,
            "bytes": data.bytes,
            "rounds": given.rounds,
            "queries": given.queries,
            "delay": given.delay,
            "lines": given.spark,
            **machine.facts(given.spark),
            "results": results,
        },
    )
    print(f"Wrote {given.out}/performance.md")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except WrongResult as e:
        sys.exit(f"bench: {e}")
