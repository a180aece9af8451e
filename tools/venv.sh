#!/bin/sh
# Brings a Python environment to what the locked files say:  venv.sh VENV REQUIREMENTS...
#
# An environment that works is kept, whoever made it (Read the Docs makes its own); one whose
# Python has gone is made again. A copy of each file, written last, remembers what is
# installed: a second run only compares, and one that was broken off begins again.
set -eu

venv=$1
shift
python=$venv/bin/python

if ! "$python" -c 'import pip' 2>/dev/null; then
    if [ -e "$venv" ] && [ ! -e "$venv/pyvenv.cfg" ]; then
        echo "$venv is no Python environment: move it out of the way and try again." >&2
        exit 1
    fi
    newest=$(sh tools/find-python.sh)
    echo "Making $venv with $newest"
    "$newest" -m venv --clear "$venv"
fi

for requirements; do
    installed=$venv/.installed-$(echo "$requirements" | tr / -)
    cmp -s "$requirements" "$installed" && continue
    echo "Installing $requirements into $venv"
    rm -f "$installed"
    if ! "$python" -m pip install --quiet --disable-pip-version-check --no-input \
        --require-hashes -r "$requirements"; then
        echo "$requirements could not be installed: pip says why above." >&2
        exit 1
    fi
    cp "$requirements" "$installed"
done
