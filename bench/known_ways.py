"""The ways that are measured against each other."""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace

import devices
import local
import other_lookups
import queries
import spark
import tracked
from store import Place

_CONF = local.ROOT / "conf/enrich.properties"
PARQUET, DELTA, NOTHING = "parquet", "delta", "nothing"


@dataclass(frozen=True)
class Way:
    """A way from raw to target.

    name: as in --ways. title: as in the report. command: of raw and target. result: what is in the
    target. enriches: whether with the new column. after: the way whose target it goes on with.
    columns: the new columns, where it enriches. grows: whether raw gets its second version before
    it. change: the tracked lookup's change before it, 0 makes that lookup anew. idle: whether it
    finds nothing to do. heap: a driver's.
    plain: whether it reads the plain table that a work compares with. query: the query it asks of
    the target, if any. late: whether the store answers it late. line: the line of Spark it runs on,
    where a run compares lines.
    """

    name: str
    title: str
    command: Callable[[Place, Place], list[str]]
    result: str = DELTA
    enriches: bool = True
    columns: tuple[str, ...] = ("enriched_category",)
    after: str | None = None
    grows: bool = False
    change: int | None = None
    idle: bool = False
    heap: str = "1g"
    plain: bool = False
    query: str | None = None
    late: bool = False
    line: str | None = None

    @property
    def ours(self) -> bool:
        """Whether it is a run of delta-enrich."""
        return self.name.startswith("ours") and not self.query

    @property
    def tells_phases(self) -> bool:
        """Whether its last line is JSON with the seconds of its phases."""
        return self.ours or self.name.startswith((FLOOR, ASKED)) or self.query is not None

    def answered_late(self) -> "Way":
        """The same way to a store that answers late."""
        title = f"{self.title}, answers late"
        return replace(self, name=self.name + LATE, title=title, late=True)

    def on(self, line: str) -> "Way":
        """The same way on a line of Spark, to be compared with itself on others."""
        return replace(self, name=on_line(self.name, line), line=line)


def on_line(name: str, line: str) -> str:
    """The name of a way on a line of Spark, beside itself on others."""
    return f"{name}-{line}"


def _python(module: str) -> Callable[[Place, Place], list[str]]:
    return lambda raw, target: [sys.executable, "-m", f"ways.{module}", raw.s3, target.s3]


def _spark(script: str) -> Callable[[Place, Place], list[str]]:
    return lambda raw, target: spark.submit(f"ways/{script}.py", raw.s3a, target.s3a)


def _duckdb_query(query: str) -> Callable[[Place, Place], list[str]]:
    return lambda _, target: [sys.executable, "-m", "ways.query_duckdb", target.s3, query]


def _spark_query(query: str) -> Callable[[Place, Place], list[str]]:
    return lambda _, target: spark.submit("ways/query_spark.py", target.s3a, query)


def enrich(
    *options: str, archive: bool = False, first: tuple[str, ...] = ()
) -> Callable[[Place, Place], list[str]]:
    """The command of a run of ours, with an archive of classes or none; it tells in JSON."""
    return submit("enrich", *options, archive=archive, first=first)


def submit(
    command: str, *options: str, archive: bool = False, first: tuple[str, ...] = ()
) -> Callable[[Place, Place], list[str]]:
    """The same of any command of ours that is told of raw and target."""
    script = str(local.ROOT / "jobs/submit.sh")

    def words(raw: Place, target: Place) -> list[str]:
        # No archive fits two Sparks.
        classes = f"{os.environ['SPARK_HOME']}/classes.jsa" if archive else "none"
        program = ["env", f"DELTA_ENRICH_CLASS_ARCHIVE={classes}", script, *first]
        return [*program, command, raw.s3a, target.s3a, "--json", *options]

    return words


archive_classes = enrich(archive=True, first=("--archive-classes",))


FLOOR, OURS, PLAIN, SHUFFLED = "store-copy", "ours", "plain", "shuffled"
ARCHIVED = "ours-archive"
TEXT_KEY, FULL_READ, ASKED = "ours-text-key", "ours-full-read", "postgres-asked"
LATE = "-late"
# So little that the lookup of every size of table is over it.
_LEAST_BROADCAST = ("--set", "lookup.max-broadcast-bytes=64KiB")


def _set(settings: dict[str, str]) -> tuple[str, ...]:
    return tuple(word for key, value in settings.items() for word in ("--set", f"{key}={value}"))


_THREE = _set(other_lookups.SETTINGS)
_THREE_COLUMNS = ("enriched_category", *other_lookups.SQL)
_TRACKED = _set(tracked.SETTINGS)
_TRACKED_COLUMNS = ("tracked_category",)
# Room for two million rows of a lookup.
_LARGE_HEAP = "3g"

