"""The plot: how many times as long as the store's own copy each way takes."""

from pathlib import Path

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "delta-enrich"})
from matplotlib import pyplot  # noqa: E402  (the backend is chosen first)

import known_ways  # noqa: E402
from ratios import Spread, paired  # noqa: E402

_OURS, _OTHERS = "#1b6ca8", "#b0b7bf"


def write(file: Path, runs: list[dict]) -> None:
    """One panel a run; runs without the floor cannot be shown, and without any there is no plot."""
    runs = [run for run in runs if known_ways.FLOOR in run["results"]]
    if not runs:
        return
    bars = max(len(run["results"]) for run in runs)
    figure, panels = pyplot.subplots(
        len(runs), 1, figsize=(9, len(runs) * (1.2 + 0.38 * bars)), squeeze=False
    )
    for run, panel in zip(runs, panels[:, 0], strict=True):
        _draw(panel, run)
    figure.tight_layout()
    figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    pyplot.close(figure)


def _draw(panel, run: dict) -> None:
    ways = [way for way in known_ways.ALL if way.name in run["results"]]
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
    panel.set_title(f"{run['rows']:,} rows: time ÷ time of a server-side copy", loc="left")
    panel.spines[["top", "right"]].set_visible(False)


def _times(run: dict, name: str) -> Spread:
    return paired(run, name, lambda r: r["wall"], known_ways.FLOOR, lambda r: r["wall"])
