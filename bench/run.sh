#!/usr/bin/env bash
# Measures delta-enrich beside other ways to the same table, on this machine, with a MinIO and a
# PostgreSQL of its own. See bench/README.md.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source bench/prepare.sh
exec "$python" bench/measure.py "${words[@]}"
