"""Bilingual parallel text for Sphinx: prose in pairs, equations once.

``setup()`` below is the table of contents of this package. Its modules stand in layers,
and import only from lower ones:

===  ====================================================================================
0    ``model`` ``words`` ``diagnostics`` ``tex``: plain data and text; ``plainmath`` formulas
     as text; ``addresses`` of the site's pages
1    ``parity`` whether two texts say the same; ``katex`` the formula setter; ``fonts``;
     ``taxonomy`` what posts are filed under; ``citing`` how they are cited; ``plain`` a page
     without its skin; ``texlog`` what TeX says
2    ``config`` the settings; ``mathcache``
3    ``nodes`` what the text is; ``frontmatter`` what is said of it; ``markup`` HTML in both
     languages
4    source to tree: ``directives``, ``transforms``, ``captions``, ``credit``; ``pace``
5    ``catalogue`` what pages may say of each other
6    what needs it: ``equations``, ``references``; ``pages`` that no document stands behind;
     ``shelf`` the posts in order; ``related`` what leads on from a post
7    ``rendering`` the templates
8    a module a format: ``html``, ``latex``, ``mathrender``; ``checker``; ``works`` all that is
     cited; what the catalogue shows: ``listings``, ``navigation``, ``redirects``, ``ending``;
     ``feeds``; ``meta`` what pages say of themselves; ``downloads`` the PDFs of a site
9    ``bibliography``; ``glossary`` for readers; ``book`` what stands around the posts on paper;
     ``split`` a PDF a post; ``search`` finds in both languages
===  ====================================================================================
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import (
    book,
    captions,
    catalogue,
    checker,
    config,
    credit,
    directives,
    downloads,
    ending,
    equations,
    feeds,
    glossary,
    html,
    latex,
    listings,
    mathrender,
    meta,
    navigation,
    nodes,
    redirects,
    references,
    search,
    transforms,
)

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__version__ = "0.1.0"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register everything; a function a line, in the order in which Sphinx works."""
    app.setup_extension("sphinx_design")

    # settings
    for name, (default, rebuild, types) in config.DEFAULTS.items():
        app.add_config_value(name, default, rebuild, types)
    app.connect("config-inited", config.validate)

    # source to tree
    app.connect("config-inited", directives.add_directives)
    app.add_node(nodes.pair)
    app.add_node(nodes.gloss)
    app.add_role("gloss", glossary.GlossRole())
    app.add_node(
        nodes.panel,
        html=(html.visit_panel, html.depart_panel),
        latex=(latex.visit_panel, latex.depart_panel),
    )
    app.add_node(
        nodes.phrase,
        html=(html.visit_phrase, html.depart_phrase),
        latex=(latex.visit_phrase, latex.depart_phrase),
    )
    app.add_transform(equations.Equations)
    app.add_transform(transforms.Phrases)
    app.add_transform(transforms.TabSets)
    app.add_transform(transforms.PairPanels)
    app.add_transform(transforms.JoinLines)
    app.add_transform(credit.Credit)
    app.add_transform(captions.NumberCaptions)

    # between documents
    app.add_domain(catalogue.Catalogue)
    app.connect("env-updated", catalogue.refresh)
    app.connect("env-updated", catalogue.check_taxonomy)
    app.add_post_transform(references.References)
    app.add_post_transform(captions.PrintCaptionNumbers)
    app.add_post_transform(transforms.TrimSpaces)

    # HTML
    app.add_node(
        html.bilingual_image, html=(html.visit_bilingual_image, html.depart_bilingual_image)
    )
    app.add_post_transform(html.PairsToTabs)
    app.add_post_transform(html.PlainLabels)
    app.add_post_transform(html.GlueFormulas)
    app.add_post_transform(html.Alternatives)
    app.add_post_transform(html.AnchorsOnce)
    app.connect("html-page-context", html.speak)

    # PDFs to be had from the pages
    app.add_domain(downloads.Downloads)
    app.connect("env-updated", downloads.refresh)
    app.connect("html-page-context", downloads.offer)
    app.connect("build-finished", downloads.copy)

    # formulas in HTML
    maths = mathrender.MathRenderer()
    app.add_html_math_renderer(
        mathrender.NAME, (maths.visit_math, None), (maths.visit_math_block, None)
    )
    app.connect("builder-inited", maths.open)
    app.connect("doctree-read", maths.warm)
    app.connect("env-updated", maths.write_fonts)
    app.connect("doctree-resolved", maths.plain)
    app.connect("build-finished", maths.close)

    # the catalogue's pages
    app.add_directive("posts", listings.Posts)
    app.add_node(listings.listing)
    app.add_node(listings.placed, html=(listings.visit_placed, None))
    app.add_post_transform(listings.PlainListings)
    lists = listings.Listings()
    app.connect("env-updated", lists.gather)
    app.connect("doctree-resolved", lists.place)
    app.connect("html-collect-pages", lists.pages)
    endings = ending.Endings()
    app.connect("env-updated", endings.gather, priority=700)  # after works.note
    app.connect("html-page-context", endings.put, priority=600)  # after bitext_pdf is given
    around = navigation.Navigation()
    app.connect("env-updated", around.gather)
    # Before a theme makes its navigation (500).
    app.connect("html-page-context", around.replace, priority=400)

    # addresses that were given up
    app.connect("env-updated", redirects.check)
    app.connect("html-collect-pages", redirects.pages)

    # the glossary
    terms = glossary.Glossaries()
    app.connect("builder-inited", terms.open)
    app.connect("doctree-read", terms.note)
    app.connect("doctree-resolved", terms.link)
    app.connect("html-collect-pages", terms.pages)

    # what is read elsewhere: feeds, what pages say of themselves
    atom, head = feeds.Feeds(), meta.Meta()
    app.connect("env-updated", atom.choose)
    app.connect("env-updated", head.open)
    app.connect("html-page-context", atom.keep)
    app.connect("html-page-context", head.describe)
    app.connect("build-finished", atom.write)
    app.connect("build-finished", head.write_lists)
    # search
    finder = search.Search()
    app.connect("builder-inited", finder.open)
    app.connect("env-updated", finder.write_assets)
    app.connect("doctree-resolved", finder.enter)
    app.connect("html-page-context", finder.leave_out, priority=900)  # after all have added theirs
    app.connect("html-collect-pages", finder.page)

    # parity
    app.add_builder(checker.ParityBuilder)
    app.connect("source-read", checker.count)
    app.connect("html-collect-pages", checker.page)

    # LaTeX
    app.add_node(latex.columns, latex=(latex.visit_columns, latex.depart_columns))
    app.add_node(latex.led, latex=(latex.visit_led, latex.depart_led))
    app.add_node(latex.cell, latex=(latex.visit_cell, latex.depart_cell))
    app.add_post_transform(latex.EquationReferences)
    app.add_post_transform(latex.OneLanguage)
    app.add_post_transform(latex.OneLanguageOfReferences)
    app.add_post_transform(latex.PairsToColumns)
    app.add_post_transform(latex.SourceLines)
    app.add_post_transform(latex.BookTitle)
    app.add_post_transform(latex.PhraseSeparators)
    app.add_post_transform(latex.WholeListings)
    app.add_post_transform(latex.Formulas)
    app.add_latex_package("bitext", after_hyperref=True)
    app.connect("config-inited", latex.add_style)
    app.connect("doctree-resolved", book.assemble)

    return {
        "version": __version__,
        "env_version": 1,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
