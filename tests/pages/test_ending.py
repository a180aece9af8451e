"""What a reader finds below a post: how to cite it, what else to read, and why."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from pybtex.database import parse_string

from bitext.pages import related
from tests.conftest import Build, Site, builder_in

SETTINGS: dict[str, Any] = {
    "extensions": ["myst_parser", "sphinxcontrib.bibtex", "bitext", "bitext.bibliography"],
    "bibtex_bibfiles": ["refs.bib"],
    "bibtex_default_style": "bitext",
    "bibtex_tooltips": False,
    "suppress_warnings": ["bibtex.duplicate_citation"],  # each post has its own list of works
    "author": "the authors",
    "bitext_posts": ["posts/*"],
    "bitext_taxonomy": "taxonomy.yml",
    "bitext_bibliography_page": "bibliography",
    "bitext_navigation": [],
    "bitext_recent": 1,
}
TAXONOMY = """
categories: {c: {zh: 类, en: Class}}
tags:
  t: {zh: 标签, en: Tag}
  u: {zh: 独, en: Alone}
series: {s: {name: {zh: 系列, en: Series}}}
publications: {kexue.fm: {zh: 科学空间, en: Scientific Spaces}}
authors: {the authors: {zh: 作者, en: the authors}, 苏剑林: {zh: 苏剑林, en: Jianlin Su}}
"""
REFS = "\n".join(
    f"@misc{{{key}, author={{{name}, X.}}, title={{On {key}}}, year={{{year}}}}}"
    for key, name, year in [
        ("a", "Alpha", 2021),
        ("b", "Beta", 2022),
        ("c", "Gamma", 2023),
        ("d", "Delta", 2024),
    ]
)


def post(
    name: str, day: int, cites: str = "", more: str = "", tags: str = "", text: str = ""
) -> str:
    cited = "".join(f" {{cite:t}}`{key}`" for key in cites)
    return f"""---
date: 2026-01-{day:02}
category: c
tags: [{tags}]
summary: {{zh: 摘要, en: Summary}}
{more}---
({name})=
# [文 {name}]{{.zh}} [Post {name}]{{.en}}

:::{{zh}}
中文{cited}。
:::
:::{{en}}
English{cited}.
:::

{text}

```{{bibliography}}
:filter: docname in docnames
```
"""


def part(number: int) -> str:
    return f"series: s\npart: {number}\n"


SOURCE = """source:
  title: 原题 & 别的
  author: 苏剑林
  url: https://kexue.fm/archives/11033
  date: 2025-06-20
  licence: 署名
