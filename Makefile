# All the set-up there is: `make html` and `make test` need nothing done before them.
#
# What takes more than a line or two stands in tools/. Paths are relative throughout, because
# make splits names at spaces and the tree may lie in a folder of any name.

VENV = .venv
HTML = _build/html
# A folder to copy the book to; Read the Docs has one.
PDF =
# The name of a post to begin: `make new SLUG=spectral-norm-estimate`.
SLUG =
# What `make cite` adds to refs.bib, and as what.
ARXIV =
DOI =
KEY =
# Passed on: `make test ARGS="-k parity"`, `make test ARGS="-n 0 --pdb"`, `make lock ARGS=--upgrade`.
ARGS =

PYTHON = "$(VENV)/bin/python"
# A test process for each core, a file of tests at a time. In the files' order the longest, book
# and browser, come early; by the number of their tests they would come last, and alone.
WORKERS = -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder
# One encoding everywhere, LC_ALL=C or not.
export PYTHONUTF8 = 1

.DEFAULT_GOAL = help
# HTML and LaTeX share what Sphinx has read: one at a time.
.NOTPARALLEL:
.PHONY: help html latexpdf pdf-editions live new cite test lint check accept bench bench-page bench-book bench-parity bench-search fuzz fuzz-search faults figures icons rehearse rehearse-machines lock audit licences sbom setup setup-dev clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

html: setup ## build the site into _build/html
	@sh tools/sphinx.sh "$(VENV)" html "$(HTML)"
	@echo "Open $(HTML)/index.html"

latexpdf: setup-book setup ## build the book into _build/latex (needs TeX)
	@sh tools/book.sh "$(VENV)" both "$(PDF)"

pdf-editions: setup-book setup ## the same in Chinese, in English and in both, and one PDF a post, into _build/pdf
	@sh tools/book.sh "$(VENV)" both ""
	@sh tools/book.sh "$(VENV)" zh ""
	@sh tools/book.sh "$(VENV)" en ""
	@$(PYTHON) -m bitext.book.split _build/latex _build/latex-zh _build/latex-en --out _build/pdf
	@echo "The PDFs are in _build/pdf; the next \`make html\` links them."

live: setup-dev ## serve the site on this machine and rebuild it as you write
	@$(PYTHON) -m sphinx_autobuild --host 127.0.0.1 \
	  --watch bitext --watch _static --watch _templates --watch refs.bib \
	  --ignore _build --ignore "$(VENV)" --ignore node_modules --ignore '.*' --ignore '*.pyc' \
	  --pre-build 'sh tools/guard.sh begin _build/live/html _build/live/doctrees sealed' \
	  --post-build 'sh tools/guard.sh end _build/live/html _build/live/doctrees sealed' \
	  -d _build/live/doctrees . _build/live/html $(ARGS)

new: setup ## begin a post (SLUG=its-name-in-addresses)
	@$(PYTHON) tools/new_post.py -- "$(SLUG)"

cite: setup ## add a work to refs.bib (ARXIV=2406.06484 or DOI=..., and KEY=... if wanted)
	@$(PYTHON) tools/cite.py $(if $(ARXIV),--arxiv "$(ARXIV)") $(if $(DOI),--doi "$(DOI)") $(if $(KEY),--key "$(KEY)")

test: setup-system setup-dev ## run every test (installs the packages of apt.txt where it may)
	@$(PYTHON) -m pytest -q $(WORKERS) tests $(ARGS)

check: setup ## compare the two languages of every post
	@sh tools/check.sh "$(VENV)" $(ARGS)

accept: setup ## say that both sides of a post, or of a pair, agree (ARGS=posts/x.md[:line])
	@$(PYTHON) -m bitext.parity accept $(ARGS)

lint: setup-dev ## ruff, and mypy --strict on bitext/
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy --strict bitext

bench: setup-dev ## build the site with 12, 100 and 1,000 posts, beside plain Sphinx (ARGS="--counts 12 100")
	@$(PYTHON) -m bench.scale $(ARGS)

bench-page: html setup-dev ## measure the longest post with Lighthouse, beside plain Sphinx
	@sh tools/npm.sh "$(VENV)" bench "Lighthouse, MathJax and Pagefind"
	@$(PYTHON) -m bench.page $(ARGS)

bench-book: setup-book setup-dev ## measure how long TeX takes over the book, clean, again, and after a word
	@$(PYTHON) -m bench.book $(ARGS)

bench-parity: setup-dev ## inject defects into clean pairs, and count what the check sees
	@$(PYTHON) -m bench.parity $(ARGS)

bench-search: setup-dev ## measure the search, beside Sphinx's own and Pagefind, at 12 and 1,000 posts
	@sh tools/npm.sh "$(VENV)" bench "Lighthouse, MathJax and Pagefind"
	@$(PYTHON) -m bench.search $(ARGS)

fuzz: setup-dev ## build 10,000 broken posts (ARGS="--count 500 --start 0 --seed 1")
	@$(PYTHON) -m tests.fuzz $(ARGS)

fuzz-search: html setup-dev ## ask the search 10,000 random queries: none throws, none becomes markup
	@$(PYTHON) -m bench.search.fuzz $(ARGS)

faults: setup-dev ## kill, starve and corrupt builds, and compare the next with a clean one (ARGS="--kills 20")
	@$(PYTHON) -m tests.faults $(ARGS)

figures: setup-dev ## draw every figure again
	@set -e; for script in figures/*.py; do \
	  [ "$$script" = figures/style.py ] || { echo "$$script"; $(PYTHON) "$$script"; }; \
	done

icons: setup-dev ## draw the site's icons again
	@$(PYTHON) tools/draw_icons.py

rehearse: setup-dev ## do all that Read the Docs will do, in a clean copy
	@$(PYTHON) tools/rehearse_readthedocs.py $(ARGS)

rehearse-machines: setup ## set up and build with each Python here: C locale, no npm, TeX, browser, home, network
	@$(PYTHON) tools/rehearse_machines.py $(ARGS)

lock: setup ## resolve pyproject.toml into the hashed requirement files (ARGS=--upgrade for new releases)
	@sh tools/lock.sh "$(VENV)" $(ARGS)

audit: setup ## ask PyPI and npm whether anything that is locked has a known vulnerability
	@sh tools/audit.sh "$(VENV)"

licences: setup-dev ## list the licences of all dependencies; an error if one is not compatible
	@$(PYTHON) tools/licences.py

sbom: setup ## write what the site is made with as CycloneDX, into _build/sbom
	@sh tools/sbom.sh "$(VENV)" _build/sbom

setup: ## only install what `make html` needs: Python packages and KaTeX
	@sh tools/venv.sh "$(VENV)" requirements.txt
	@sh tools/npm.sh "$(VENV)" . KaTeX

setup-dev: setup
	@sh tools/venv.sh "$(VENV)" tests/requirements.txt
	@sh tools/npm.sh "$(VENV)" tests "the HTML checker"

setup-system:
	@sh tools/system-packages.sh install

setup-book:
	@sh tools/system-packages.sh name-book

clean: ## remove _build, and nothing else
	rm -rf _build
