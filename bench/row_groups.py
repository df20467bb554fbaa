"""The row groups of a result: whether many small files became few large ones inside, too."""

import statistics
from dataclasses import dataclass

import duck
from store import Place


@dataclass(frozen=True)
class RowGroups:
    """Their compressed bytes, by file and in order."""

    files: list[list[int]]

    @staticmethod
    def of(table: Place) -> "RowGroups":
        connection = duck.connect("httpfs")
        found = connection.execute(
            f"""
            SELECT list(bytes ORDER BY row_group_id) FROM (
                SELECT file_name, row_group_id, sum(total_compressed_size)::BIGINT AS bytes
                FROM parquet_metadata('{table.s3}/*.parquet') GROUP BY ALL
            ) GROUP BY file_name ORDER BY file_name
            """
        ).fetchall()
        return RowGroups([sizes for (sizes,) in found])

    def summary(self) -> dict[str, float]:
        sizes = [size for file in self.files for size in file]
        return {
            "count": len(sizes),
            "least": min(sizes),
            "median": statistics.median(sizes),
        }

    def fault(self, least: int) -> str | None:
        """What is wrong where row groups should have `least` bytes; None where nothing is.

        The last of a file may be what was left over, as long as most are not. A table that is
        smaller than one such row group has no rule.
        """
        sizes = [size for file in self.files for size in file]
        if sum(sizes) < least:
            return None
        wrong = [size for file in self.files for size in file[:-1] if size < least]
        if wrong or statistics.median(sizes) < least:
            return f"row groups of {min(sizes):,} bytes, median {statistics.median(sizes):,}"
        return None
