"""The page docs/scale.md: its measured part, between two marks, and its plots."""

from pathlib import Path

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "delta-enrich"})
from matplotlib import pyplot  # noqa: E402  (the backend is chosen first)

_START, _END = "<!-- measured: begin -->", "<!-- measured: end -->"
_PLOT = "scale.svg"
_SIZES = [10**power for power in range(0, 8)]
_CORES = (10, 100, 1000)
_CHECKED = "Runs that the costs were not fitted to, measured / foretold:\n"
_FORETOLD = "First runs as the costs foretell them; nobody has measured these:\n"
_PLANNED = "A plan that finds one new file in a raw table, and all others in the target:\n"
_EXAMPLES = {
    "25 KiB": (25 / 2**20, "tiny file", "GiB of small files", (10**5, 10**6, 10**7)),
    "1.3 MiB": (1.3 / 2**10, "small file", "GiB of small files", (10**5, 10**6, 10**7)),
    "128 MiB": (1 / 8, "large file", "GiB of large files", (10**5, 10**6, 8 * 10**6)),
}


def write(folder: Path, measured: dict, units: tuple[str, ...]) -> None:
    """Puts tables in place of those that are there; the text around them stays."""
    parts = []
    if "costs" in measured:
        parts += [_costs(measured["costs"], units), f"![Cost by number of files]({_PLOT})\n"]
        parts += [_CHECKED, _checks(measured["checked"]), _FORETOLD]
        parts.append(_examples(measured["costs"], units))
        _plot(folder / _PLOT, measured, units)
    if "plans" in measured:
        parts += [_PLANNED, _plans(measured["plans"])]
    parts.append(_where(measured))
    page = folder / "scale.md"
    text = page.read_text(encoding="utf-8") if page.exists() else f"# Scale\n\n{_START}\n{_END}\n"
    before, rest = text.split(_START)
    after = rest.split(_END)[1]
    page.write_text(before + _START + "\n" + "\n".join(parts) + _END + after, encoding="utf-8")


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def _costs(costs: dict[str, list[float]], units: tuple[str, ...]) -> str:
    rows = [
        (
            unit,
            f"{costs['cpu'][i]:.3g}",
            f"{costs['requests'][i]:.3g}",
            f"{costs['moved'][i] * 1024:.3g}",
        )
        for i, unit in enumerate(units)
    ]
    return _table(("One", "CPU, s", "requests", "through the job, MiB"), rows)


def _checks(checked: list[dict]) -> str:
    rows = [
        (
            f"{result['files']} of {result['bytes'] / result['files'] / 2**20:.1f} MiB",
            _executors(result),
            *(
                f"{result[cost]:.3g} / {result['foretold'][cost]:.3g}"
                for cost in ("cpu", "requests")
            ),
            f"{result['moved'] * 1024:.4g} / {result['foretold']['moved'] * 1024:.4g}",
            f"{result['wall']:.1f}",
            f"{result['produce']:.1f}",
        )
        for result in checked
    ]
    head = ("Raw files", "Run by", "CPU, s", "requests", "MiB", "whole run, s", "producing, s")
    return _table(head, rows)


def _executors(result: dict) -> str:
    processes = (
        f"{result['executors']} executors of a core" if result["executors"] else "one process"
    )
    return processes + (f", answers {result['delay']} ms late" if result["delay"] else "")


def _plans(plans: list[dict]) -> str:
    rows = [
        (
            f"{plan['files']:,}",
            plan["heap"],
            f"{plan['wall']:.1f}",
            f"{plan['cpu']:.1f}",
            f"{plan['peak'] / 2**20:,.0f}",
            f"{plan['log_bytes'] / 2**20:,.0f}",
        )
        for plan in plans
    ]
    head = ("Files", "heap", "plan, s", "CPU, s", "peak memory, MiB", "both logs, MiB")
    return _table(head, rows)


def _examples(costs: dict[str, list[float]], units: tuple[str, ...]) -> str:
    """Hours of CPU divided by cores; what else may hold a run up, the page says."""
    rows = []
    for name, (size, file_unit, byte_unit, numbers) in _EXAMPLES.items():
        for files in numbers:
            cpu, requests, moved = (
                _of(dict(zip(units, costs[cost], strict=True)), files, size, file_unit, byte_unit)
                for cost in ("cpu", "requests", "moved")
            )
            hours = [cpu / 3600 / cores for cores in _CORES]
            rows.append(
                (
                    f"{files:,} of {name}",
                    f"{files * size / 1024:,.3g}",
                    f"{requests:,.0f}",
                    f"{moved / 1024:,.3g}",
                    *(f"{value:,.3g}" for value in hours),
                )
            )
    head = ("Raw files", "TiB", "requests", "through the job, TiB")
    return _table((*head, *(f"hours, {cores:,} cores" for cores in _CORES)), rows)


def _of(by_unit: dict[str, float], files: int, size: float, file: str, gibibyte: str) -> float:
    return by_unit["run"] + files * (by_unit[file] + size * by_unit[gibibyte])


def _where(measured: dict) -> str:
    facts = measured["machine"]
    return (
        f"Measured {measured['date']} by {facts['delta-enrich']}: {facts['cores']} cores"
        f" ({facts['processor']}), {facts['memory']}, Java {facts['Java']}, Spark {facts['Spark']},"
        f" MinIO on the same machine.\n"
    )


def _plot(file: Path, measured: dict, units: tuple[str, ...]) -> None:
    """CPU and requests of a first run, by its number of files."""
    figure, panels = pyplot.subplots(1, 2, figsize=(10, 4))
    for panel, (cost, title) in zip(
        panels, (("cpu", "CPU, hours"), ("requests", "requests")), strict=True
    ):
        by_unit = dict(zip(units, measured["costs"][cost], strict=True))
        for name, (size, file_unit, byte_unit, _) in _EXAMPLES.items():
            values = [_of(by_unit, files, size, file_unit, byte_unit) for files in _SIZES]
            scale = 3600 if cost == "cpu" else 1
            panel.plot(_SIZES, [value / scale for value in values], label=f"files of {name}")
        panel.set(xscale="log", yscale="log", xlabel="raw files", title=title)
        panel.grid(alpha=0.3)
        panel.legend(frameon=False)
        panel.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    pyplot.close(figure)
