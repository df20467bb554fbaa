"""The kinds of work that can be measured: which raw table, which ways, beside which of them."""

from collections.abc import Callable
from dataclasses import dataclass

import dataset
import devices
import known_ways
import merchants
import spark
import tracked
from dataset import Origin
from known_ways import ARCHIVED, ASKED, FLOOR, FULL_READ, OURS, PLAIN, SHUFFLED, TEXT_KEY


def _few(rows: int) -> int:
    return merchants.KEYS


def _nothing(rows: int) -> None:
    """No table in PostgreSQL beside those that are always there."""


def _many(rows: int) -> int:
    """So many that the lookup, which knows 19 of 20, has five for every eight rows."""
    return rows * 5 // 8 * merchants.UNKNOWN_EVERY // (merchants.UNKNOWN_EVERY - 1)


@dataclass(frozen=True)
class Work:
    """A kind of work.

    name: as in --work. title: as in the report. about: a sentence for the report. rows,
    rows_a_file: of the raw table, unless the call says otherwise. ways: those of a call that names
    none. references: the ways that the others are shown as ratios to. asked: the ways whose tables
    --queries asks, ours first. plain: where the table comes from that ways read that are `plain`.
    keys: how many merchants so many rows have. least_row_group: the bytes that row groups of our
    result have at least, 0 for any. load: brings more lookups into PostgreSQL for so many rows.
    phase: the phase of a run that is shown by itself, and the way whose phase it is compared with.
    """

    name: str
    title: str
    about: str
    rows: int
    rows_a_file: int
    origin: Origin
    ways: tuple[str, ...]
    references: tuple[str, ...]
    asked: tuple[str, str] = (OURS, PLAIN)
    plain: Origin | None = None
    keys: Callable[[int], int] = _few
    least_row_group: int = 0
    load: Callable[[int], None] = _nothing
    phase: tuple[str, str] | None = None

    @property
    def answer(self) -> Origin:
        """Where the table comes from whose rows are the right ones."""
        return self.plain or self.origin


_BY_HAND = dataset.by_hand("small", _few)

LARGE_FILES = Work(
    "large-files",
    "Large files",
    "",
    8_000_000,
    1_000_000,
    dataset.by_spark(),
    (
        FLOOR,
        OURS,
        "ours-idle",
        "ours-one-file",
        ARCHIVED,
        "ours-archive-idle",
        "ours-rewrite",
        PLAIN,
        "spark-copy",
        "duckdb",
        "polars",
        "spark-start",
    ),
    (FLOOR, PLAIN),
)

OTHERS = [
    Work(
        "small-files",
        "Small files",
        "Raw files of about 1.3 MiB, a first run.",
        4_000_000,
        8_000,
        _BY_HAND,
        (OURS, ARCHIVED, "duckdb", "polars", PLAIN),
        ("duckdb", "polars", PLAIN),
    ),
    Work(
        "micro-batches",
        "Micro-batches",
        "Raw files of about 25 KiB, as a stream makes them, a first run.",
        500_000,
        100,
        _BY_HAND,
        (OURS, ARCHIVED, "duckdb", "polars"),
        ("duckdb", "polars"),
        least_row_group=8 * 2**20,
    ),
    Work(
        "deletion-vectors",
        "Deletion vectors",
        "One row in a hundred is deleted by deletion vectors.",
        8_000_000,
        1_000_000,
        dataset.by_hand("deleted", _few, deletes=True),
        (OURS, "ours-rewrite", "duckdb", PLAIN),
        ("ours-rewrite", "duckdb", PLAIN),
    ),
    Work(
        "mapped",
        "Mapped columns",
        "Column mapping by name: the files have other names for the columns than the table.",
        8_000_000,
        1_000_000,
        dataset.by_hand("mapped", _few, mapped=True),
        (OURS, "ours-plain", "ours-rewrite"),
        ("ours-plain", "ours-rewrite"),
        plain=_BY_HAND,
    ),
    Work(
        "large-lookup",
        "A large lookup",
        "The lookup has five rows for every eight raw rows, and is over"
        " `lookup.max-broadcast-bytes`.",
        8_000_000,
        1_000_000,
        dataset.by_hand("many-keys", _many),
        ("ours-shuffled", SHUFFLED),
        (SHUFFLED,),
        asked=("ours-shuffled", SHUFFLED),
        keys=_many,
    ),
    Work(
        "several-lookups",
        "Several lookups",
        "One lookup, then three in one run: 20,000 merchants, 200,000 accounts, and regions by two"
        " columns and the row's time (1,250 rows); and two lookups added to a table that one run has"
        " enriched.",
        8_000_000,
        1_000_000,
        dataset.by_spark(),
        (OURS, "ours-three", "ours-added", "plain-three"),
        (OURS, "plain-three"),
    ),
    Work(
        "long-key",
        "A long text key",
        "The key is a text of 64 letters that has no dictionary in raw, and its lookup has a row"
        " for every four of raw; beside the text key of 20,000 merchants. Both have 3 GiB of heap.",
        8_000_000,
        1_000_000,
        dataset.by_hand("devices", _few, of_devices=devices.number),
        (TEXT_KEY, "ours-long-key"),
        (TEXT_KEY,),
        load=devices.load,
        phase=("produce", TEXT_KEY),
    ),
    Work(
        "changed-rows",
        "Changed rows of a lookup",
        "The lookup has ten rows for each raw row, and `lookup.changed-column`. Before each run"
        f" but the first, {tracked.CHANGED_AT_ONCE} of them are changed.",
        500_000,
        100_000,
        dataset.by_hand("tracked", tracked.number),
        ("ours-tracked", "ours-changed-rows", ASKED, FULL_READ),
        (FULL_READ,),
        phase=("read lookup", ASKED),
    ),
    Work(
        "hourly",
        "An hourly load",
        "A hundredth more of small files, on a table that is enriched already.",
        8_000_000,
        8_000,
        dataset.by_hand("hourly", _few, grows=True),
        (OURS, "ours-more", "spark-start"),
        ("spark-start",),
    ),
]

ALL = {work.name: work for work in [LARGE_FILES, *OTHERS]}


def of(run: dict) -> Work:
    """The work of a run as the report keeps it; runs of earlier versions name none."""
    return ALL[run.get("work", LARGE_FILES.name)]


def _late(chain: list[known_ways.Way]) -> list[known_ways.Way]:
    """The chain again, answered late; its tables were asked already."""
    return [way.answered_late() for way in chain if not way.query]


def lines(run: dict) -> list[str]:
    """The lines of Spark of a run; runs of earlier versions name only Spark's version."""
    return run.get("lines") or [run["machine"]["Spark"].rpartition(".")[0]]


def on_spark(run: dict) -> str:
    """What a title says of the lines of a run; of the default one nothing."""
    return "" if lines(run) == [spark.DEFAULT_LINE] else f", Spark {', '.join(lines(run))}"


def chains(
    work: Work, names: str | None, queried: bool, late: bool, on: list[str]
) -> list[list[known_ways.Way]]:
    """The ways of a call, in chains that share a target.

    On several lines of Spark each chain is there once a line; with `late`, each twice.
    """
    usual = work.asked if len(on) > 1 else known_ways.present(work.ways)
    wanted = names.split(",") if names else list(usual)
    if queried:
        wanted += work.asked
    chosen = known_ways.chains(wanted, queried)
    if len(on) > 1:
        chosen = [[way.on(line) for way in chain] for chain in chosen for line in on]
    if not late:
        return chosen
    return [again for chain in chosen for again in (chain, _late(chain))]
