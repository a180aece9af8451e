"""What a page says of itself to machines, and the lists of pages that they ask for.

For the page's head: alternates by language, Open Graph, schema.org. A page has one address for
all languages, which opens the reader's own; with ``?lang=zh`` it opens that one.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree

from babel import Locale
from babel.core import get_global
from docutils import nodes
from markupsafe import Markup

from .addresses import addresses_of
from .catalogue import catalogue_of
from .config import Settings, languages_of, taxonomy_of
from .pages import BUILDERS, generated_pages
from .taxonomy import Taxonomy

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from .config import Language
    from .model import Bilingual, Post

_SITEMAP: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML: Final = "http://www.w3.org/1999/xhtml"


class Meta:
    """What pages say of themselves, for one run of Sphinx."""

    def open(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        """``env-updated``: what all pages need, found once.

        Returns:
            the documents that show another name than at the last build: of the site, of its
            author and their source's, of what they are filed under.

        """
        self._languages = languages_of(app.config)
        self._taxonomy = taxonomy_of(app) or Taxonomy()
        self._addresses = addresses_of(app)
        self._author = app.config.author
        self._licence = Settings.of(app).licence.get("url", "")
        home = catalogue_of(env).posts.get(app.config.root_doc)
        self._site = _once(home.title) if home else app.config.project
        self._hidden = {"search", "genindex", *app.config.html_additional_pages}
        if app.builder.name not in BUILDERS:
            return []
        known = self._taxonomy
        names = {
            docname: [
                self._site,
                known.authors.get(self._author),
                known.authors.get(post.source.author) if post.source else None,
                known.categories.get(post.category),
                *(known.tags.get(tag) for tag in post.tags),
                known.series[post.series].name if post.series in known.series else None,
            ]
            for docname, post in catalogue_of(env).posts.items()
        }
        shown: dict[str, object] = {**names, "": self._site}
        return sorted(catalogue_of(env).differing(app.builder.name, "meta", shown))

    def describe(
        self,
        app: Sphinx,
        pagename: str,
        templatename: str,
        context: dict[str, Any],
        doctree: nodes.document | None,
    ) -> None:
        """``html-page-context``: after :func:`bitext.html.speak`.

        Gives to templates:

        ``bitext_base``
            where the site is, with a slash at its end; empty where ``html_baseurl`` is not set.
        ``bitext_alternates``
            ``(hreflang, address)`` of the page in each language, and in the reader's own; empty
            without ``html_baseurl``, and for pages that nobody should be led to.
        ``bitext_properties``
            ``(property, content)`` of Open Graph.
        ``bitext_linked_data``
            schema.org, as data for JSON; empty for a page that is neither a post nor the home
            page.
        """
        page = app.builder.get_target_uri(pagename)
        post = catalogue_of(app.env).posts.get(pagename)
        title = _once(context["bitext_titles"]) or Markup(context.get("title", "")).striptags()
        hidden = pagename in self._hidden or context.get("bitext_moved", False)
        lead = self._addresses.base and not hidden
        context["bitext_base"] = self._addresses.base
        context["bitext_alternates"] = list(self._alternates(page)) if lead else []
        context["bitext_properties"] = list(self._open_graph(post, title or self._site, page))
        context["bitext_linked_data"] = {}
        if post and post.date:
            found = {each.code: self._posting(post, each) for each in self._languages}
            image = _image(doctree) if doctree is not None else ""
            if image and self._addresses.base:
                for node in found.values():
                    node["image"] = self._addresses.from_page(page, image, "")
            context["bitext_linked_data"] = self._linked(found, page)
        elif post and pagename == app.config.root_doc:
            found = {each.code: _blog(post, each) for each in self._languages}
            context["bitext_linked_data"] = self._linked(found, page)

    def write_lists(self, app: Sphinx, exception: Exception | None) -> None:
        """``build-finished``: ``robots.txt``; and ``sitemap.xml``, whose addresses are whole."""
        if exception or not Settings.of(app).sitemap or app.builder.name not in BUILDERS:
            return
        robots = "User-agent: *\nAllow: /\n"
        sitemap = app.outdir / "sitemap.xml"
        sitemap.unlink(missing_ok=True)
        if self._addresses.base:
            robots += f"\nSitemap: {self._addresses.of(sitemap.name)}\n"
            sitemap.write_bytes(self._sitemap(app))
        if not any(Path(extra).name == "robots.txt" for extra in app.config.html_extra_path):
            (app.outdir / "robots.txt").write_text(robots, "utf-8")

    def _alternates(self, page: str) -> Iterator[tuple[str, str]]:
        for language in self._languages:
            yield language.tag, self._addresses.of(page, language.code)
        yield "x-default", self._addresses.of(page)

    def _sitemap(self, app: Sphinx) -> bytes:
        posts = catalogue_of(app.env).posts
        ElementTree.register_namespace("", _SITEMAP)
        ElementTree.register_namespace("xhtml", _XHTML)
        root = ElementTree.Element(f"{{{_SITEMAP}}}urlset")
        moved = {name for post in posts.values() for name in post.formerly}
        for pagename in sorted(app.env.found_docs | (generated_pages(app) - moved)):
            page = app.builder.get_target_uri(pagename)
            url = ElementTree.SubElement(root, f"{{{_SITEMAP}}}url")
            ElementTree.SubElement(url, f"{{{_SITEMAP}}}loc").text = self._addresses.of(page)
            if pagename in posts and posts[pagename].changed:
                ElementTree.SubElement(url, f"{{{_SITEMAP}}}lastmod").text = posts[pagename].changed
            for tag, address in self._alternates(page):
                link = {"rel": "alternate", "hreflang": tag, "href": address}
                ElementTree.SubElement(url, f"{{{_XHTML}}}link", link)
        ElementTree.indent(root)
        text: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
        return text + b"\n"

    def _open_graph(self, post: Post | None, title: str, page: str) -> Iterator[tuple[str, str]]:
        """https://ogp.me: one title and one description, so they hold both languages."""
        first, *others = map(_locale, self._languages)
        yield "og:type", "article" if post and post.date else "website"
        yield "og:title", title
        if post and post.summary:
            yield "og:description", _once(post.summary, " ")
        if self._addresses.base:
            yield "og:url", self._addresses.of(page)
        yield "og:site_name", self._site
        yield "og:locale", first
        for other in others:
            yield "og:locale:alternate", other
        if post and post.date:
            yield "article:published_time", post.date
            yield "article:modified_time", post.changed
            if post.category:
                name = _once(self._taxonomy.categories.get(post.category, {}))
                yield "article:section", name or post.category
            for tag in post.tags:
                yield "article:tag", _once(self._taxonomy.tags.get(tag, {})) or tag

    def _linked(self, found: Mapping[str, dict[str, Any]], page: str) -> dict[str, Any]:
        """Schema.org's texts are in one language: a node a language, translations of each other.

        ::

            {"@graph": [{"@type": "BlogPosting", "inLanguage": "zh-Hans", "headline": "甲", ...},
                        {"@type": "BlogPosting", "inLanguage": "en", "headline": "A", ...}]}
        """
        for language in self._languages:
            node = found[language.code]
            node["inLanguage"] = language.tag
            node["author"] = {"@type": "Organization", "name": self._author}
            if self._addresses.base:
                address = {code: self._addresses.of(page, code) for code in found}
                node["@id"] = node["url"] = address.pop(language.code)
                node["workTranslation"] = [{"@id": other} for other in address.values()]
        return {"@context": "https://schema.org", "@graph": list(found.values())}

    def _posting(self, post: Post, language: Language) -> dict[str, Any]:
        code, taxonomy = language.code, self._taxonomy
        node: dict[str, Any] = {
            "@type": "BlogPosting",
            "headline": post.title[code],
            "datePublished": post.date,
            "dateModified": post.changed,
        }
        if post.summary:
            node["description"] = post.summary[code]
        if post.category:
            name = taxonomy.categories.get(post.category, {})
            node["articleSection"] = name.get(code, post.category)
        if post.tags:
            node["keywords"] = [taxonomy.tags.get(tag, {}).get(code, tag) for tag in post.tags]
        if post.series:
            known = taxonomy.series.get(post.series)
            name_of_series = known.name[code] if known else post.series
            node["isPartOf"] = {"@type": "CreativeWorkSeries", "name": name_of_series}
            node["position"] = post.part
        if self._licence:
            node["license"] = self._licence
        if post.source:
            node["isBasedOn"] = {
                "@type": "Article",
                "headline": post.source.title,
                "url": post.source.url,
                "datePublished": post.source.date,
                "author": {"@type": "Person", "name": post.source.author},
            }
        return node


def _blog(home: Post, language: Language) -> dict[str, Any]:
    node = {"@type": "Blog", "name": home.title[language.code]}
    if home.summary:
        node["description"] = home.summary[language.code]
    return node


def _once(texts: Bilingual, separator: str = " · ") -> str:
    """The text in each language, but once where they are the same."""
    return separator.join(dict.fromkeys(texts.values()))


def _locale(language: Language) -> str:
    """``zh_CN`` for ``zh-Hans``: the country where most write so, if the tag names none."""
    locale = Locale.parse(language.tag, sep="-")
    if not locale.territory:
        likely: Mapping[str, str] = get_global("likely_subtags")
        usual = likely.get(str(locale)) or likely.get(locale.language)
        locale = Locale.parse(usual) if usual else locale
    return "_".join(filter(None, (locale.language, locale.territory)))


def _image(doctree: nodes.document) -> str:
    """What a page's first image has in ``src``; empty where there is no image."""
    # Sphinx's writer puts the address into the node.
    image = next(doctree.findall(nodes.image), None)
    return str(image["uri"]) if image else ""
