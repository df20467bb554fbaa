"""The merchants: which there are, and what a look-up of each must give.

The category is a function of the merchant's number, so the right answer can be computed without
any join. One key in twenty is unknown; one known merchant in fifty has no category.
"""

import csv
from pathlib import Path

KEYS = 20_000
UNKNOWN_EVERY = 20
NO_CATEGORY_EVERY = 50
CATEGORIES = 40

# The row's number out of its key, and the category that it must get: SQL that DuckDB reads.
_NUMBER = "CAST(substr(merchant_id, 5) AS INTEGER)"
CATEGORY_SQL = (
    f"CASE WHEN merchant_id IS NULL OR {_NUMBER} % {UNKNOWN_EVERY} = 0"
    f" OR {_NUMBER} % {NO_CATEGORY_EVERY} = 7 THEN NULL"
    f" ELSE 'Category ' || ({_NUMBER} % {CATEGORIES}) END"
)


def key(number: int) -> str:
    return f"MER-{number:05d}"


def _category(number: int) -> str:
    return "" if number % NO_CATEGORY_EVERY == 7 else f"Category {number % CATEGORIES}"


def write_lookup(file: Path, keys: int) -> None:
    """Writes the lookup of merchants 1 to `keys` as `bootstrap --lookup-file` takes it."""
    with file.open("w", newline="", encoding="utf-8") as out:
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow(["merchant_id", "merchant_name", "category"])
        for number in range(1, keys + 1):
            if number % UNKNOWN_EVERY:
                category = (
                    "" if number % NO_CATEGORY_EVERY == 7 else f"Category {number % CATEGORIES}"
                )
                rows.writerow([key(number), f"Merchant {number}", category])
