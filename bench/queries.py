"""Queries that read a curated table, in SQL that Spark and DuckDB both take."""

GROUP, SCAN = "group", "scan"
# device_fingerprint is the widest column; its largest value cannot be told from statistics, which
# are cut, nor the sum of its lengths.
SQL = {
    GROUP: "SELECT count(*), sum(n * n), sum(total) FROM (SELECT merchant_id, enriched_category,"
    " count(*) AS n, sum(amount) AS total FROM curated GROUP BY merchant_id, enriched_category)",
    SCAN: "SELECT count(*), sum(length(device_fingerprint)), max(device_fingerprint) FROM curated",
}
TITLES = {GROUP: "group by key", SCAN: "scan of the widest column"}
ENGINES = {"duckdb": "DuckDB", "spark": "PySpark"}
