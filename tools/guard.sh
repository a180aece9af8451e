#!/bin/sh
# Keeps what a damaged build left from being used:  guard.sh begin|end FOLDER DOCTREES [SEALED]
#
# `begin` before a build into FOLDER, `end` after a good one, both by the process that builds. What
# the last build left is used only if it was whole and is still as it was; otherwise this one begins
# anew. So whatever befell the last one (it failed, was killed, ran out of disk space, two ran at
# once) or its files since, the result is that of a clean build. SEALED: nobody but the build writes
# into FOLDER, so its files are compared as well.
set -eu
export LC_ALL=C # names sort alike whoever builds, and it is known what `kill` says

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

# Both, side by side: of a site of a thousand posts that is a second.
sums() {
    made >"$mark/made" &
    left >"$mark/left"
    wait $!
}

# No sum at all is none that agrees.
same() {
    [ -s "$1" ] && cmp -s "$1" "$2"
}

# What the site is made of: what lies where conf.py says that pages, templates and other files are,
# of each path the first part. Of a file that is gone Sphinx leaves what it had made.
sources() {
    find $(awk -F '"' '/^(include_patterns|[a-z_]+_path) =/, /]/ {
        for (i = 2; i <= NF; i += 2) { sub("/.*", "", $i); print $i }
    }' conf.py) -type f 2>/dev/null | sort -u
}

# Only a process that is known to have ended is gone; one of another user is not.
gone() {
    case $(kill -0 "$1" 2>&1) in *[Nn]"o such process"*) ;; *) false ;; esac
}

begin() {
    # A build's mark lies there from its beginning to its good end.
    mkdir -p "$marks" "$built"
    begun=$(ls "$marks")
    rm -rf "$mark"
    mkdir "$mark"
    # A clock that was put back: what is changed from now on would look older than what was made.
    ahead=$(find "$doctrees/environment.pickle" -newer "$mark" 2>/dev/null || true)
    sources >"$mark/sources"
    removed=$(comm -23 "$built/$name" "$mark/sources" 2>/dev/null || true)
    told=$(ls "$built/$name.anew" 2>/dev/null || true)
    sums
    if [ "$begun$told$ahead$removed" ] || ! same "$mark/left" "$state"; then
        rm -rf "$doctrees" "$state" "$built"/*.made
    fi
    for other in $begun; do
        whose=${other%-*}
        if [ "$other" = "$name-$PPID" ]; then
            told=$other
        elif [ "$whose" = "$name" ]; then
            told=$other
            rm -rf "${marks:?}/$other"
        elif gone "${other##*-}"; then
            # The doctrees are thrown away now, once; the folder when it is built the next time.
            touch "$built/$whose.anew"
            rm -rf "${marks:?}/$other"
        else
            rm -f "$marks/$other/sources" # nor can it end well, without its doctrees
        fi
    done
    echo $begun >"$mark/begun"
    # Pages that are damaged, or were made of what is thrown away now or was for another folder.
    if [ "$told$ahead$removed" ] ||
        { [ "$sealed" ] && ! same "$mark/made" "$built/$name.made"; }; then
        rm -rf "$folder"
    fi
    rm -f "$built/$name.anew"
}

end() {
    # Nor is the work of two at once to be trusted: of the mark of each the other one takes notice.
    begun=" $(cat "$mark/begun" 2>/dev/null || true) $name-$PPID "
    for other in $(ls "$marks"); do
        case $begun in *" $other "*) ;; *) exit ;; esac
    done
    rm -f "$folder/.buildinfo.bak" # Sphinx's, from when a setting changed
    if [ -e "$mark/sources" ]; then
        sums
        [ ! "$sealed" ] || mv "$mark/made" "$built/$name.made"
        mv "$mark/sources" "$built/$name"
        mv "$mark/left" "$state"
        rm -rf "$mark"
    else
        mkdir -p "$mark" # somebody took it away, and so began anew meanwhile
    fi
}

"$step"
