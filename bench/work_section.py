"""The section of one kind of work in the report: its ways beside its references, its queries."""

import statistics

import cells
import known_ways
import queries
import works
from ratios import paired
from works import Work


def section(run: dict) -> str:
    work = works.of(run)
    size = f"{run['rows']:,} rows in {cells.files(run['files'])}, {run['bytes'] / 2**20:,.0f} MiB"
    lines = [
        f"## {work.title}: {size}",
        "",
        f"{work.about} Repeat with `{_command(run)}`.",
        f"Rounds: {run['rounds']}; three figures are the least, the median and the largest of them."
        f" {cells.where(run)}",
        "",
        *_table(run, work),
    ]
    return "\n".join(lines + more(run)) + "\n"


def more(run: dict) -> list[str]:
    """What follows a table of any work, where the run had more than it: late answers, queries."""
    lines = []
    if run.get("delay"):
        lines += [
            "",
            f"Answers late: the store answers each request {run['delay']} ms later."
            " Such ways are compared with such ways.",
        ]
    if run.get("queries"):
        lines += ["", *_queries(run, *works.of(run).asked)]
    return lines


def options(run: dict) -> str:
    """The words of a call that make it more than a table."""
    delay = f" --delay {run['delay']}" if run.get("delay") else ""
    return delay + (" --queries" if run.get("queries") else "")


def _command(run: dict) -> str:
    words = ["bench/run.sh", "--work", run["work"], "--rows", str(run["rows"])]
    words += ["--rows-per-file", str(run["rows_a_file"]), "--rounds", str(run["rounds"])]
    return " ".join(words) + options(run)


def _table(run: dict, work: Work) -> list[str]:
    titles = {way.name: way.title for way in known_ways.ALL}
    heads = ["Way", *[f"time ÷ {titles[name]}" for name in work.references]]
    heads += ["time ÷ the same, answers at once"] if run["delay"] else []
    heads += [f"CPU ÷ {titles[work.references[0]]}", "peak memory, MiB", "requests"]
    heads += ["moved, % of the table"]
    heads += ["row groups, MiB: least, median"] if work.least_row_group else []
    ways = [way for way in known_ways.of(run) if not way.query]
    rows = [cells.row(way.title, *_cells(run, work, way)) for way in ways]
    return [cells.row(*heads), "|---" * len(heads) + "|", *rows]


def _cells(run: dict, work: Work, way: known_ways.Way) -> list[str]:
    results = run["results"][way.name]
    moved = [100 * (r["received"] + r["sent"]) / run["bytes"] for r in results]
    late = known_ways.LATE if way.late else ""
    found = [cells.ratio(run, way.name, cells.wall, to + late) for to in work.references]
    if run["delay"]:
        at_once = way.name.removesuffix(known_ways.LATE)
        found.append(cells.ratio(run, way.name, cells.wall, at_once) if way.late else cells.NONE)
    found += [
        cells.ratio(run, way.name, cells.cpu, work.references[0] + late),
        f"{max(r['peak'] for r in results) / 2**20:,.0f}",
        f"{statistics.median(r['requests'] for r in results):,.0f}",
        cells.figure(statistics.median(moved)),
    ]
    return found + ([_row_groups(results)] if work.least_row_group else [])


def _row_groups(results: list[dict]) -> str:
    """Over all rounds the least, and the least of the medians."""
    found = [result["row_groups"] for result in results if "row_groups" in result]
    if not found:
        return cells.NONE
    sizes = [min(groups[figure] for groups in found) / 2**20 for figure in ("least", "median")]
    return ", ".join(map(cells.figure, sizes))


def _queries(run: dict, ours: str, other: str) -> list[str]:
    heads = ["Query", "time on ours ÷ on PySpark's", "the same, without start-up"]
    lines = [cells.row(*heads), "|---" * len(heads) + "|"]
    for engine, engine_title in queries.ENGINES.items():
        for query, title in queries.TITLES.items():
            names = [known_ways.query_name(table, engine, query) for table in (ours, other)]
            if not all(name in run["results"] for name in names):
                continue
            alone = cells.phase("query")
            lines.append(
                cells.row(
                    f"{title}, by {engine_title}",
                    cells.ratio(run, names[0], cells.wall, names[1]),
                    cells.shown(paired(run, names[0], alone, names[1], alone)),
                )
            )
    return lines
