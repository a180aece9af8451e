#!/bin/sh
# Compares the two languages of every post:  check.sh VENV [OPTION...]
#
# The exit status is 1 where something was found; that build was a good one all the same.
set -eu

venv=$1 folder=_build/parity doctrees=_build/doctrees-parity status=0
shift
sh tools/guard.sh begin "$folder" "$doctrees"
"$venv/bin/python" -m sphinx -b parity -d "$doctrees" . "$folder" "$@" || status=$?
[ "$status" -gt 1 ] || sh tools/guard.sh end "$folder" "$doctrees"
exit "$status"
