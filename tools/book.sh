#!/bin/sh
# Sets the book with XeLaTeX in _build/latex:  book.sh VENV [FOLDER]
#
# With FOLDER, the PDF is copied there too. Should TeX fail, the lines of its log that matter
# are shown.
set -eu

venv=$1 folder=$2
latex=_build/latex

sh tools/sphinx.sh "$venv" latex "$latex"

echo "Setting the book with XeLaTeX"
# -xelatex: Sphinx's own rules go a slower way round. MAKEFLAGS: our variables are not for them.
# max_print_line: TeX breaks the lines of its log, which tests and people read.
if ! MAKEFLAGS= max_print_line=1000 make -C "$latex" all-pdf \
    LATEXMKOPTS='-xelatex -interaction=nonstopmode -halt-on-error -file-line-error' \
    >"$latex/latexmk.out" 2>&1 </dev/null; then
    errors=$(grep -h -A 6 -E '^(!|[^ ]+:[0-9]+:) ' "$latex"/*.log 2>/dev/null | head -n 40)
    [ "$errors" ] || errors=$(tail -n 20 "$latex/latexmk.out")
    printf '%s\n' "$errors" >&2
    echo "The book could not be set; all that TeX said is in $latex/latexmk.out" >&2
    exit 1
fi

# A book's name comes from its .tex: the figures lie beside it, and are PDF as well.
for tex in "$latex"/*.tex; do
    book=${tex%.tex}.pdf
    if [ "$folder" ]; then
        mkdir -p "$folder"
        cp "$book" "$folder/"
    fi
    echo "Open $book"
done
