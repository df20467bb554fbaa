#!/usr/bin/env bash
# Makes the certificate of the backup store, for one name, signed by itself: its clients trust this file and no other.
# Keeps one that is good for three months more. Usage: certificate.sh FOLDER NAME
set -euo pipefail
folder="$1" name="$2"

# MinIO looks for one and may not make it.
mkdir -p "$folder/CAs"
if openssl x509 -in "$folder/public.crt" -noout -checkhost "$name" -checkend 7776000 2>/dev/null | grep -q 'does match'; then
  exit 0
fi
umask 077
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 825 -subj "/CN=$name" \
  -addext "subjectAltName=DNS:$name" -keyout "$folder/private.key.new" -out "$folder/public.crt.new" 2>/dev/null
chmod 644 "$folder/public.crt.new"
mv "$folder/private.key.new" "$folder/private.key"
mv "$folder/public.crt.new" "$folder/public.crt"
