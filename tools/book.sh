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
    # -xelatex: Sphinx's own rules go a slower way round. MAKEFLAGS: our variables are not for
    # TeX's. max_print_line: TeX breaks the lines of its log, which tests and people read.
    # TeX is run until what it writes for its next run stays the same; how many pages there are
    # is no part of that, as nothing in the book asks for it: one run fewer, on a clean folder.
    set=yes said=
    # -no-shell-escape, openin_any, openout_any: TeX runs nothing, and reads and writes nothing
    # outside of its folder and its own trees; -norc: nor does latexmk read settings of others.
    # ulimit: a macro without end ends after an hour of the processor's time.
    (cd "$latex" && ulimit -t 3600 && MAKEFLAGS= max_print_line=1000 \
        openin_any=p openout_any=p latexmk -norc -xelatex \
        -e '$xelatex = q(xelatex -no-pdf -no-shell-escape %O %S)' \
        -e '$hash_calc_ignore_pattern{aux} = q(^.gdef .@abspage@last)' \
        -interaction=nonstopmode -halt-on-error -file-line-error "$book.tex" \
        >latexmk.out 2>&1 </dev/null) || set=
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
