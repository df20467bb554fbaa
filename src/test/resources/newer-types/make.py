"""Makes float16.parquet by pyarrow: four rows with a logical type that Parquet got after 1.12."""

from pathlib import Path

import numpy
import pyarrow
import pyarrow.parquet

HALVES = numpy.array([0.5, 1, 1.5, 2], dtype=numpy.float16)

pyarrow.parquet.write_table(
    pyarrow.table({"merchant_id": ["MER-ABC"] * 4, "half": pyarrow.array(HALVES)}),
    Path(__file__).with_name("float16.parquet"),
)
