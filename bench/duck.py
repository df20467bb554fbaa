"""DuckDB on our store, for the way of that name and for checking results."""

import importlib.resources
import os

import duckdb


def connect(*extensions: str) -> duckdb.DuckDBPyConnection:
    """A connection with extensions out of packages (signed by DuckDB; nothing is downloaded)."""
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    for name in extensions:
        folder = importlib.resources.files(f"duckdb_extension_{name}") / "extensions"
        file = folder / f"v{duckdb.__version__}" / f"{name}.duckdb_extension"
        connection.execute(f"LOAD '{file}'")
    connection.execute(
        "CREATE SECRET (TYPE s3, PROVIDER config, KEY_ID '{}', SECRET '{}', REGION 'us-east-1',"
        " ENDPOINT '{}', URL_STYLE 'path', USE_SSL false)".format(
            os.environ["AWS_ACCESS_KEY_ID"],
            os.environ["AWS_SECRET_ACCESS_KEY"],
            os.environ["AWS_ENDPOINT_URL"].removeprefix("http://"),
        )
    )
    return connection
