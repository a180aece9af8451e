# All the set-up there is: `make html` and `make test` need nothing done before them.
#
# What takes more than a line or two stands in tools/. Paths are relative throughout, because
# make splits names at spaces and the tree may lie in a folder of any name.

VENV = .venv
HTML = _build/html
# A folder to copy the book to; Read the Docs has one.
PDF =
# Passed on: `make test ARGS="-k parity"`, `make lock ARGS=--upgrade`.
ARGS =

PYTHON = "$(VENV)/bin/python"
# One encoding everywhere, LC_ALL=C or not.
export PYTHONUTF8 = 1

.DEFAULT_GOAL = help
# HTML and LaTeX share what Sphinx has read: one at a time.
.NOTPARALLEL:
.PHONY: help html latexpdf live test lint check accept bench-page bench-parity bench-search figures rehearse lock setup setup-dev clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

html: setup ## build the site into _build/html
	@sh tools/sphinx.sh "$(VENV)" html "$(HTML)"
	@echo "Open $(HTML)/index.html"

latexpdf: setup-book setup ## build the book into _build/latex (needs TeX)
	@sh tools/book.sh "$(VENV)" "$(PDF)"

live: setup-dev ## serve the site on this machine and rebuild it as you write
	@$(PYTHON) -m sphinx_autobuild --host 127.0.0.1 \
	  --watch bitext --watch _static --watch _templates --watch refs.bib \
	  --ignore _build --ignore "$(VENV)" --ignore node_modules --ignore '.*' --ignore '*.pyc' \
	  --pre-build 'sh tools/forget-if-changed.sh _build/live/doctrees' \
	  -d _build/live/doctrees . _build/live/html $(ARGS)

test: setup-system setup-dev ## run every test (installs the packages of apt.txt where it may)
	@$(PYTHON) -m pytest -q tests $(ARGS)

check: setup ## compare the two languages of every post
	@$(PYTHON) -m sphinx -b parity -d _build/parity/doctrees . _build/parity $(ARGS)

accept: setup ## say that both sides of a post, or of a pair, agree (ARGS=posts/x.md[:line])
	@$(PYTHON) -m bitext.parity accept $(ARGS)

lint: setup-dev ## ruff, and mypy --strict on bitext/
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy --strict bitext

bench-page: html setup-dev ## measure the longest post with Lighthouse, beside plain Sphinx
	@sh tools/npm.sh "$(VENV)" bench "Lighthouse, MathJax and Pagefind"
	@$(PYTHON) -m bench.page $(ARGS)

bench-parity: setup-dev ## inject defects into clean pairs, and count what the check sees
	@$(PYTHON) -m bench.parity $(ARGS)

bench-search: setup-dev ## measure the search, beside Sphinx's own and Pagefind, at 12 and 1,000 posts
	@sh tools/npm.sh "$(VENV)" bench "Lighthouse, MathJax and Pagefind"
	@$(PYTHON) -m bench.search $(ARGS)

figures: setup-dev ## draw every figure again
	@set -e; for script in figures/*.py; do \
	  [ "$$script" = figures/style.py ] || { echo "$$script"; $(PYTHON) "$$script"; }; \
	done

rehearse: setup-dev ## do all that Read the Docs will do, in a clean copy
	@$(PYTHON) tools/rehearse_readthedocs.py $(ARGS)

lock: setup ## resolve pyproject.toml into the hashed requirement files (ARGS=--upgrade for new releases)
	@sh tools/lock.sh "$(VENV)" $(ARGS)

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
