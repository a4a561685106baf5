#!/usr/bin/env bash
# Makes random secrets for the core profile in a folder that only you can enter; files that are there stay as they are.
#   docker/make-secrets.sh /srv/simpul-secrets && SIMPUL_SECRETS=/srv/simpul-secrets docker compose --profile core up
set -euo pipefail
folder=${1:?"docker/make-secrets.sh FOLDER"}
here=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
mkdir -p "$folder"
chmod 700 "$folder"

# Containers run under another user id and Compose hands files over as they are: the folder is what keeps others out.
put() {
    if [ ! -e "$folder/$1" ]; then
        cat >"$folder/$1"
        chmod 644 "$folder/$1"
        echo "dibuat / made: $1"
    else
        cat >/dev/null
    fi
}
random_hex() { od -An -N"$1" -tx1 /dev/urandom | tr -d ' \n'; }

for name in postgres_password redis_password airflow_admin_password grafana_admin_password; do random_hex 24 | put "$name"; done
for name in airflow_jwt_secret airflow_secret_key; do random_hex 64 | put "$name"; done
head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '\n' | put airflow_fernet_key
random_hex 32 | put simpul_key
for name in agencies_env alerts_env; do put "$name" <"$here/sandbox-secrets/$name"; done
echo "Isi / fill in: $folder/agencies_env $folder/alerts_env"
