#!/bin/sh
# Prints the path of the newest Python on PATH that can make the environment.
#
# Each candidate is run, because its name proves nothing: a pyenv shim may stand for a version
# that isn't chosen, and Debian's python3 may come without venv. The first on PATH wins a tie.
set -euf

probe='
import sys, venv, ensurepip
version = sys.version_info
if version < (3, 11) or version.releaselevel != "final":
    sys.exit(1)
print(version.major * 1000 + version.minor)'

best=0
IFS=:
for folder in $PATH; do
    for name in python3.14 python3.13 python3.12 python3.11 python3 python; do
        [ -x "$folder/$name" ] || continue
        version=$("$folder/$name" -c "$probe" 2>/dev/null </dev/null) || continue
        if [ "$version" -gt "$best" ]; then
            best=$version
            python=$folder/$name
        fi
    done
done

if [ "$best" = 0 ]; then
    echo "No Python 3.11 or newer with venv and pip was found on PATH:" \
        "install one (on Debian and Ubuntu: python3 and python3-venv) and try again." >&2
    exit 1
fi
echo "$python"
