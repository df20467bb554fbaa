"""Writes the dashboards that Grafana reads, in the folder given, by default ../grafana/dashboards. A test compares.

pip install -r docker/observability/dashboards/requirements.txt && python3 docker/observability/dashboards/write.py
"""

import json
import sys
from pathlib import Path

from grafana_foundation_sdk.cog.encoder import JSONEncoder

import airflow
import enrichment_runs
import minio
import postgresql

FOLDER = Path(__file__).parents[1] / "grafana/dashboards"
BOARDS = {
    "postgresql.json": postgresql,
    "enrichment-runs.json": enrichment_runs,
    "airflow.json": airflow,
    "minio.json": minio,
}


def texts() -> dict[str, str]:
    return {name: json.dumps(board.make().build(), cls=JSONEncoder, indent=1) + "\n" for name, board in BOARDS.items()}


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    for name, text in texts().items():
        (folder / name).write_text(text)