"""
SITE = {
    "index.md": "# [站]{.zh} [Site]{.en}\n\n```{toctree}\n:glob:\nposts/*\n```\n",
    "taxonomy.yml": TAXONOMY,
    "refs.bib": REFS,
    "posts/one.md": post("one", 1, "abc", part(1) + SOURCE, "t", "{ref}`two`"),
    "posts/two.md": post("two", 2, "abc", part(2)),
    "posts/four.md": post("four", 3, "c", part(4)),
    "posts/five.md": post("five", 4, "ab", tags="t"),
    "posts/six.md": post("six", 5, tags="t", text="{doc}`one`"),
    "posts/apart.md": post("apart", 6, "d", tags="u"),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    found = builder_in(tmp_path_factory.mktemp("ending"))(SITE, **SETTINGS)
    assert found.warnings == []
    return found


def ending(site: Site, name: str) -> Tag:
    (found,) = site.body(f"posts/{name}").select(".ending")
    return found


def section(site: Site, name: str, heading: str) -> Tag:
    (found,) = ending(site, name).select(f"[aria-labelledby=ending-{heading}]")
    return found


def text(tag: Tag | None, code: str = "") -> str:
    """What a reader of `code` sees."""
    assert tag is not None
    copy = BeautifulSoup(str(tag), "html5lib")
    for other in copy.select({"zh": "span.en", "en": "span.zh", "": "none"}[code]):
        other.decompose()
    return " ".join(copy.text.split())


def links(tag: Tag) -> list[str]:
    return [str(a["href"]) for a in tag.select("a")]


def test_the_post_and_its_source_are_cited_in_each_language(site: Site) -> None:
    shown = section(site, "one", "cite")
    assert [text(heading, "en") for heading in shown.select("h3")] == ["This post", "Its source"]
    assert [text(line) for line in shown.select(".cite-line")] == [
        "作者：《文 one》，站，2026-01-01。",
        "the authors, ‘Post one’, Site, 2026-01-01.",
        "苏剑林：《原题 & 别的》，科学空间，2025-06-20。https://kexue.fm/archives/11033",
        "Jianlin Su, ‘原题 & 别的’, Scientific Spaces, 2025-06-20. https://kexue.fm/archives/11033",
    ]
    assert [cite["lang"] for cite in shown.select("cite")] == [
        "zh-Hans",
        "en",
        "zh-Hans",
        "zh-Hans",
    ]
    assert [text(term, "en") for term in shown.select(".terms li")] == [
        "The source’s own licence line: 署名"
    ]


def test_a_quotation_in_a_quotation_has_the_other_marks(build: Build) -> None:
    title = "# [读《文》与‘甲’]{.zh} [Don’t need the ‘m’, the models’ ‘n’]{.en}"
    files = {
        **SITE,
        "posts/one.md": SITE["posts/one.md"].replace("# [文 one]{.zh} [Post one]{.en}", title),
    }
    assert files != SITE
    shown = section(build(files, **SETTINGS), "one", "cite")
    assert [cite.text for cite in shown.select("cite")][:2] == [
        "读〈文〉与‘甲’",
        "Don’t need the “m”, the models’ “n”",
    ]
    assert "Don’t need the ‘m’, the models’ ‘n’" in shown.select(".bibtex")[1].text


def test_the_data_can_be_read_by_programs(site: Site) -> None:
    shown = section(site, "one", "cite")
    entries = [parse_string(pre.text, "bibtex").entries for pre in shown.select(".bibtex")]
    assert [list(each) for each in entries] == [["one"], ["one"], *[["kexue.fm-11033"]] * 2]
    assert entries[1]["one"].fields["title"] == "{Post one}"
    items = [json.loads(pre.text)[0] for pre in shown.select(".csl")]
    assert [item["title"] for item in items] == ["文 one", "Post one", *["原题 & 别的"] * 2]
    assert items[3]["author"] == [{"literal": "Jianlin Su"}]


def test_a_site_that_knows_its_address_gives_it(build: Build) -> None:
    site = build(SITE, **SETTINGS, html_baseurl="https://x.org/notes")  # without its slash
    line = section(site, "one", "cite").select_one(".cite-line")
    assert text(line).endswith("。https://x.org/notes/posts/one.html")


def test_a_post_without_a_source_cites_itself_alone(site: Site) -> None:
    assert len(section(site, "two", "cite").select("h3")) == 1


def test_related_posts_say_why(site: Site) -> None:
    shown = section(site, "one", "related")
    found = {text(li.select_one("a"), "en"): li for li in shown.select("li")}
    # Part 2, which shares three works, stands below with the neighbours.
    assert list(found) == ["Post five", "Post six", "Post four"]
    assert [text(li.select_one(".reason"), "en") for li in found.values()] == [
        "Both cite Alpha (2021); Beta (2022). Tags in common: Tag.",
        "Tags in common: Tag.",
        "Both cite Gamma (2023).",
    ]
    assert text(found["Post five"].select_one(".reason"), "zh") == (
        "同引 Alpha（2021）；Beta（2022）。共同的标签：标签。"
    )
    works = section(site, "two", "related")
    assert text(works.select_one(".reason"), "en") == "Both cite Alpha (2021); Beta (2022)."


def test_of_many_shared_works_two_are_named(build: Build) -> None:
    site = build({**SITE, "posts/two.md": post("two", 2, "abc")}, **SETTINGS)
    shown = section(site, "two", "related").select_one("li")
    assert text(shown, "en").endswith(
        "Both cite Alpha (2021); Beta (2022) and others, 3 works in all."
    )
    assert text(shown, "zh").endswith("同引 Alpha（2021）；Beta（2022）等共 3 种文献。")


def test_a_reason_leads_to_the_works_and_the_tag(site: Site) -> None:
    (five,) = (li for li in section(site, "one", "related").select("li") if "five" in li.text)
    work, other, tag = links(five)[1:4]
    assert (work, other) == ("../bibliography.html#work-a", "../bibliography.html#work-b")
    page = site.page("bibliography")
    assert "Alpha, X. (2021)" in page.select_one("#work-a").text
    assert (Path(site.app.outdir) / "posts" / tag).is_file()


def test_who_refers_to_a_post_is_said(site: Site) -> None:
    shown = section(site, "one", "referring")
    assert [text(li, "en") for li in shown.select("li")] == ["Post six"]
    assert [text(li, "zh") for li in section(site, "two", "referring").select("li")] == ["文 one"]
    # The home page refers to all, and is no post.
    assert ending(site, "apart").select("[aria-labelledby=ending-referring]") == []


def test_neighbours_are_those_of_the_series_and_by_date(site: Site) -> None:
    def around(name: str) -> list[tuple[str, str]]:
        shown = section(site, name, "neighbours").select("a")
        return [
            (text(a.select_one(".context"), "en"), text(a.select_one(".lines"), "en"))
            for a in shown
        ]

    assert around("two") == [
        ("Previous in the series", "Post one"),
        ("Next in the series", "Post four"),  # part 3 is not written
        ("Older post", "Post one"),
        ("Newer post", "Post four"),
    ]
    assert around("apart") == [("Older post", "Post six")]


def test_a_page_s_head_names_the_same_neighbours(site: Site) -> None:
    page = site.page("posts/two")
    found = {str(a["rel"][0]): a for a in page.select("link[rel=prev], link[rel=next]")}
    assert {rel: a["href"] for rel, a in found.items()} == {"prev": "one.html", "next": "four.html"}
    assert found["prev"]["title"] == "文 one · Post one"
    # The home page is in no sequence of posts.
    assert site.page("index").select("link[rel=prev], link[rel=next]") == []


def test_a_page_that_is_no_post_ends_with_its_text(site: Site) -> None:
    assert site.page("index").select(".ending") == []
    assert site.page("search").select(".ending") == []


def test_a_site_without_posts_keeps_its_theme_s_neighbours(build: Build) -> None:
    files = {"index.md": "# T\n\n```{toctree}\none\n```\n", "one.md": "# One\n"}
    page = build(files).page("index")
    assert [a["href"] for a in page.select("link[rel=next]")] == ["one.html"]
    assert page.select(".ending") == []


def test_licence_and_source_stand_where_a_site_gives_them(build: Build) -> None:
    site = build(
        SITE,
        **SETTINGS,
        bitext_licence={"name": "CC & BY", "url": "https://x.org/by"},
        bitext_source_url="https://x.org/blob/main/{path}",
    )
    terms = section(site, "two", "cite").select(".terms li")
    assert [text(term, "en") for term in terms] == [
        "This post is published under CC & BY",
        "Source of this page",
    ]
    assert [links(term)[0] for term in terms] == [
        "https://x.org/by",
        "https://x.org/blob/main/posts/two.md",
    ]


def test_pdfs_are_linked_where_somebody_gives_them(build: Build) -> None:
    conf = """
