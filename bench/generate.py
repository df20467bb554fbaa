"""A Spark job: the raw table. Version 0 holds the rows; version 1 appends one file more.

The columns of sample-data/transactions.csv and five more. Every value is a hash of the row's number
and the column's, so the same numbers give the same table.
"""

import sys

from pyspark.sql import Column, SparkSession
from pyspark.sql import functions as f

import merchants

NULL_KEY_SHARE = 0.02


def uniform(column: int) -> Column:
    """Evenly spread over 0 (in) to 1 (out)."""
    return f.pmod(f.xxhash64("id", f.lit(column)), f.lit(2**53)) / f.lit(float(2**53))


def one_of(column: int, *values: str) -> Column:
    choice = f.array(*[f.lit(value) for value in values])
    return f.element_at(choice, (uniform(column) * len(values)).cast("int") + 1)


def digits(prefix: str, number: Column, width: int) -> Column:
    return f.concat(f.lit(prefix), f.lpad(number.cast("long").cast("string"), width, "0"))


def hexadecimal(column: int, length: int) -> Column:
    return f.substring(f.sha2(f.concat_ws("/", "id", f.lit(column)), 256), 1, length)


def money(amount: Column) -> Column:
    return amount.cast("decimal(18,2)")


def seconds(number: Column) -> Column:
    return number.cast("long").cast("timestamp")


def columns() -> dict[str, Column]:
    # Zipf: the logarithm of the rank is evenly spread.
    merchant = f.floor(f.exp(uniform(1) * f.log(f.lit(merchants.KEYS + 1.0))))
    second = f.lit(1_704_067_200) + f.col("id") / 16
    return {
        "transaction_id": digits("TXN-2024-", f.col("id"), 10),
        "account_id": digits("ACC-", uniform(3) * 200_000, 6),
        "merchant_id": f.when(uniform(4) >= NULL_KEY_SHARE, digits("MER-", merchant, 5)),
        "amount": money(f.exp(uniform(5) * 8)),
        "currency": one_of(6, "EUR", "USD", "GBP", "PLN", "BRL"),
        "transaction_ts": seconds(second),
        "channel": one_of(7, "contactless", "pos", "ecommerce", "in_app", "recurring", "atm"),
        "card_last4": digits("", uniform(8) * 10_000, 4),
        "country": f.when(uniform(9) >= 0.03, one_of(10, "DE", "US", "GB", "FR", "PL", "BR")),
        "city": one_of(11, "Berlin", "Köln", "New York", "Leeds", "Orléans", "São Paulo"),
        "description": f.when(
            uniform(12) >= 0.1, f.concat(f.lit("Online order "), hexadecimal(13, 50))
        ),
        "is_international": uniform(14) < 0.2,
        "status": one_of(15, "approved", "approved", "approved", "declined", "pending", "reversed"),
        "device_fingerprint": hexadecimal(16, 64),
        "authorization_code": hexadecimal(17, 12),
        "fee": money(uniform(18) * 10),
        "risk_score": uniform(19),
        "processed_ts": seconds(second + uniform(20) * 86_400),
    }


def write(spark: SparkSession, first: int, after: int, files: int, table: str) -> None:
    rows = spark.range(first, after, 1, files)
    rows = rows.select(*[column.alias(name) for name, column in columns().items()])
    rows.write.format("delta").mode("append").save(table)


def main(table: str, rows: int, rows_a_file: int) -> None:
    spark = SparkSession.builder.appName("generate").getOrCreate()
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    write(spark, 0, rows, max(1, rows // rows_a_file), table)
    write(spark, rows, rows + min(rows, rows_a_file), 1, table)
    spark.stop()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
