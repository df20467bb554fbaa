#!/usr/bin/env bash
# Measures what a plan over a table of 100,000 files takes, with a MinIO and a PostgreSQL of its
# own. See bench/README.md.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source bench/prepare.sh
exec "$python" bench/plan.py "${words[@]}"
