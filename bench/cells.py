"""What the sections of the report are made of: rows, cells and sentences."""

from ratios import Figure, Spread, paired

NONE = "–"


def row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


def wall(result: dict) -> float:
    return result["wall"]


def cpu(result: dict) -> float:
    return result["cpu"]


def cpu_with_store(result: dict) -> float:
    return result["cpu"] + result["store_cpu"]


def phase(name: str) -> Figure:
    """The seconds of one phase."""
    return lambda result: result["phases"][name]


def ratio(run: dict, name: str, figure: Figure, to: str) -> str:
    return shown(paired(run, name, figure, to, figure))


def shown(spread: Spread | None) -> str:
    if spread is None:
        return NONE
    figures = [figure(value) for value in (spread.least, spread.median, spread.largest)]
    return " / ".join(figures) if len(set(figures)) > 1 else figures[0]


def figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def files(number: int) -> str:
    return f"{number:,} file{'s' * (number != 1)}"


def where(measured: dict) -> str:
    facts = ", ".join(f"{name} {value}" for name, value in measured["machine"].items())
    return f"Measured {measured['date']}: {facts}."
