#!/usr/bin/env bash
# Makes requirements.lock anew from requirements.in: newest releases that fit, for Python 3.11 and up.
# Needs uv (pip install uv).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
exec uv pip compile requirements.in --override overrides.txt --universal --python-version 3.11 \
  --no-emit-index-url --no-header --no-annotate --output-file requirements.lock "$@"
