#!/usr/bin/env bash
# Says between which two moments the archive can restore: from the end of the oldest base backup to the newest commit in
# archived WAL. PostgreSQL refuses a later target only after everything has been overwritten and replayed.
# Usage: archive-range.sh [TIMELINE]     without one: the newest
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/environment.sh"

info="$(pgbackrest --output=json info)" || refuse "Cannot read the repository ${PGBACKREST_REPO1_S3_ENDPOINT:-}; see above"
# A moment in the second in which a backup ended is before its end for pgBackRest.
oldest="$(jq -r '[.[0].backup[]? | select(.error != true) | .timestamp.stop + 1] | min // empty' <<<"$info")"
[[ -n "$oldest" ]] || refuse 'Cannot restore anything: there is no base backup in the repository; take one with base-backup.sh full'
archive="$(jq -r '.[0].archive[-1].id' <<<"$info")"

# Usage: segment PATH_IN_THE_REPOSITORY >SEGMENT
segment() {
  case "$1" in
    *.zst) pgbackrest repo-get "$1" | zstd --decompress --quiet ;;
    *.gz) pgbackrest repo-get "$1" | gzip --decompress ;;
    *) pgbackrest repo-get "$1" ;;
  esac
}

# The last commit in a segment of WAL, or nothing. It ends in the middle of a record, which pg_waldump complains of.
commit() {
  { pg_waldump --rmgr=Transaction "$1" 2>/dev/null || true; } |
    sed -nE 's/.* COMMIT(_PREPARED)? ([0-9-]+ [0-9:.]+) UTC.*/\2/p' | tail -n 1
}

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
folder="archive/$PGBACKREST_STANZA/$archive"
mapfile -t segments < <(
  pgbackrest --output=json --recurse --filter='/[0-9A-F]{24}-[0-9a-f]{40}(\.[a-z0-9]+)?$' repo-ls "$folder" |
    jq -r 'to_entries | map(select(.value.type == "file").key) | sort | reverse | .[]'
)
# Each restore begins a timeline. What an older one holds after that is another history.
timeline="${segments[0]:-}" timeline="${timeline:0:8}"
[[ "$#" -eq 0 ]] || timeline="$(printf '%08X' "$1")"
newest=
# Newest first; where nothing happened for long, the last segments hold no commit.
for name in "${segments[@]}"; do
  [[ "$name" == "$timeline"* ]] || continue
  file="$work/$(basename "$name" | cut -c 1-24)"
  segment "$folder/$name" >"$file"
  newest="$(commit "$file")"
  rm "$file"
  [[ -z "$newest" ]] || break
done
[[ -n "$newest" ]] ||
  refuse "Cannot tell how far the archive reaches: it has no commit of timeline $((16#${timeline:-0})); name another, or say --latest"

printf '%s\n' "$(date -d "@$oldest" '+%F %T.%6N+00')" "$newest+00"
