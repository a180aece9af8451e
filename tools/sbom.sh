#!/bin/sh
# Writes what the site is made with as CycloneDX, in JSON:  sbom.sh VENV FOLDER
#
# FOLDER/python.cdx.json has the Python packages with their hashes, FOLDER/npm.cdx.json what comes
# from npm. Both are of the locked files, and held against them; so they are the same wherever they
# are written.
set -eu

venv=$1 folder=$2
tools=_build/audit
what="The list of npm's packages"

if ! sh tools/venv.sh "$tools" tools/audit-requirements.txt; then
    echo "make sbom fetches what writes it before its first run, and once only: try again where" \
        "there is a network." >&2
    exit 1
fi
. tools/find-npm.sh
[ -n "$npm" ] || exit 1
mkdir -p "$folder"
"$tools/bin/cyclonedx-py" requirements --pyproject pyproject.toml --mc-type application \
    --output-reproducible --of JSON -o "$folder/python.cdx.json" requirements.txt
# npm names no package without a version, and ours has none, being published nowhere.
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cp package.json package-lock.json "$scratch"
(
    cd "$scratch"
    "$npm" pkg set version=0.0.0 --no-update-notifier --loglevel=error
    "$npm" sbom --sbom-format cyclonedx --package-lock-only --no-update-notifier --loglevel=error
) >"$folder/npm.cdx.json"
"$venv/bin/python" -m tools.sbom "$folder"
echo "Written: $folder/python.cdx.json, $folder/npm.cdx.json"
