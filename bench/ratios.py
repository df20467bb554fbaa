"""Ratios between ways, round by round: what slows one round slows both its terms."""

import statistics
from collections.abc import Callable
from dataclasses import dataclass

Figure = Callable[[dict], float]


@dataclass(frozen=True)
class Spread:
    least: float
    median: float
    largest: float

    @staticmethod
    def of(values: list[float]) -> "Spread":
        return Spread(min(values), statistics.median(values), max(values))


def over_rounds(run: dict, name: str, figure: Figure) -> Spread:
    """A way's figure over all rounds."""
    return Spread.of([figure(result) for result in run["results"][name]])


def paired(run: dict, name: str, figure: Figure, to: str, of: Figure) -> Spread | None:
    """`figure` of a way as a ratio to `of` of another; None where the other was not measured."""
    if to not in run["results"]:
        return None
    pairs = zip(run["results"][name], run["results"][to], strict=True)
    return Spread.of([figure(result) / of(other) for result, other in pairs])


def more_than(run: dict, name: str, figure: Figure, than: str) -> Spread | None:
    """The same for the difference."""
    if than not in run["results"]:
        return None
    pairs = zip(run["results"][name], run["results"][than], strict=True)
    return Spread.of([figure(result) - figure(other) for result, other in pairs])