def give(app, pagename, templatename, context, doctree):
    if pagename == "posts/one":
        context["bitext_pdf"] = {"both": "one.pdf", "zh": "one-zh.pdf", "en": "one-en.pdf"}

def setup(app):
    app.connect("html-page-context", give)
"""
    site = build({**SITE, "conf.py": conf}, **SETTINGS)
    (pdf,) = (li for li in ending(site, "one").select(".terms li") if "PDF" in li.text)
    assert links(pdf) == ["one.pdf", "one-zh.pdf", "one-en.pdf"]
    assert text(pdf, "en") == "PDF of this post both languages 中文 English"
    assert "PDF of" not in ending(site, "two").text


def test_comments_are_off_and_load_nothing(site: Site) -> None:
    assert "giscus" not in site.read("posts/one.html")


def test_comments_wait_to_be_asked_for(build: Build) -> None:
    giscus = {"repo": "o/r", "repo_id": "R", "category": "C & D", "category_id": "I"}
    site = build(SITE, **SETTINGS, bitext_giscus=giscus)
    shown = section(site, "one", "comments")
    given = {key: value for key, value in shown.attrs.items() if key.startswith("data-")}
    assert given == {
        "data-repo": "o/r",
        "data-repo-id": "R",
        "data-category": "C & D",
        "data-category-id": "I",
        "data-term": "posts/one",
    }
    assert links(shown) == ["https://github.com/o/r/discussions"]
    page = site.page("posts/one")
    assert [tag for tag in page.select("[src]") if "giscus" in str(tag["src"])] == []


def test_other_formats_have_no_ending(build: Build) -> None:
    site = build(SITE, builder="epub", **SETTINGS, version="1", epub_show_urls="no")
    assert "ending-cite" not in site.read("posts/one.xhtml")


# ---- incremental and parallel builds


def edit(name: str, old: str, new: str) -> Callable[[Path], None]:
    def change(source: Path) -> None:
        found = (source / name).read_text("utf-8")
        assert found.count(old) >= 1
        (source / name).write_text(found.replace(old, new), "utf-8")

    return change


EDITS: dict[str, tuple[Callable[[Path], None], set[str]]] = {
    # what is done, and the posts and pages that show something else by it; one after the other
    "a text changed": (edit("posts/four.md", "English", "Other English"), {"four"}),
    "a title changed": (
        edit("posts/four.md", "Post four", "Post iv"),
        # its neighbours by date and in the series, who is akin; it is in the list of c's citers
        {"four", "two", "five", "one", "bibliography"},
    ),
    "a work cited that others cite": (
        edit("posts/apart.md", "{cite:t}`d`", "{cite:t}`d` {cite:t}`c`"),
        # of c there are four citers now; all of them say so
        {"apart", "one", "two", "four", "bibliography"},
    ),
    "a tag given": (
        edit("posts/apart.md", "tags: [u]", "tags: [t]"),
        {"apart", *["one", "five", "six"]},
    ),
    "a reference": (edit("posts/apart.md", "English", "English {ref}`four`"), {"apart", "four"}),
    "a name in the taxonomy": (
        edit("taxonomy.yml", "en: Tag}", "en: Label}"),
        {"one", "five", "six", "apart"},
    ),
    "a source's author named otherwise": (
        edit("taxonomy.yml", "en: Jianlin Su", "en: J. Su"),
        {"one"},
    ),
    "nothing": (lambda source: None, set()),
}
ENDS = ("one", "two", "four", "five", "six", "apart", "bibliography")


def pages(site: Site) -> dict[str, str]:
    there = [
        name for name in ENDS if name == "bibliography" or where(name) in site.app.env.found_docs
    ]
    return {name: site.read(f"{where(name)}.html") for name in there}


def where(name: str) -> str:
    return name if name == "bibliography" else f"posts/{name}"


def test_what_shows_a_change_is_written_again_and_nothing_else(
    build: Build, tmp_path: Path
) -> None:
    out = Path(build(SITE, **SETTINGS).app.outdir)
    files = {name: out / f"{where(name)}.html" for name in ENDS}
    written = {}
    for name, (change, _) in EDITS.items():
        before = {page: path.stat().st_mtime_ns for page, path in files.items()}
        change(tmp_path / "site")
        site = build({}, **SETTINGS)
        assert site.warnings == []
        written[name] = {
            page for page, path in files.items() if path.stat().st_mtime_ns != before[page]
        }
    assert written == {name: expected for name, (_, expected) in EDITS.items()}
    source, clean = tmp_path / "site", tmp_path / "clean"
    shutil.copytree(source, clean, ignore=shutil.ignore_patterns("_build"))
    assert pages(site) == pages(build({}, folder="clean", **SETTINGS))


def test_parallel_builds_give_the_same_pages(build: Build) -> None:
    more = {f"posts/more{i}.md": post(f"more{i}", 7 + i, "ad", tags="t") for i in range(6)}
    serial = build({**SITE, **more}, folder="serial", **SETTINGS)
    parallel = build({**SITE, **more}, folder="parallel", parallel=2, **SETTINGS)
    assert pages(parallel) == pages(serial)


def test_kin_is_sought_again_only_when_works_tags_or_series_change(
    build: Build, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    sought: list[int] = []
    whole = related.kin

    def noted(*given: Any) -> Any:
        sought.append(1)
        return whole(*given)

    monkeypatch.setattr(related, "kin", noted)

    def now(name: str, old: str, new: str) -> tuple[int, dict[str, str]]:
        sought.clear()
        text = (tmp_path / "site" / name).read_text("utf-8")
        assert old in text
        site = build({name: text.replace(old, new)}, **SETTINGS)
        return len(sought), pages(site)

    before = pages(build(SITE, **SETTINGS))
    assert len(sought) == 1
    count, after = now("posts/two.md", "English", "Other English")
    assert count == 0
    assert after["one"] == before["one"]
    assert (
        now("posts/two.md", "Post two", "Post 2")[0] == 0
    )  # those that name it show the new title
    for name, old, new in (
        ("posts/six.md", "tags: [t]", "tags: [u]"),
        ("posts/apart.md", "{cite:t}`d`", "{cite:t}`a`"),
        ("posts/four.md", part(4), ""),
    ):
        count, after = now(name, old, new)
        assert count == 1, name
        sought.clear()
    shutil.copytree(tmp_path / "site", tmp_path / "clean", ignore=shutil.ignore_patterns("_build"))
    assert after == pages(build({}, folder="clean", **SETTINGS))
    # A post that goes is kin of none.
    (tmp_path / "site" / "posts" / "five.md").unlink()
    count, after = now("posts/two.md", "Other English", "English")
    assert count == 1
    shutil.rmtree(tmp_path / "clean")
    shutil.copytree(tmp_path / "site", tmp_path / "clean", ignore=shutil.ignore_patterns("_build"))
    assert after == pages(build({}, folder="clean", **SETTINGS))
