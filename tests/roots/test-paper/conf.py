"""What a book may meet: built in place, with this site's own book style (tests/book)."""

from pathlib import Path
from runpy import run_path

TOP = Path(__file__).resolve().parents[3]
SITE = run_path(str(TOP / "conf.py"))

project = "On paper"
author = "A. Author"
extensions = ["myst_parser", "bitext"]
myst_enable_extensions = SITE["myst_enable_extensions"]
myst_footnote_transition = False
bitext_cache = None
bitext_katex = str(TOP / "node_modules/katex/dist")
bitext_posts = ["posts/*"]
bitext_taxonomy = "taxonomy.yml"
bitext_glossary = "glossary.yml"
html_math_renderer = "katex"
html_baseurl = "https://example.org/notes/"
latex_engine = SITE["latex_engine"]
latex_documents = [("index", "paper.tex", "纸上 / On paper", author, "manual", True)]
latex_additional_files = [str(TOP / name) for name in SITE["latex_additional_files"]]
latex_use_xindy = False
latex_show_urls = "no"
latex_elements = SITE["latex_elements"]
