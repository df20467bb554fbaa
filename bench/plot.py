"""The plot: how many times as long as the first reference of its work each way takes."""

from pathlib import Path

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "delta-enrich"})
from matplotlib import pyplot  # noqa: E402  (the backend is chosen first)

import known_ways  # noqa: E402
import works  # noqa: E402
from ratios import Spread, paired  # noqa: E402

_OURS, _OTHERS = "#1b6ca8", "#b0b7bf"


def write(file: Path, runs: list[dict]) -> None:
    """One panel a run; runs without the reference cannot be shown, and without any is no plot."""
    runs = [run for run in runs if _reference(run) in run["results"]]
    if not runs:
        return
    heights = [1.2 + 0.38 * len(_shown(run)) for run in runs]
    figure, panels = pyplot.subplots(
        len(runs), 1, figsize=(9, sum(heights)), squeeze=False, height_ratios=heights
    )
    for run, panel in zip(runs, panels[:, 0], strict=True):
        _draw(panel, run)
    figure.tight_layout()
    figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    pyplot.close(figure)


def _draw(panel, run: dict) -> None:
    ways = _shown(run)
    spreads = [_times(run, way.name) for way in ways]
    medians = [spread.median for spread in spreads]
    panel.barh(
        [way.title for way in ways],
        medians,
        xerr=[
            [spread.median - spread.least for spread in spreads],
            [spread.largest - spread.median for spread in spreads],
        ],
        color=[_OURS if way.ours else _OTHERS for way in ways],
        error_kw={"elinewidth": 1, "capsize": 3},
    )
    for position, spread in enumerate(spreads):
        panel.annotate(
            f"{spread.median:.3g}×",
            (spread.largest, position),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
        )
    panel.invert_yaxis()
    panel.set_xlim(0, 1.12 * max(spread.largest for spread in spreads))
    panel.set_title(_title(run), loc="left")
    panel.spines[["top", "right"]].set_visible(False)


def _reference(run: dict) -> str:
    return works.of(run).references[0]


def _shown(run: dict) -> list[known_ways.Way]:
    return [way for way in known_ways.of(run) if not way.query]


def _title(run: dict) -> str:
    work, rows = works.of(run), f"{run['rows']:,} rows{works.on_spark(run)}"
    if work is works.LARGE_FILES:
        return f"{rows}: time ÷ time of a server-side copy"
    return f"{work.title}, {rows}: time ÷ time of {known_ways.title(_reference(run))}"


def _times(run: dict, name: str) -> Spread:
    return paired(run, name, lambda r: r["wall"], _reference(run), lambda r: r["wall"])
