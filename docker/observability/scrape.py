"""Writes what Alloy and a Prometheus agent are to do, both from scrape.yaml. Needs PyYAML."""

from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent
HEADER = "Made by docker/observability/scrape.py from scrape.yaml; a test compares."


def alloy(scrape: dict[str, Any]) -> str:
    """Alloy's own language."""
    blocks = [f"// {HEADER}"]
    for job in scrape["jobs"]:
        blocks.append(
            f"""prometheus.scrape "{job["component"]}" {{
  job_name        = "{job["job"]}"
  targets         = [{{"__address__" = "{job["target"]}"}}]
  metrics_path    = "{job["path"]}"
  scrape_interval = "{scrape["interval"]}"
  forward_to      = [prometheus.remote_write.default.receiver]
}}"""
        )
    blocks.append(
        f"""prometheus.remote_write "default" {{
  endpoint {{
    url = "{scrape["write_to"]}"
  }}
}}"""
    )
    return "\n\n".join(blocks) + "\n"


def agent(scrape: dict[str, Any]) -> str:
    """The configuration of ``prometheus --enable-feature=agent`` (``--agent`` since Prometheus 3)."""
    configuration = {
        "global": {"scrape_interval": scrape["interval"]},
        "scrape_configs": [
            {
                "job_name": job["job"],
                "metrics_path": job["path"],
                "static_configs": [{"targets": [job["target"]]}],
            }
            for job in scrape["jobs"]
        ],
        "remote_write": [{"url": scrape["write_to"]}],
    }
    return f"# {HEADER}\n" + yaml.safe_dump(configuration, sort_keys=False)


FILES = {"alloy-config.river": alloy, "prometheus-agent.yaml": agent}


def texts() -> dict[str, str]:
    scrape = yaml.safe_load((FOLDER / "scrape.yaml").read_text())
    return {name: text(scrape) for name, text in FILES.items()}


if __name__ == "__main__":
    for name, text in texts().items():
        (FOLDER / name).write_text(text)
