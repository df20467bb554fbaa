"""Whether a result is right: the number of its rows, and sums of hashes over them."""

from dataclasses import dataclass

import duck
import devices
import merchants
import other_lookups
import queries
from known_ways import DELTA, NOTHING, Way
from store import Place

_KEYS = ["transaction_id", "merchant_id"]


@dataclass(frozen=True)
class Answer:
    """Rows, and the sum of a hash over some columns of each: the same in whatever order."""

    rows: int
    checksum: int


class Oracle:
    """Knows the right answer for the rows of `source`, SQL. Asks no way and makes no join.

    `more`: new columns that are not always the same, as SQL.
    """

    def __init__(self, source: str, more: dict[str, str]):
        self._connection = duck.connect("httpfs", "delta")
        self._connection.execute("SET memory_limit = '4GB'")
        described = self._connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
        self._raw_columns = {name: kind for name, kind, *_ in described}
        new = {"enriched_category": merchants.CATEGORY_SQL}
        new |= other_lookups.SQL | devices.SQL | more
        columns = ", ".join(f"{sql} AS {name}" for name, sql in new.items())
        self._expected = f"(SELECT *, {columns} FROM {source})"
        self._answers: dict[tuple[tuple[str, ...], bool], Answer] = {}
        self._query_answers: dict[str, list[str]] = {}

    def difference(self, way: Way, target: Place, whole: bool) -> str | None:
        """What is wrong with a target; None where nothing is. `whole` compares every column."""
        if way.result == NOTHING:
            return None
        scan = (
            f"delta_scan('{target.s3}')"
            if way.result == DELTA
            else f"read_parquet('{target.s3}/*.parquet')"
        )
        asked = (way.columns if way.enriches else (), whole)
        if asked not in self._answers:
            self._answers[asked] = self._answer(self._expected, *asked)
        return _compared(self._answers[asked], self._answer(scan, *asked))

    def query_difference(self, query: str, found: list[str]) -> str | None:
        """What is wrong with a query's answer, each of its values as text."""
        if query not in self._query_answers:
            sql = f"WITH curated AS {self._expected} {queries.SQL[query]}"
            row = self._connection.execute(sql).fetchone()
            self._query_answers[query] = [str(value) for value in row]
        return _compared(self._query_answers[query], found)

    def _answer(self, source: str, new: tuple[str, ...], whole: bool) -> Answer:
        columns = list(self._raw_columns) if whole else _KEYS
        hashed = [self._comparable(name) for name in columns] + list(new)
        query = f"SELECT count(*), sum(hash({', '.join(hashed)})) FROM {source}"
        return Answer(*self._connection.execute(query).fetchone())

    def _comparable(self, name: str) -> str:
        """With or without a zone, in micro- or nanoseconds: the same instant is the same number."""
        if self._raw_columns[name].startswith("TIMESTAMP"):
            return f"epoch_us({name})"
        return f"CAST({name} AS VARCHAR)"


def _compared(expected: object, found: object) -> str | None:
    return None if found == expected else f"expected {expected}, found {found}"
