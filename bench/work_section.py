"""The section of one kind of work in the report: its ways beside its references, its queries."""

import statistics

import cells
import known_ways
import queries
import works
from ratios import more_than, over_rounds, paired
from works import Work


# The heads of what `use` gives.
USE = ("peak memory, MiB", "requests", "moved, % of the table")


def section(run: dict) -> str:
    work = works.of(run)
    lines = opening(run) + _table(run, work)
    if work.phase:
        lines += ["", *_phase(run, work, *work.phase)]
    return "\n".join(lines + more(run)) + "\n"


def opening(run: dict) -> list[str]:
    """What comes before the table of a run."""
    work = works.of(run)
    return [
        f"## {work.title}: {size(run)}",
        "",
        f"{work.about} Repeat with `{_command(run)}`.".lstrip(),
        f"Rounds: {run['rounds']}; three figures are the least, the median and the largest of them."
        f" {cells.where(run)}",
        "",
    ]


def size(run: dict) -> str:
    """Of the raw table; and the lines of Spark, unless it is the default one alone."""
    files = f"{cells.files(run['files'])}, {run['bytes'] / 2**20:,.0f} MiB"
    return f"{run['rows']:,} rows in {files}{works.on_spark(run)}"


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
    lines = f" --spark {','.join(works.lines(run))}" if works.on_spark(run) else ""
    return lines + delay + (" --queries" if run.get("queries") else "")


def _command(run: dict) -> str:
    words = ["bench/run.sh", "--work", run["work"], "--rows", str(run["rows"])]
    words += ["--rows-per-file", str(run["rows_a_file"]), "--rounds", str(run["rounds"])]
    return " ".join(words) + options(run)


def _table(run: dict, work: Work) -> list[str]:
    heads = ["Way", *[f"time ÷ {known_ways.title(name)}" for name in work.references]]
    heads += ["time ÷ the same, answers at once"] if run["delay"] else []
    heads += [f"CPU ÷ {known_ways.title(work.references[0])}", *USE]
    heads += ["row groups, MiB: least, median"] if work.least_row_group else []
    ways = [way for way in known_ways.of(run) if not way.query]
    rows = [cells.row(way.title, *_cells(run, work, way)) for way in ways]
    return [cells.row(*heads), "|---" * len(heads) + "|", *rows]


def _phase(run: dict, work: Work, phase: str, beside: str) -> list[str]:
    """The table of one phase alone, of the ways that tell of it."""
    seconds = cells.phase(phase)
    whole = work.references[0]
    ways = [way for way in known_ways.of(run) if phase in run["results"][way.name][0]["phases"]]
    heads = ["Way", f"seconds of phase `{phase}`", f"÷ {known_ways.title(whole)}"]
    heads.append(f"seconds more than {known_ways.title(beside)}")
    rows = [
        cells.row(
            way.title,
            cells.shown(over_rounds(run, way.name, seconds)),
            cells.ratio(run, way.name, seconds, whole),
            cells.shown(more_than(run, way.name, seconds, beside)),
        )
        for way in ways
    ]
    return [cells.row(*heads), "|---" * len(heads) + "|", *rows]


def _cells(run: dict, work: Work, way: known_ways.Way) -> list[str]:
    late = known_ways.LATE if way.late else ""
    found = [cells.ratio(run, way.name, cells.wall, to + late) for to in work.references]
    if run["delay"]:
        at_once = way.name.removesuffix(known_ways.LATE)
        found.append(cells.ratio(run, way.name, cells.wall, at_once) if way.late else cells.NONE)
    found += [cells.ratio(run, way.name, cells.cpu, work.references[0] + late), *use(run, way)]
    return found + ([_row_groups(run["results"][way.name])] if work.least_row_group else [])


def use(run: dict, way: known_ways.Way) -> list[str]:
    results = run["results"][way.name]
    moved = [100 * (r["received"] + r["sent"]) / run["bytes"] for r in results]
    return [
        f"{max(r['peak'] for r in results) / 2**20:,.0f}",
        f"{statistics.median(r['requests'] for r in results):,.0f}",
        cells.figure(statistics.median(moved)),
    ]


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
