#!/usr/bin/env bash
# Takes a base backup with pgBackRest, and deletes what retention has given up.
# Usage: base-backup.sh full|diff|incr     whole; what changed since the last full one; since the last one
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/environment.sh"

case "${1:-}" in
  full | diff | incr) ;;
  *) refuse "Cannot take a backup of the kind '${1:-}'; say full, diff or incr" ;;
esac
record_at_exit "$1"

# Where there is none: it wants the archive for itself, which a busy server does not leave to it.
case "$(pgbackrest --output=json info | jq '.[0].status.code')" in
  1 | 3) pgbackrest stanza-create ;;
esac
pgbackrest --type="$1" --log-level-console=info backup
bytes="$(pgbackrest --output=json info | jq '.[0].backup[-1].info.repository.delta')"
