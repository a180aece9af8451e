#!/bin/sh
# Lets Sphinx read every page again if the extension changed:  forget-if-changed.sh DOCTREES
#
# Sphinx sees that a page or a template has changed, but not that bitext/, or what it stands on,
# has.
set -eu

read_before=$1/environment.pickle
if [ -e "$read_before" ] && [ "$(find bitext requirements.txt package-lock.json \
    -type f ! -name '*.pyc' -newer "$read_before")" ]; then
    rm "$read_before"
fi
