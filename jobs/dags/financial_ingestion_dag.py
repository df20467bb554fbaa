"""Airflow DAG: lands a batch of transactions as raw Delta and enriches it with merchant_lookup."""

from delta_enrich.pipelines import enrichment_dag

dag = enrichment_dag(
    "financial_ingestion_dag",
    description="Lands transactions as raw Delta and enriches them with merchant_lookup",
    config="enrich.properties",
    raw="s3a://raw-data-bucket/financial_data_delta",
    sample="transactions.csv",
    id_column="transaction_id",
    schema=(
        "transaction_id STRING, account_id STRING, merchant_id STRING, amount DECIMAL(18,2), currency STRING,"
        " transaction_ts TIMESTAMP, channel STRING, card_last4 STRING, country STRING, city STRING,"
        " description STRING, is_international BOOLEAN, status STRING"
    ),
)
