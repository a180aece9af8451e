#!/bin/sh
# Sets the book with XeLaTeX in _build/latex:  book.sh VENV EDITION [FOLDER]
#
# EDITION is both, or a language's code, which stands behind the folder's name and the book's.
# With FOLDER, the PDF is copied there too. Should TeX fail, what is wrong and where in the
# posts is said in three lines.
set -eu

venv=$1 edition=$2 folder=${3:-}
case $edition in
both) latex=_build/latex ;;
*) latex=_build/latex-$edition ;;
esac

sh tools/sphinx.sh "$venv" latex "$latex" "bitext_edition=$edition"

# A book's name is that of its .tex: the figures lie beside it, and are PDF as well.
for tex in "$latex"/*.tex; do
    book=${tex##*/} book=${book%.tex}
    echo "Setting $book with XeLaTeX"
    set=yes said=
    sh tools/xelatex.sh "$latex" "$book.tex" || set=
    "$venv/bin/python" -m bitext.book.texlog "$latex/$book.log" || set= said=yes
    if [ ! "$set" ]; then
        [ "$said" ] || tail -n 20 "$latex/latexmk.out" >&2
        echo "The book could not be set; all that TeX said is in $latex/latexmk.out" >&2
        exit 1
    fi
    if [ "$folder" ]; then
        mkdir -p "$folder"
        cp "$latex/$book.pdf" "$folder/"
    fi
    echo "Open $latex/$book.pdf"
done
