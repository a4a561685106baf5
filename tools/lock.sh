#!/usr/bin/env bash
# Makes the three lock files again from pyproject.toml: newest versions that resolve together, with hashes, without addresses.
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/.."
uv=${UV:-$(command -v uv || echo .venv/bin/uv)}
compile() { "$uv" pip compile --quiet --python-version 3.11 --no-emit-index-url --generate-hashes --no-header --no-annotate "$@"; }

compile --upgrade pyproject.toml --output-file requirements.lock
compile --upgrade --group dev --constraint requirements.lock --output-file requirements-dev.lock
printf 'uv\n' | compile --upgrade - --output-file requirements-uv.lock
