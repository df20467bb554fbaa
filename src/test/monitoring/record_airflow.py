"""Keeps what Airflow sends by StatsD, the last line of each series, until it is stopped: record_airflow.py PORT FILE.

This made airflow.statsd, of Airflow 3.3.2's api-server, DAG processor and scheduler with the LocalExecutor and two DAGs of two
tasks each, one of which fails; with statsd 4.0.1 beside it, and in the environment what docs/monitoring.md names.
"""

import signal
import socket
import sys
from pathlib import Path

if __name__ == "__main__":
    port, file = int(sys.argv[1]), Path(sys.argv[2])
    kept: dict[str, str] = {}
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as heard:
        heard.bind(("127.0.0.1", port))
        try:
            while True:
                for line in heard.recv(65536).decode().splitlines():
                    series, value = line.rsplit(":", 1)
                    kept[f"{series}|{value.split('|')[1]}"] = line
        except KeyboardInterrupt:
            file.write_text("".join(f"{kept[series]}\n" for series in sorted(kept)))
