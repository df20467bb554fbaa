"""The rows of the raw tables that are made without Spark: SQL of a row's number for each column.

In the shape of generate.py's: the same names, types, widths and spreads, by DuckDB's hash.
"""

import duckdb
import pyarrow

import devices
import merchants

# As a Delta schema names them. What `rows` gives is of these types.
TYPES = {
    "transaction_id": "string",
    "account_id": "string",
    "merchant_id": "string",
    "amount": "decimal(18,2)",
    "currency": "string",
    "transaction_ts": "timestamp",
    "channel": "string",
    "card_last4": "string",
    "country": "string",
    "city": "string",
    "description": "string",
    "is_international": "boolean",
    "status": "string",
    "device_fingerprint": "string",
    "authorization_code": "string",
    "fee": "decimal(18,2)",
    "risk_score": "double",
    "processed_ts": "timestamp",
}
_FIRST_SECOND = 1_704_067_200


def rows(
    first: int, after: int, keys: int = merchants.KEYS, of_devices: int = 0
) -> pyarrow.Table:
    """The rows of these numbers, whose merchants are 1 to `keys`.

    `of_devices`: their fingerprints are those of devices 1 to so many; 0: each is of its own.
    """
    columns = _columns(keys)
    if of_devices:
        device = f"1 + CAST(floor({_uniform(17)} * {of_devices}) AS BIGINT)"
        columns[devices.KEY] = devices.fingerprint(f"({device})")
    selected = ", ".join(f"{sql} AS {name}" for name, sql in columns.items())
    query = f"SELECT {selected} FROM range({first}, {after}) AS numbers(id)"
    with duckdb.connect() as connection:
        return connection.execute(query).to_arrow_table()


def _columns(keys: int) -> dict[str, str]:
    # Zipf: the logarithm of the rank is evenly spread.
    merchant = f"CAST(floor(exp({_uniform(1)} * ln({keys} + 1.0))) AS BIGINT)"
    second = f"({_FIRST_SECOND} + id / 16.0)"
    return {
        "transaction_id": "printf('TXN-2024-%010d', id)",
        "account_id": f"printf('ACC-%06d', CAST(floor({_uniform(3)} * 200000) AS BIGINT))",
        "merchant_id": f"CASE WHEN {_uniform(4)} >= 0.02 THEN printf('MER-%05d', {merchant}) END",
        "amount": _money(f"exp({_uniform(5)} * 8)"),
        "currency": _one_of(6, "EUR", "USD", "GBP", "PLN", "BRL"),
        "transaction_ts": _time(second),
        "channel": _one_of(7, "contactless", "pos", "ecommerce", "in_app", "recurring", "atm"),
        "card_last4": f"printf('%04d', CAST(floor({_uniform(8)} * 10000) AS BIGINT))",
        "country": f"CASE WHEN {_uniform(9)} >= 0.03 THEN"
        f" {_one_of(10, 'DE', 'US', 'GB', 'FR', 'PL', 'BR')} END",
        "city": _one_of(11, "Berlin", "Köln", "New York", "Leeds", "Orléans", "São Paulo"),
        "description": f"CASE WHEN {_uniform(12)} >= 0.1 THEN"
        f" 'Online order ' || substr({_hexadecimal(13, 4)}, 1, 50) END",
        "is_international": f"{_uniform(14)} < 0.2",
        "status": _one_of(
            15, "approved", "approved", "approved", "declined", "pending", "reversed"
        ),
        "device_fingerprint": _hexadecimal(17, 4),
        "authorization_code": f"substr({_hexadecimal(21, 1)}, 1, 12)",
        "fee": _money(f"{_uniform(22)} * 10"),
        "risk_score": _uniform(23),
        "processed_ts": _time(f"({second} + {_uniform(24)} * 86400)"),
    }


def _uniform(column: int) -> str:
    """Evenly spread over 0 (in) to 1 (out)."""
    return f"(CAST(hash(id, {column}) >> 11 AS DOUBLE) / {2**53}.0)"


def _one_of(column: int, *values: str) -> str:
    choices = ", ".join(f"'{value}'" for value in values)
    return f"[{choices}][1 + CAST(floor({_uniform(column)} * {len(values)}) AS INTEGER)]"


def _hexadecimal(column: int, hashes: int) -> str:
    """Sixteen digits a hash, of as many columns from this one on."""
    digits = [f"lpad(to_hex(hash(id, {column + n})), 16, '0')" for n in range(hashes)]
    return f"lower({' || '.join(digits)})"


def _money(amount: str) -> str:
    return f"CAST({amount} AS DECIMAL(18,2))"


def _time(second: str) -> str:
    return f"make_timestamp(1000000 * CAST(floor({second}) AS BIGINT))"
