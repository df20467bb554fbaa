"""What spark-submit gets of Airflow's connections: environment variables, and Spark properties that are no secrets."""

import os
import re
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode

from airflow.sdk import Connection
from airflow.sdk.exceptions import AirflowFailException

# Extra of a connection to AWS that only boto could follow.
ROLES = ("role_arn", "profile_name", "assume_role_method", "assume_role_with_web_identity_token_file")
# Extra of a connection to AWS that is followed, or that says what S3A does anyway; of service_config S3's endpoint is.
FOLLOWED = {
    "aws_access_key_id", "aws_secret_access_key", "aws_session_token", "endpoint_url", "host", "region_name", "service_config"
}  # fmt: skip
AS_S3A_DOES = {"verify": True, "config_kwargs": {"signature_version": "s3v4"}}

KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")

# Extra of a connection to PostgreSQL that opens the client's key; must not stand in a URL.
KEY_PASSWORD = "sslpassword"  # noqa: S105 - a name, no password

# As in conf/enrich.properties.
DEFAULT_URL = "jdbc:postgresql://postgres:5432/main_db"


def store_properties(store: Connection) -> dict[str, str]:
    """Where the object store is: S3A's properties, for arguments, which everyone can read."""
    properties = {
        "spark.hadoop.fs.s3a.endpoint": _endpoint(store),
        "spark.hadoop.fs.s3a.endpoint.region": store.extra_dejson.get("region_name"),
    }
    return {name: value for name, value in properties.items() if value}


def _endpoint(store: Connection) -> str:
    """The first of ``endpoint_url`` in extra, for S3 alone or for all services, and the connection's host."""
    extra = store.extra_dejson
    for_s3 = (extra.get("service_config") or {}).get("s3", {})
    endpoint = for_s3.get("endpoint_url") or extra.get("endpoint_url") or extra.get("host") or store.host or ""
    if "@" in endpoint or "?" in endpoint:
        raise _unusable(store, "its endpoint carries a user and password; give them as login and password")
    if endpoint and endpoint == store.host and "://" not in endpoint:
        endpoint = f"{store.schema or 'http'}://{_bracketed(endpoint)}" + (f":{store.port}" if store.port else "")
    return endpoint


def store_environment(store: Connection) -> dict[str, str | None]:
    """Keys, all of one connection: None where the worker's own must not count.

    Nothing where the connection has no keys: the worker's own, such as an instance's role, then count.
    """
    extra = store.extra_dejson
    if role := next((name for name in ROLES if extra.get(name) or (extra.get("session_kwargs") or {}).get(name)), None):
        raise _unusable(
            store, f"its extra has {role}, which Spark does not follow; give it keys, or the worker that role and no extra"
        )
    for name, value in extra.items():
        if name not in FOLLOWED and value not in (None, "", {}, [], AS_S3A_DOES.get(name)):
            raise _unusable(
                store,
                f"its extra has {name}, which Spark does not follow; take it out, and set what it means as a property fs.s3a.…",
            )
    keys = (
        store.login or extra.get("aws_access_key_id"),
        store.password or extra.get("aws_secret_access_key"),
        extra.get("aws_session_token"),
    )
    if not any(keys):
        return {}
    if not (keys[0] and keys[1]):
        raise _unusable(store, "it has an access key or a secret key or a session token alone; give login and password")
    return dict(zip(KEYS, keys, strict=True))


def database_environment(database: Connection, settings: Path | None) -> dict[str, str | None]:
    """Settings of the program: None where the worker's own must not count.

    What the connection does not name is left to the worker's environment and the settings file.

    :param settings: the settings file; None for an application that reads none
    """
    environment = {
        "ENRICH_LOOKUP_JDBC_USER": database.login,
        "ENRICH_LOOKUP_JDBC_PASSWORD": database.password,
        "ENRICH_LOOKUP_JDBC_URL": _jdbc_url(database, settings),
        "ENRICH_LOOKUP_JDBC_KEY_PASSWORD": str(database.extra_dejson.get(KEY_PASSWORD) or ""),
    }
    # The worker's own password is another user's than the connection's.
    others = {"ENRICH_LOOKUP_JDBC_PASSWORD": None} if database.login else {}
    return {**others, **{name: value for name, value in environment.items() if value}}


def _jdbc_url(database: Connection, settings: Path | None) -> str | None:
    parameters = _parameters(database)
    if database.host and database.schema:
        return _url(_hosts(database), quote(database.schema, safe=""), parameters)
    if not (database.host or database.schema or parameters):
        return None
    url = re.fullmatch(r"jdbc:postgresql:(?://([^/?]*)/)?([^?]*)(?:\?(.*))?", _url_of(settings))
    if not url:
        raise _unusable(database, "it does not name host and schema, and lookup.jdbc.url has no place for the rest")
    hosts = _hosts(database) if database.host else url[1] or "localhost"
    name = quote(database.schema, safe="") if database.schema else url[2]
    return _url(hosts, name, {**dict(parse_qsl(url[3] or "", keep_blank_values=True)), **parameters})


def _url(hosts: str, name: str, parameters: dict[str, str]) -> str:
    return f"jdbc:postgresql://{hosts}/{name}" + (f"?{urlencode(parameters)}" if parameters else "")


def _url_of(settings: Path | None) -> str:
    """What the worker's environment says, or else the settings file; Java reads a backslash before a colon as none."""
    if url := os.environ.get("ENRICH_LOOKUP_JDBC_URL"):
        return url
    text = settings.read_text() if settings and settings.exists() else ""
    found = re.findall(r"^[ \t]*lookup\.jdbc\.url[ \t]*[=: \t][ \t]*(\S+)", text, re.MULTILINE)
    return found[-1].replace("\\", "") if found else DEFAULT_URL


def _hosts(database: Connection) -> str:
    """Each with its port: PostgreSQL's driver takes one at the end for the last host's alone."""
    hosts = [host.strip() for host in (database.host or "").split(",")]
    port = database.port or 5432
    return ",".join(host if re.search(r"^[^:]+:\d+$|\]:\d+$", host) else f"{_bracketed(host)}:{port}" for host in hosts)


def _bracketed(host: str) -> str:
    """An IPv6 address as a URL has it (RFC 3986, 3.2.2)."""
    return f"[{host}]" if host.count(":") > 1 and not host.startswith("[") else host


def _parameters(database: Connection) -> dict[str, str]:
    """Extra, such as sslmode and sslrootcert, as parameters of the JDBC URL."""
    parameters = {}
    for name, value in database.extra_dejson.items():
        if value is None or name == "cursor":
            continue
        if name == "iam" and value:
            raise _unusable(database, "its extra has iam, which this program does not follow; give it login and password")
        if isinstance(value, dict | list):
            raise _unusable(database, f"{name} in its extra is no single value, and a JDBC URL takes no other")
        if name == KEY_PASSWORD:
            continue
        if re.search("password|passwd|secret|token", name, re.IGNORECASE):
            raise _unusable(database, f"its extra has {name}, which would stand in a URL; give a password as password")
        parameters[name] = str(value).lower() if isinstance(value, bool) else str(value)
    return parameters


def _unusable(connection: Connection, why: str) -> AirflowFailException:
    """What is wrong, never repeating a value."""
    return AirflowFailException(f"Cannot use the connection {connection.conn_id}: {why}")