_ALL = [
    Way(FLOOR, "store copies the objects", _python("store_copy"), PARQUET, enriches=False),
    Way("ours", "delta-enrich", enrich()),
    Way("ours-idle", "delta-enrich, nothing to do", enrich(), after="ours", idle=True),
    Way("ours-one-file", "delta-enrich, one new file", enrich(), after="ours-idle", grows=True),
    Way(ARCHIVED, "delta-enrich, with an archive of classes", enrich(archive=True)),
    Way(
        "ours-archive-idle",
        "…, nothing to do",
        enrich(archive=True),
        after=ARCHIVED,
        idle=True,
    ),
    Way("ours-more", "delta-enrich, one more file a hundred", enrich(), after="ours", grows=True),
    Way("ours-plain", "delta-enrich, the plain table", enrich(), plain=True),
    Way("ours-shuffled", "delta-enrich, lookup over the bound", enrich(*_LEAST_BROADCAST)),
    Way(
        "ours-added",
        "delta-enrich, two lookups added",
        enrich(*_THREE),
        columns=_THREE_COLUMNS,
        after="ours",
    ),
    Way("ours-three", "delta-enrich, three lookups", enrich(*_THREE), columns=_THREE_COLUMNS),
    Way(TEXT_KEY, "delta-enrich, a key of 9 letters", enrich(), heap=_LARGE_HEAP),
    Way(
        "ours-long-key",
        "delta-enrich, a key of 64 letters",
        enrich(*_set(devices.SETTINGS)),
        columns=tuple(devices.SQL),
        heap=_LARGE_HEAP,
    ),
    Way(
        "ours-tracked",
        "delta-enrich, first run",
        enrich(*_TRACKED),
        columns=_TRACKED_COLUMNS,
        change=0,
    ),
    Way(
        "ours-changed-rows",
        "delta-enrich, changed rows read",
        enrich(*_TRACKED),
        columns=_TRACKED_COLUMNS,
        after="ours-tracked",
        change=1,
    ),
    Way(
        ASKED,
        "PostgreSQL's own count and changed rows",
        _python("changed_rows"),
        NOTHING,
        after="ours-changed-rows",
    ),
    Way(
        FULL_READ,
        "delta-enrich, all rows read",
        enrich(*_TRACKED, "--set", "lookup.full-read-every=1"),
        columns=_TRACKED_COLUMNS,
        after="ours-changed-rows",
        change=2,
    ),
    Way(
        "ours-rewrite",
        "delta-enrich, rewriting",
        enrich("--set", "enrich.producer=rewrite"),
    ),
    Way(PLAIN, "PySpark, broadcast join", _spark("broadcast_join")),
    Way(
        "plain-three",
        "PySpark, three broadcast joins",
        _spark("broadcast_joins"),
        columns=_THREE_COLUMNS,
    ),
    Way(SHUFFLED, "PySpark, join as Spark chooses", _spark("shuffled_join")),
    Way("spark-copy", "PySpark, copy without join", _spark("spark_copy"), enriches=False),
    Way("duckdb", "DuckDB to Parquet", _python("duckdb_parquet"), PARQUET),
    Way("polars", "Polars and delta-rs", _python("polars_delta")),
    Way("spark-start", "PySpark, start and end only", _spark("spark_start"), NOTHING),
]


def _with_queries(ways: list[Way]) -> list[Way]:
    """Each way whose table can be asked, followed by the queries of it."""
    return [
        each for way in ways for each in [way, *(_queries_of(way) if way.name in _ASKED else [])]
    ]


def _queries_of(asked: Way) -> list[Way]:
    commands = {"duckdb": _duckdb_query, "spark": _spark_query}
    return [
        Way(
            query_name(asked.name, engine, query),
            f"{title}, by {engine_title}",
            commands[engine](queries.SQL[query]),
            NOTHING,
            after=asked.name,
            query=query,
        )
        for engine, engine_title in queries.ENGINES.items()
        for query, title in queries.TITLES.items()
    ]


def title(name: str) -> str:
    (found,) = [way.title for way in ALL if way.name == name]
    return found


def query_name(asked: str, engine: str, query: str) -> str:
    return f"{asked}-{engine}-{query}"


_ASKED = (OURS, "ours-shuffled", PLAIN, SHUFFLED)
ALL = _with_queries(_ALL)


def of(run: dict) -> list[Way]:
    """The ways of a run, each on all of its lines, and followed by itself answered late."""
    ways = [each for way in ALL for each in [way, *map(way.on, run.get("lines", []))]]
    ways = [shown for way in ways for shown in (way, way.answered_late())]
    return [way for way in ways if way.name in run["results"]]


def has_setting(key: str) -> bool:
    """Whether this delta-enrich knows a setting; the file in conf/ lists all of them."""
    lines = _CONF.read_text(encoding="utf-8").splitlines()
    return any(line.lstrip("#").startswith(key + "=") for line in lines)


def incremental() -> bool:
    """Whether a run of this delta-enrich makes only what the target lacks."""
    return has_setting("enrich.mode")


def available() -> list[Way]:
    """Without those that this delta-enrich does not have."""
    return [way for way in ALL if way.name != "ours-rewrite" or has_setting("enrich.producer")]


def present(names: tuple[str, ...]) -> list[str]:
    """Without the names of those that this delta-enrich does not have."""
    known = {way.name for way in available()}
    return [name for name in names if name in known]


def chains(names: list[str], with_queries: bool = False) -> list[list[Way]]:
    """The ways to run, those that go on with another's target after it, whether named or not."""
    by_name = {way.name: way for way in available()}
    unknown = [name for name in names if name not in by_name]
    if unknown:
        raise SystemExit(f"Cannot measure {unknown}: this version has {sorted(by_name)}")
    wanted = set(names)
    if with_queries:
        wanted |= {way.name for way in available() if way.query and way.after in wanted}
    for way in reversed(available()):
        if way.name in wanted and way.after:
            wanted.add(way.after)
    result: list[list[Way]] = []
    for way in available():
        if way.name in wanted:
            if way.after:
                result[-1].append(way)
            else:
                result.append([way])
    return result
