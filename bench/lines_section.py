"""The section of a run that compares lines of Spark: each of its ways on each line."""

import cells
import known_ways
import work_section
import works
from ratios import over_rounds


def section(run: dict) -> str:
    ours, plain = (known_ways.title(name) for name in works.of(run).asked)
    heads = ["Way", "Spark", "seconds", f"time ÷ {plain}, same line"]
    heads += [f"time ÷ {ours} on Spark {works.lines(run)[0]}", f"CPU ÷ {plain}, same line"]
    heads += work_section.USE
    table = [cells.row(*heads), "|---" * len(heads) + "|"]
    table += [cells.row(way.title, way.line, *_cells(run, way)) for way in known_ways.of(run)]
    return "\n".join(work_section.opening(run) + table + work_section.more(run)) + "\n"


def _cells(run: dict, way: known_ways.Way) -> list[str]:
    late = known_ways.LATE if way.late else ""
    ours, plain = works.of(run).asked
    ours_first = known_ways.on_line(ours, works.lines(run)[0]) + late
    plain_same = known_ways.on_line(plain, way.line) + late
    return [
        cells.shown(over_rounds(run, way.name, cells.wall)),
        cells.ratio(run, way.name, cells.wall, plain_same),
        cells.ratio(run, way.name, cells.wall, ours_first),
        cells.ratio(run, way.name, cells.cpu, plain_same),
        *work_section.use(run, way),
    ]
