#!/bin/sh
# Builds the site in one format, failing on any warning:  sphinx.sh VENV BUILDER FOLDER [SETTING=VALUE]
#
# What the last build left is used only if it was whole and is still as it was; otherwise this one
# begins anew. So whatever befell the last one (it failed, was killed, ran out of disk space, two
# ran at once) or its files since, the result is that of a clean build.
set -eu

venv=$1 builder=$2 folder=$3
doctrees=_build/doctrees
state=_build/doctrees.state
marks=_build/unfinished
name=$(basename "$folder")
mark=$marks/$name-$$

# What was left, and what it was made with: Sphinx sees that a page or a template has changed, but
# not that bitext/, or what it stands on, has; nor that its own files are damaged.
left() {
    find "$doctrees" bitext requirements.txt package-lock.json -type f ! -name '*.pyc' \
        -exec cksum {} + 2>/dev/null | sort | cksum
}

# What the site is made of. Of a file that is gone Sphinx leaves what it had made.
sources() {
    find index.md posts _static -type f 2>/dev/null | LC_ALL=C sort
}

# A build's mark lies there from its beginning to its good end.
mkdir -p "$marks"
begun=$(ls "$marks")
: >"$mark"
# A clock that was put back: what is changed from now on would look older than what was made of it.
ahead=$(find "$doctrees/environment.pickle" -newer "$mark" 2>/dev/null || true)
if [ "$begun$ahead" ] || [ "$(left)" != "$(cat "$state" 2>/dev/null || true)" ]; then
    rm -rf "$doctrees" "$state"
fi
for other in $begun; do
    case $other in
    "$name-"*[!0-9]*) ;; # of another folder, whose name begins alike
    "$name-"*) rm -rf "$folder" "$marks/$other" ;;
    esac
done
sources >"$mark"
gone=$(LC_ALL=C comm -23 "_build/$name.sources" "$mark" 2>/dev/null || true)
[ -z "$gone$ahead" ] || rm -rf "$folder" "$doctrees"

# Sphinx says a page's warnings only when it reads the page: after a build that failed, the next
# one would pass over them and succeed. So the mark of a failed build stays.
"$venv/bin/python" -m sphinx -b "$builder" -j auto --fail-on-warning --keep-going \
    -d "$doctrees" ${4:+-D "$4"} . "$folder"

# Nor is the work of two at once to be trusted: of the mark of each the other one takes notice.
for other in $(ls "$marks"); do
    case " $(echo $begun) $name-$$ " in *" $other "*) ;; *) exit ;; esac
done
rm -f "$folder/.buildinfo.bak" # Sphinx's, from when a setting changed
if [ -e "$mark" ]; then
    mv "$mark" "_build/$name.sources"
    left >"$state.new"
    mv "$state.new" "$state"
else
    : >"$mark"
fi
