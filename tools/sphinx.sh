#!/bin/sh
# Builds the site in one format, failing on any warning:  sphinx.sh VENV BUILDER FOLDER [SETTING=VALUE]
set -eu

venv=$1 builder=$2 folder=$3
doctrees=_build/doctrees
case $builder in
html) sealed=sealed ;;
*) sealed= ;; # TeX works in the folder of the book
esac

# Sphinx says a page's warnings only when it reads the page: after a build that failed, the next
# one would pass over them and succeed. So a failed build has no end, and the next begins anew.
sh tools/guard.sh begin "$folder" "$doctrees" $sealed
"$venv/bin/python" -m sphinx -b "$builder" -j auto --fail-on-warning --keep-going \
    -d "$doctrees" ${4:+-D "$4"} . "$folder"
sh tools/guard.sh end "$folder" "$doctrees" $sealed
