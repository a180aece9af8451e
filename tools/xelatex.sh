#!/bin/sh
# Sets one document with XeLaTeX, and lets it do nothing else:  xelatex.sh FOLDER DOCUMENT.tex
#
# What is said goes to FOLDER/latexmk.out. The document may be a stranger's: it runs no program,
# reads nothing outside of its folder and TeX's own trees, writes nothing outside of its folder,
# and ends: each program that is run has an hour of the processor's time, and latexmk repeats TeX at
# most five times.
set -eu

folder=$1 document=$2

# -no-shell-escape, openin_any, openout_any: TeX's part of that. -norc: nor does latexmk read
# settings of others. What makes the PDF of TeX's pages, xdvipdfmx, heeds none of these: it would
# put any file that a page asks for into the book, so such a page is refused. What a page asks for
# (\special) stands in it behind a byte and its length; a title may say the same words.
#
# -xelatex: Sphinx's own rules go a slower way round. MAKEFLAGS: our variables are not for TeX's.
# max_print_line: TeX breaks the lines of its log, which tests and people read.
# TeX is run until what it writes for its next run stays the same; how many pages there are
# is no part of that, as nothing in the book asks for it: one run fewer, on a clean folder.
cd "$folder"
ulimit -t 3600
asks='exit 1 if /(?:\xEF.|\xF0..|\xF1...|\xF2....)\s*(?:pdf:\s*(?:fstream|mapfile|mapline)
    |pdf:\s*(?:e?pdf|image|bgimage)[^()]*\((?:\/|[^)]*\.\.\/)|dvipdfmx:\s*config\s*[^C\s]
    |ps:\s*plotfile|psfile)/isx'
export asks
MAKEFLAGS= max_print_line=1000 openin_any=p openout_any=p latexmk -norc -xelatex \
    -e '$xelatex = q(xelatex -no-pdf -no-shell-escape %O %S)' \
    -e '$xdvipdfmx = q(if perl -0777 -ne "$asks" %S; then xdvipdfmx -E -o %D %O %S;
        else echo "A page asks for a file (\special)."; false; fi)' \
    -e '$hash_calc_ignore_pattern{aux} = q(^.gdef .@abspage@last)' \
    -interaction=nonstopmode -halt-on-error -file-line-error "$document" \
    >latexmk.out 2>&1 </dev/null
