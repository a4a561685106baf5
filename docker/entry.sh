#!/usr/bin/env bash
# What every Simpul container starts with: read the secrets from their files, refuse those that everybody knows, then
# become the wanted process.
#   entry.sh check-secrets | migrate | api-server | scheduler | dag-processor | triggerer | worker | celery-ping
#            | console | watch | watch-beat | sandbox | simpul WORD...
set -euo pipefail

root=${SIMPUL_ROOT:-/opt/simpul}
secrets=${SIMPUL_SECRETS_DIR:-/run/secrets}
all_secrets="postgres_password redis_password airflow_fernet_key airflow_jwt_secret airflow_secret_key \
airflow_admin_password simpul_key grafana_admin_password"
export PYTHONPATH=$root
unset PYTHONDONTWRITEBYTECODE

# Both languages, then what to do. Exit code 3: a person must act.
stop() {
    printf 'simpul: %s\n        %s\n        → %s\n' "$1" "$2" "$3" >&2
    exit 3
}

in_sandbox() { case ",${SIMPUL_PROFILE:-}," in *,sandbox,*) return 0 ;; *) return 1 ;; esac; }

# Prints a secret. Outside the sandbox profile a secret must be there, be long, and not be one of those we ship.
secret() {
    local file=$secrets/$1 value
    local make="docker/make-secrets.sh FOLDER; SIMPUL_SECRETS=FOLDER docker compose up"
    [ -r "$file" ] || stop "rahasia $1 tidak ada atau tidak dapat dibaca." \
        "secret $1 is missing or cannot be read ($file)." "$make"
    value=$(tr -d '\r\n' <"$file")
    if ! in_sandbox; then
        if cmp -s "$file" "$root/docker/sandbox-secrets/$1"; then
            stop "rahasia $1 masih bawaan; itu hanya boleh di profil sandbox." \
                "secret $1 is the shipped one, which is accepted in the sandbox profile only." \
                "$make   (atau/or: COMPOSE_PROFILES=sandbox)"
        fi
        [ ${#value} -ge 20 ] || stop "rahasia $1 terlalu pendek (kurang dari 20 huruf)." \
            "secret $1 is too short (less than 20 characters)." "$make"
    fi
    case $value in
        *[!A-Za-z0-9_=-]*) stop "rahasia $1 memuat huruf yang tidak diizinkan (boleh: A-Z a-z 0-9 _ = -)." \
            "secret $1 holds characters that are not allowed (allowed: A-Z a-z 0-9 _ = -)." "$make" ;;
    esac
    printf '%s' "$value"
}

# Address of a database on our server; a host that begins with / is a folder with a socket.
database() {
    local user=${SIMPUL_POSTGRES_USER:-simpul} host=${SIMPUL_POSTGRES_HOST:-postgres} password
    password=$(secret postgres_password)
    case $host in
        /*) printf '%s://%s:%s@/%s?host=%s' "$1" "$user" "$password" "$2" "$host" ;;
        *) printf '%s://%s:%s@%s:%s/%s' "$1" "$user" "$password" "$host" "${SIMPUL_POSTGRES_PORT:-5432}" "$2" ;;
    esac
}

# An assignment of its own for each: `export X=$(...)` would hide a failure.
use_database() {
    SIMPUL_DATABASE_URL=$(database postgresql+psycopg simpul)
    export SIMPUL_DATABASE_URL
    if in_sandbox; then
        SIMPUL_SANDBOX_URL=$(database postgresql+psycopg sandbox)
        SIMPUL_MAPPINGS=${SIMPUL_MAPPINGS:+$SIMPUL_MAPPINGS:}$root/sandbox/mappings
        export SIMPUL_SANDBOX_URL SIMPUL_MAPPINGS
    fi
}

use_airflow() {
    local redis
    redis=$(secret redis_password)
    AIRFLOW__DATABASE__SQL_ALCHEMY_CONN=$(database postgresql+psycopg2 airflow)
    AIRFLOW__CELERY__RESULT_BACKEND=db+$AIRFLOW__DATABASE__SQL_ALCHEMY_CONN
    AIRFLOW__CELERY__BROKER_URL=redis://:$redis@${SIMPUL_REDIS_HOST:-redis}:${SIMPUL_REDIS_PORT:-6379}/0
    AIRFLOW__CORE__FERNET_KEY=$(secret airflow_fernet_key)
    AIRFLOW__API_AUTH__JWT_SECRET=$(secret airflow_jwt_secret)
    AIRFLOW__API__SECRET_KEY=$(secret airflow_secret_key)
    export AIRFLOW__DATABASE__SQL_ALCHEMY_CONN AIRFLOW__CELERY__RESULT_BACKEND AIRFLOW__CELERY__BROKER_URL
    export AIRFLOW__CORE__FERNET_KEY AIRFLOW__API_AUTH__JWT_SECRET AIRFLOW__API__SECRET_KEY
    export AIRFLOW__CORE__DAGS_FOLDER=$root/dags AIRFLOW__CORE__PLUGINS_FOLDER=$AIRFLOW_HOME/plugins
    mkdir -p "$AIRFLOW_HOME"
}

# The password of Airflow's own page, in the file its sign-in reads; only the web server needs it.
use_password() {
    local password file=$AIRFLOW_HOME/passwords.json
    password=$(secret airflow_admin_password)
    (umask 077 && printf '{"admin": "%s"}\n' "$password" >"$file")
    export AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE=$file
}

# Addresses and credentials of the agencies: a secret file in the core profile, what the sandbox wrote in the other.
use_agencies() {
    local file=$secrets/agencies_env
    if in_sandbox; then file=${SIMPUL_SANDBOX_DIR:-/var/lib/simpul-sandbox}/sandbox.env; fi
    [ -r "$file" ] || stop "alamat sistem sumber tidak ada." "the agencies' addresses are missing ($file)." \
        "lihat/see docker/sandbox-secrets/agencies_env"
    set -a
    # shellcheck disable=SC1090
    . "$file"
    set +a
    # Read to refuse a shipped key; the engine reads the file itself.
    secret simpul_key >/dev/null
    export SIMPUL_KEY_FILE=$secrets/simpul_key
}

# Addresses of the alert routes (SIMPUL_ALERT_…) and of the outside monitor; none are needed.
use_alerts() {
    [ -r "$secrets/alerts_env" ] || return 0
    set -a
    # shellcheck disable=SC1091
    . "$secrets/alerts_env"
    set +a
}

run_sandbox() {
    local folder=${SIMPUL_SANDBOX_DIR:-/var/lib/simpul-sandbox} jobs
    in_sandbox || stop "sistem tiruan hanya untuk profil sandbox." "the simulated systems belong to the sandbox profile." \
        "COMPOSE_PROFILES=sandbox docker compose up"
    # Their database they find by SIMPUL_SANDBOX_URL: an argument would show its password to every account.
    rm -f "$folder/sandbox.json"
    python "$root/docker/prepare.py" sandbox
    if [ ! -e "$folder/generated" ]; then
        python -m sandbox.generate --folder "$folder" \
            --residents "${SIMPUL_RESIDENTS:-20000}" --seed "${SIMPUL_SEED:-1}"
        touch "$folder/generated"
    fi
    python -m sandbox.up --folder "$folder" --faults "${SIMPUL_FAULTS:-flaky}" &
    jobs=$!
    python -m sandbox.tick --folder "$folder" --seed "${SIMPUL_SEED:-1}" &
    jobs="$jobs $!"
    # shellcheck disable=SC2064,SC2086
    trap "kill $jobs 2>/dev/null || true" TERM INT EXIT
    # One of the two ending ends both: half a city is no city.
    wait -n
}

word=${1:-}
[ $# -gt 0 ] && shift
case $word in
    check-secrets)
        for name in $all_secrets; do secret "$name" >/dev/null; done
        echo "rahasia lengkap / secrets are complete"
        ;;
    migrate)
        use_database
        use_airflow
        exec python "$root/docker/prepare.py" all
        ;;
    api-server)
        use_database
        use_airflow
        use_password
        exec python -m airflow api-server
        ;;
    scheduler | triggerer)
        use_database
        use_airflow
        exec python -m airflow "$word" --skip-serve-logs
        ;;
    dag-processor)
        use_database
        use_airflow
        exec python -m airflow dag-processor
        ;;
    worker)
        use_database
        use_airflow
        use_agencies
        exec python -m airflow celery worker --skip-serve-logs
        ;;
    celery-ping)
        use_airflow
        exec python -m celery --app airflow.providers.celery.executors.celery_executor.app inspect ping \
            --destination "celery@$(hostname)"
        ;;
    console)
        use_database
        # Read to refuse a shipped key; the engine reads the file itself.
        secret simpul_key >/dev/null
        export SIMPUL_KEY_FILE=$secrets/simpul_key
        use_alerts
        exec python -m monitoring --behind-proxy --host "${SIMPUL_CONSOLE_HOST:-0.0.0.0}" --port "${SIMPUL_CONSOLE_PORT:-8081}"
        ;;
    watch)
        use_database
        use_alerts
        exec python -m cli alerts watch
        ;;
    watch-beat)
        use_database
        exec python -m cli alerts beat --within 300
        ;;
    sandbox)
        use_database
        run_sandbox
        ;;
    simpul)
        use_database
        use_agencies
        exec python -m cli "$@"
        ;;
    *)
        stop "perintah '$word' tidak dikenal." "there is no command '$word'." "lihat/see docker/entry.sh"
        ;;
esac
