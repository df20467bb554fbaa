"""Airflow DAG: lands a batch of insurance claims as raw Delta and enriches it with policy_lookup.

The application of financial_ingestion_dag with other settings, conf/insurance.properties: nothing in it knows merchants.
"""

from delta_enrich.pipelines import enrichment_dag

dag = enrichment_dag(
    "insurance_transformation_dag",
    description="Lands insurance claims as raw Delta and enriches them with policy_lookup",
    config="insurance.properties",
    raw="s3a://raw-data-bucket/insurance_claims_delta",
    sample="claims.csv",
    id_column="claim_id",
    schema="claim_id STRING, policy_id STRING, claimed_on DATE, cause STRING, amount DECIMAL(18,2), currency STRING, status STRING",
)
