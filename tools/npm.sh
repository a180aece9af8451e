#!/bin/sh
# Installs what FOLDER/package-lock.json says into FOLDER/node_modules:
#   npm.sh VENV FOLDER WHAT
#
# A copy of the lock, written last, remembers what is installed. WHAT is for messages.
set -eu

venv=$1
folder=$2
what=$3
lock=$folder/package-lock.json
installed=$folder/node_modules/.installed-package-lock.json
cmp -s "$lock" "$installed" && exit

. tools/find-npm.sh
[ -n "$npm" ] || exit 1

# npm keeps a cache at home. Without one it fails, or makes a folder called ~ here.
[ -w "${HOME-}" ] || export npm_config_cache="$PWD/_build/npm"

echo "Installing $what into $folder/node_modules"
if ! (cd "$folder" && "$npm" ci --ignore-scripts --no-update-notifier --loglevel=error </dev/null); then
    echo "$what could not be installed: npm says why above." >&2
    exit 1
fi
cp "$lock" "$installed"
