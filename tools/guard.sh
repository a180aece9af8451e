#!/bin/sh
# Keeps what a damaged build left from being used:  guard.sh begin|end FOLDER DOCTREES [SEALED]
#
# `begin` before a build into FOLDER, `end` after a good one, both by the process that builds. What
# the last build left is used only if it was whole and is still as it was; otherwise this one begins
# anew. So whatever befell the last one (it failed, was killed, ran out of disk space, two ran at
# once) or its files since, the result is that of a clean build. SEALED: nobody but the build writes
# into FOLDER, so its files are compared as well.
set -eu

step=$1 folder=$2 doctrees=$3 sealed=${4:-}
state=$doctrees.state # what was left, and what it was made with
marks=$doctrees.unfinished
built=$doctrees.built # of each folder made of these doctrees, what it was made of
name=$(basename "$folder")
mark=$marks/$name-$PPID

# Sphinx sees that a page or a template has changed, but not that bitext/, or what it stands on,
# has; nor that its own files are damaged.
left() {
    find "$doctrees" bitext requirements.txt package-lock.json -type f ! -name '*.pyc' \
        -exec cksum {} + 2>/dev/null | sort | cksum
}

made() {
    [ ! "$sealed" ] || find "$folder" -type f -exec cksum {} + 2>/dev/null | sort | cksum
}

# What the site is made of. Of a file that is gone Sphinx leaves what it had made.
sources() {
    find index.md posts _static -type f 2>/dev/null | LC_ALL=C sort
}

begin() {
    # A build's mark lies there from its beginning to its good end.
    mkdir -p "$marks"
    begun=$(ls "$marks")
    rm -rf "$mark"
    mkdir "$mark"
    # A clock that was put back: what is changed from now on would look older than what was made.
    ahead=$(find "$doctrees/environment.pickle" -newer "$mark" 2>/dev/null || true)
    sources >"$mark/sources"
    gone=$(LC_ALL=C comm -23 "$built/$name" "$mark/sources" 2>/dev/null || true)
    if [ "$begun$ahead$gone" ] || [ "$(left)" != "$(cat "$state" 2>/dev/null || true)" ]; then
        rm -rf "$doctrees" "$state" "$built"/*.made
    fi
    for other in $begun; do
        case $other in
        "$name-"*[!0-9]*) ;; # of another folder, whose name begins alike
        "$name-$PPID") rm -rf "$folder" ;;
        "$name-"*) rm -rf "$folder" "${marks:?}/$other" ;;
        esac
    done
    echo $begun >"$mark/begun"
    # Pages that are damaged, or were made of what is thrown away now or was for another folder.
    if [ "$ahead$gone" ] || [ "$(made)" != "$(cat "$built/$name.made" 2>/dev/null || true)" ]; then
        rm -rf "$folder"
    fi
}

end() {
    # Nor is the work of two at once to be trusted: of the mark of each the other one takes notice.
    begun=" $(cat "$mark/begun" 2>/dev/null || true) $name-$PPID "
    for other in $(ls "$marks"); do
        case $begun in *" $other "*) ;; *) exit ;; esac
    done
    rm -f "$folder/.buildinfo.bak" # Sphinx's, from when a setting changed
    if [ -e "$mark/sources" ]; then
        mkdir -p "$built"
        [ ! "$sealed" ] || made >"$built/$name.made"
        mv "$mark/sources" "$built/$name"
        left >"$state.new"
        mv "$state.new" "$state"
        rm -rf "$mark"
    else
        mkdir -p "$mark" # somebody took it away, and so began anew meanwhile
    fi
}

"$step"
