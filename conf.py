"""Settings of this site; what they mean is in bitext/config.py and Sphinx's manual."""

import os
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))  # bitext, from this checkout

project = "Parallel Notes"
author = "the bitext contributors"
copyright = "2026, the bitext contributors"  # noqa: A001  # Sphinx's name for it
language = "en"

extensions = [
    "myst_parser",
    "sphinx_design",
    "sphinx_copybutton",
    "sphinxcontrib.bibtex",
    "bitext",
    "bitext.bibliography",
]
include_patterns = ["index.md", "about.md", "posts/*.md"]
nitpicky = True
suppress_warnings = [
    # Each post has its own list of works; sphinxcontrib-bibtex looks there first.
    "bibtex.duplicate_citation",
    # ... and so "Su, 2025a" is one work in one post and another in the next.
    "bibtex.duplicate_label",
]

# ---- source
myst_enable_extensions = ["amsmath", "attrs_inline", "colon_fence", "deflist", "dollarmath"]
myst_footnote_transition = False

# ---- the heart
bitext_guard = True  # posts are text; see bitext/guard.py
bitext_languages = ["zh", "en"]
bitext_macros = {
    "msign": r"\operatorname{msign}",
    "tr": r"\operatorname{tr}",
    "diag": r"\operatorname{diag}",
    "RMSNorm": r"\operatorname{RMSNorm}",
    "E": r"\mathbb{E}",
    "R": r"\mathbb{R}",
}
bitext_posts = ["posts/*"]
bitext_taxonomy = "taxonomy.yml"
bitext_navigation = ["archive", "topics", "sources", "glossary", "bibliography"]
bitext_glossary = "glossary.yml"
bitext_pdf = "_build/pdf"  # from `make pdf-editions`; without it the pages offer none
bitext_glossary_page = "glossary"
bitext_feeds = "feeds"
bitext_sitemap = True
bitext_parity_page = "parity"
bitext_bibliography_page = "bibliography"
bitext_licence = {
    "name": "CC BY-NC-SA 4.0",
    "url": "https://creativecommons.org/licenses/by-nc-sa/4.0/",
}
# Hosts of Git show a file of a commit alike.
repository = os.environ.get("READTHEDOCS_GIT_CLONE_URL", "").removesuffix(".git")
commit = os.environ.get("READTHEDOCS_GIT_COMMIT_HASH", "")
bitext_source_url = (
    f"{repository}/blob/{commit}/{{path}}" if repository.startswith("https:") and commit else ""
)
html_math_renderer = "katex"
bibtex_bibfiles = ["refs.bib"]
bibtex_default_style = "bitext"
bibtex_tooltips = False

# ---- HTML
html_theme = "furo"
html_title = (
    '<span class="zh" lang="zh-Hans">对照札记</span> '
    '<span class="en" lang="en">Parallel Notes</span>'
)
html_favicon = "_static/favicon.svg"
html_static_path = ["_static"]
templates_path = ["_templates", "_static"]  # the latter for the parts of site.css and site.js
exclude_patterns = ["css/*.css", "js/*.js"]  # they are not copied themselves
html_css_files = ["site.css"]  # from site.css.jinja
html_js_files = ["site.js"]  # from site.js.jinja
html_additional_pages = {"404": "404.html"}
html_baseurl = os.environ.get("READTHEDOCS_CANONICAL_URL", "")
html_copy_source = False
html_show_sourcelink = False
html_domain_indices = False
html_use_index = False
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"
copybutton_exclude = ".linenos, .gp"
sd_tabs_storage_prefix = ""  # nothing stays in a reader's browser but what about.md says

# ---- the book
today_fmt = "%Y-%m-%d"  # reads alike in both languages
latex_engine = "xelatex"
latex_documents = [
    ("index", "parallel-notes.tex", "对照札记 / Parallel Notes", author, "manual", True)
]
latex_additional_files = ["_templates/book.sty", "_templates/book-front.sty"]
latex_use_xindy = False
latex_domain_indices = False
latex_show_urls = "no"
latex_elements = {
    "passoptionstopackages": r"\PassOptionsToPackage{pdfpagelabels=false}{hyperref}" "\n",
    "papersize": "a4paper",
    "pointsize": "10pt",
    "extraclassoptions": "openany",
    "geometry": (
        r"\usepackage[a4paper,hmargin=22mm,vmargin=24mm,headsep=7mm,footskip=11mm]{geometry}"
    ),
    "fncychap": "",
    "figure_align": "htbp",
    "fontpkg": r"\input{book.sty}",
    "fvset": r"\fvset{fontsize=\small,formatcom=\xeCJKVerbAddon}",
    "sphinxsetup": (
        r"HeaderFamily=\sffamily\bfseries,pre_padding=2.5pt,pre_border-width=.4pt,"
        r"pre_border-radius=2pt,verbatimforcewraps=true,"
        r"InnerLinkColor={rgb}{0.05,0.25,0.5},OuterLinkColor={rgb}{0.05,0.25,0.5}"
    ),
    "preamble": r"\booksetup",
    "maketitle": r"\input{book-front.sty}",
    "tableofcontents": r"\booktableofcontents",
    "makeindex": "",
    "printindex": "",
}
