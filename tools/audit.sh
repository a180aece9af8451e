#!/bin/sh
# Asks whether anything that is locked has a known vulnerability:  audit.sh VENV
#
# pip-audit for what the hashed files name, npm audit for what npm's lock files name. Both ask a
# service over the network. Exit status: 1 where something was found, 2 where nobody answered.
set -eu

venv=$1
tools=_build/audit

sh tools/venv.sh "$tools" tools/audit-requirements.txt

said=$(mktemp)
trap 'rm -f "$said"' EXIT
found=0 silent=0
# What an answer would not say: a service that is not there, or knows none of the packages.
nobody='could not be audited|[Cc]onnection|ServiceError|Max retries|[Tt]imed? ?out|audit endpoint'
nobody="$nobody|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH"
ask() {
    what=$1
    shift
    if "$@" >"$said" 2>&1; then status=0; else status=1; fi
    if grep -qE "$nobody" "$said"; then
        silent=1
        echo "$what: no answer"
    elif [ "$status" = 0 ]; then
        echo "$what: nothing known"
    else
        found=1
        echo "$what:"
        cat "$said"
    fi
}

for file in requirements.txt tests/requirements.txt tools/*-requirements.txt; do
    ask "$file" "$tools/bin/pip-audit" --require-hashes --disable-pip --progress-spinner off \
        --desc off -r "$file"
done
npm=npm
npm --version >/dev/null 2>&1 || npm=$PWD/$venv/bin/npm
for folder in . tests bench; do
    ask "$folder/package-lock.json" "$npm" audit --prefix "$folder" --package-lock-only \
        --no-update-notifier --loglevel=error
done

if [ "$silent" = 1 ]; then
    echo "make audit asks PyPI and npm for their advisories over the network, and got no answer:" \
        "what stands above without one was not audited." >&2
    [ "$found" = 1 ] || exit 2
fi
exit "$found"
