"""Bilingual parallel text for Sphinx: prose in pairs, equations once.

``setup()`` below is the table of contents of this package. Its modules stand in layers,
and import only from lower ones:

===  ====================================================================================
0    ``model`` ``words`` ``diagnostics`` ``tex``: plain data and text; ``texts`` and ``yamltext``
     files of strangers; ``addresses`` of the site's pages; ``scripts`` as they are sent;
     ``garbage`` of Python; ``cache`` of what takes long; ``svg`` what a drawing must not hold
1    ``parity`` whether two texts say the same; ``maths`` formulas set; ``taxonomy`` what posts
     are filed under; ``citing`` how they are cited
2    ``config`` the settings; ``places`` that warnings lack; ``few`` documents are read at once
3    ``nodes`` what the text is; ``frontmatter`` what is said of it; ``markup`` HTML in both
     languages; ``domains`` what ours have in common
4    source to tree: ``directives``, ``transforms``, ``captions``, ``credit``, ``salvage`` of what
     cannot be read; ``pace``
5    ``catalogue`` what pages may say of each other
6    what needs it: ``equations``, ``references``; ``guard`` what a source may hold; ``stamps``
     of what has changed; ``downloads`` the PDFs of a site
7    ``html`` and ``mathrender`` of documents, ``builders`` in several processes; ``pages`` around
     them; ``search`` finds in both languages
8    ``checker`` of parity; ``feeds``; ``meta`` what pages say of themselves; ``bibliography``;
     ``book`` on paper
===  ====================================================================================
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__version__ = "0.1.0"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register everything; a function a line, in the order in which Sphinx works."""
    # Here and not above: ``bitext.parity`` is to be had without Sphinx, and without its weight.
    from . import (
        book,
        builders,
        captions,
        catalogue,
        checker,
        config,
        credit,
        directives,
        downloads,
        equations,
        feeds,
        few,
        garbage,
        guard,
        html,
        mathrender,
        meta,
        nodes,
        pages,
        places,
        references,
        salvage,
        scripts,
        search,
        stamps,
        transforms,
    )

    app.setup_extension("sphinx_design")

    # settings
    for name, (default, rebuild, types) in config.DEFAULTS.items():
        app.add_config_value(name, default, rebuild, types)
    app.connect("config-inited", config.validate)

    # what is said of sources
    app.connect("builder-inited", places.open_filter)

    # Python's garbage
    waste = garbage.Garbage()
    app.connect("config-inited", waste.start, priority=10_000)
    app.connect("builder-inited", waste.resume, priority=0)
    app.connect("env-before-read-docs", waste.pause, priority=900)
    app.connect("source-read", waste.begin, priority=100)
    app.connect("doctree-read", waste.collect, priority=900)
    app.connect("env-merge-info", waste.merge, priority=900)
    app.connect("env-updated", waste.resume, priority=100)
    app.connect("build-finished", waste.end)

    # source to tree
    app.connect("config-inited", salvage.add_parser)
    app.connect("config-inited", directives.add_directives)
    app.add_node(nodes.pair)
    app.add_node(nodes.panel, html=(html.visit_panel, html.depart_panel))
    app.add_node(nodes.phrase, html=(html.visit_phrase, html.depart_phrase))
    app.connect("builder-inited", guard.open_settings)
    app.connect("env-before-read-docs", guard.check_files)
    app.connect("source-read", guard.check_text)
    app.add_transform(guard.SafeFormulas)
    app.add_transform(equations.Equations)
    app.add_transform(guard.FiniteFormulas)
    app.add_transform(transforms.Phrases)
    app.add_transform(transforms.TabSets)
    app.add_transform(transforms.PairPanels)
    app.add_transform(transforms.JoinLines)
    app.add_transform(credit.Credit)
    app.add_transform(captions.NumberCaptions)
    app.add_transform(guard.PlainText)
    app.add_transform(salvage.KeepText)
    app.add_transform(salvage.PlainTitles)

    # what is to be read again, and by how many
    at_once = few.FewAtOnce()
    app.connect("env-before-read-docs", at_once.begin)
    app.connect("env-updated", at_once.end, priority=0)  # before anybody else may fail
    app.connect("source-read", stamps.note)
    app.connect("env-updated", stamps.note_dependencies)
    app.connect("env-get-outdated", stamps.changed)

    # between documents
    app.add_domain(catalogue.Catalogue)
    app.connect("env-updated", catalogue.refresh)
    app.connect("env-updated", catalogue.check_taxonomy)
    app.add_post_transform(references.References)
    app.add_post_transform(captions.PrintCaptionNumbers)
    app.add_post_transform(transforms.TrimSpaces)

    # HTML
    for builder in builders.BUILDERS:
        app.add_builder(builder, override=True)
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

    # the pages around the posts
    pages.setup(app)

    # what is read elsewhere: feeds, what pages say of themselves
    feeds.setup(app)
    head = meta.Meta()
    app.connect("env-updated", head.open)
    app.connect("html-page-context", head.describe)
    app.connect("build-finished", head.write_lists)

    # scripts
    app.connect("builder-inited", scripts.offer)

    # search
    finder = search.Search()
    app.connect("builder-inited", finder.open)
    app.connect("env-updated", finder.write_assets)
    app.connect("html-page-context", finder.enter, priority=800)  # a bench goes by this number
    app.connect("html-page-context", finder.leave_out, priority=900)  # after all have added theirs
    app.connect("html-collect-pages", finder.page, priority=800)

    # parity
    app.add_builder(checker.ParityBuilder)
    tallies = checker.Tallies()
    app.connect("builder-inited", tallies.open)
    app.connect("source-read", tallies.take)
    app.connect("doctree-read", tallies.count)
    app.connect("build-finished", tallies.close)
    app.connect("html-collect-pages", checker.page)

    # the book
    book.setup(app)

    return {
        "version": __version__,
        "env_version": 2,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
