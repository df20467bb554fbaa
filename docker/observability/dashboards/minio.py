"""Dashboard MinIO: is it there, is there room, what is asked of it."""

from grafana_foundation_sdk.builders.dashboard import Dashboard

from panels import THIRD, Query, Step, board, lines, number

JOB = '{job="minio"}'
RATE = "[$__rate_interval]"


def make() -> Dashboard:
    return board("MinIO", "delta-enrich-minio", "The object store: room, requests, errors.", "now-1h", ROWS)


ROWS = {
    "At a glance": [
        number("MinIO", "none", f"max(minio_cluster_health_status{JOB})", "By its own word.",
               [Step(None, "red"), Step(1, "green")], texts={"0": "unwell", "1": "up"}, none="down", span=THIRD),
        number("Free", "percentunit",
               f"max(minio_cluster_capacity_usable_free_bytes{JOB}) / max(minio_cluster_capacity_usable_total_bytes{JOB})",
               "Of the disk that its volume is on.",
               [Step(None, "red"), Step(0.1, "orange"), Step(0.2, "green")], decimals=0, span=THIRD),
        number("Drives offline", "none", f"max(minio_cluster_drive_offline_total{JOB})", "Of those it was started with.",
               [Step(None, "green"), Step(1, "red")], span=THIRD),
    ],
    "Requests": [
        lines("Requests", "reqps", Query(f"sum by (api) (rate(minio_s3_requests_total{JOB}{RATE}))", "{{api}}"),
              description="By call of the S3 API.", span=THIRD, stacked=True),
        lines("Errors", "reqps", Query(f"sum by (api) (rate(minio_s3_requests_4xx_errors_total{JOB}{RATE}))", "4xx {{api}}"),
              Query(f"sum by (api) (rate(minio_s3_requests_5xx_errors_total{JOB}{RATE}))", "5xx {{api}}"),
              description="4xx: often only a look for something that is not there. 5xx: MinIO's own.", span=THIRD),
        lines("Time to the first byte, 95 %", "s",
              Query(f"histogram_quantile(0.95, sum by (api, le) (rate(minio_s3_requests_ttfb_seconds_distribution{JOB}{RATE})))",
                    "{{api}}"),
              description="Of each call of the S3 API.", span=THIRD),
        lines("Traffic", "Bps", Query(f"sum(rate(minio_s3_traffic_received_bytes{JOB}{RATE}))", "received"),
              Query(f"sum(rate(minio_s3_traffic_sent_bytes{JOB}{RATE}))", "sent"),
              description="A spliced file is copied inside the store: it does not show here.", span=THIRD),
    ],
    "Room": [
        lines("Free space", "bytes", Query(f"max(minio_cluster_capacity_usable_free_bytes{JOB})", "free"),
              Query(f"max(minio_cluster_capacity_usable_total_bytes{JOB})", "total"),
              description="Of the disk that its volume is on.", span=THIRD),
        lines("Memory", "bytes", Query(f"max(minio_node_process_resident_memory_bytes{JOB})", "resident"),
              description="Of the process.", span=THIRD),
    ],
}  # fmt: skip
