#!/bin/sh
# Asks whether anything that is locked has a known vulnerability:  audit.sh VENV
#
# pip-audit for what the hashed files name, npm audit for what npm's lock files name. Both ask a
# service over the network. Exit status: 1 where something was found, 2 where something was not
# asked, or nobody answered.
set -eu

venv=$1
tools=_build/audit
what="The audit of npm's packages"

said=$(mktemp)
trap 'rm -f "$said"' EXIT
found=0 silent=0
# What an answer would not say: a service that is not there, or knows none of the packages.
nobody='could not be audited|[Cc]onnection|ServiceError|Max retries|[Tt]imed? ?out|audit endpoint'
nobody="$nobody|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH"
ask() {
    file=$1
    shift
    if "$@" >"$said" 2>&1; then status=0; else status=$?; fi
    # From 126 on, what was to ask is not there, does not run, or was killed.
    if [ "$status" -ge 126 ] || grep -qE "$nobody" "$said"; then
        silent=1
        echo "$file: no answer"
    elif [ "$status" = 0 ]; then
        echo "$file: nothing known"
    else
        found=1
        echo "$file:"
        cat "$said"
    fi
}

# Where pip-audit or npm cannot be had, that has been said; what they were to ask of is named.
pip_audit=$tools/bin/pip-audit
sh tools/venv.sh "$tools" tools/audit-requirements.txt || pip_audit=
for lock in requirements.txt tests/requirements.txt tools/*-requirements.txt; do
    ask "$lock" "$pip_audit" --require-hashes --disable-pip --progress-spinner off \
        --desc off -r "$lock"
done
. tools/find-npm.sh
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
