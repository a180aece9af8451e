#!/bin/sh
# Builds the site in one format, failing on any warning:  sphinx.sh VENV BUILDER FOLDER [SETTING=VALUE]
set -eu

venv=$1 builder=$2 folder=$3
doctrees=_build/doctrees

sh tools/forget-if-changed.sh "$doctrees"

# Sphinx says a page's warnings only when it reads the page: after a build that failed or was
# broken off, the next one would pass over them and succeed. So what was read is forgotten.
trap 'rm -f "$doctrees/environment.pickle"' EXIT
trap 'exit 130' HUP INT TERM
"$venv/bin/python" -m sphinx -b "$builder" -j auto --fail-on-warning --keep-going \
    -d "$doctrees" ${4:+-D "$4"} . "$folder"
trap - EXIT
