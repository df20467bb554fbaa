#!/usr/bin/env bash
# Measures what a run costs as its work grows, with a MinIO and a PostgreSQL of its own: the
# coefficients of docs/scale.md, and runs that check them. See bench/README.md.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source bench/prepare.sh
exec "$python" bench/scale.py "${words[@]}"
