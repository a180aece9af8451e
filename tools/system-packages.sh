#!/bin/sh
# Sees that the system has the packages of apt.txt:  system-packages.sh install|name-book
#
#   install     installs what is missing, where it may without asking; else names it
#   name-book   looks at what sets the book (TeX, fonts) and only names what is missing
#
# What is missing and stays missing is named in one line and ends the run: nothing that needs
# it is skipped.
set -eu

packages=$(sed 's/#.*//' apt.txt)
if [ "$1" = name-book ]; then
    packages=$(echo "$packages" | grep -E '^(texlive|latexmk|fonts)')
fi

if ! command -v dpkg-query >/dev/null; then
    echo "No dpkg here to look with; have what apt.txt names:" $packages >&2
    exit
fi

present=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' $packages 2>/dev/null |
    sed -n 's/ installed$//p')
missing=
for package in $packages; do
    echo "$present" | grep -qxF "$package" || missing="$missing $package"
done
[ "$missing" ] || exit 0

if [ "$1" = install ] && command -v apt-get >/dev/null; then
    if [ "$(id -u)" = 0 ]; then
        as_root=env
    elif sudo -n true 2>/dev/null; then
        as_root='sudo -n env'
    fi
fi
if [ "${as_root-}" ]; then
    echo "Installing with apt-get:$missing"
    apt_get="$as_root DEBIAN_FRONTEND=noninteractive apt-get -qq"
    # A third party's broken source must not stop what the others have.
    $apt_get update </dev/null || echo "apt-get update failed; going on with the old lists." >&2
    $apt_get install --no-install-recommends $missing </dev/null
    exit
fi
echo "System packages are missing; get them with:" \
    "sudo apt-get install --no-install-recommends$missing" >&2
exit 1
