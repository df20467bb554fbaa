#!/usr/bin/env bash
# Each night: a base backup, whole on Sundays and else what changed since then, and a dump of every database.
# The first one comes at once where there is none: until then the archive restores nothing.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/environment.sh"

at="${BACKUP_AT:-02:00}"
date -d "$at" >/dev/null 2>&1 || refuse "Cannot read BACKUP_AT='$at'; write a time of day in UTC, such as 02:00"

# Usage: backup full|diff
backup() {
  # Both are tried: either is better than none.
  local failed=0
  "$here/base-backup.sh" "$1" || failed=1
  "$here/dump.sh" || failed=1
  [[ "$failed" -eq 0 ]] && touch "${SCHEDULE_MARK:-/tmp/last-backup}"
}

# Usage: backup_until_done full|diff
backup_until_done() {
  until backup "$1"; do
    printf 'schedule.sh: the backup failed, see above; the next try is in 10 minutes\n' >&2
    sleep 600
  done
}

until known="$(pgbackrest --output=json info)"; do
  sleep 10
done
[[ "$(jq '.[0].backup | length' <<<"$known")" -gt 0 ]] || backup_until_done full
while :; do
  next="$(date -d "today $at" +%s)"
  [[ "$next" -gt "$(date +%s)" ]] || next="$(date -d "tomorrow $at" +%s)"
  printf 'schedule.sh: the next backup is at %s\n' "$(date -d "@$next" '+%F %T %Z')"
  sleep "$((next - $(date +%s)))"
  backup_until_done "$([[ "$(date +%u)" -eq 7 ]] && echo full || echo diff)"
done
