#!/usr/bin/env bash
# The plain way, with nothing but PostgreSQL: a copy of the whole server that starts by itself, checked file by file.
# For a copy before something risky. It has no retention and no point in time: that is base-backup.sh's.
# Usage: plain-backup.sh FOLDER     a new one
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/environment.sh"

folder="${1:-}"
[[ -n "$folder" ]] || refuse 'Cannot take a backup without a place; name a folder that is not there yet'
[[ ! -e "$folder" ]] || refuse "Cannot take a backup into $folder: it is there already; name a new folder"
record_at_exit plain

pg_basebackup --pgdata="$folder" --wal-method=stream --checkpoint=fast --manifest-checksums=SHA256
# Also reads the WAL that the copy needs.
pg_verifybackup --quiet "$folder"
bytes="$(du --summarize --bytes "$folder" | cut -f 1)"
printf '%s: %d bytes, verified; to start it: pg_ctl --pgdata=%s start\n' "$folder" "$bytes" "$folder"
