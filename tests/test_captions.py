"""Captions: figures, tables and listings, numbered in each document, named in both languages."""

from __future__ import annotations

from bs4 import BeautifulSoup

from tests.conftest import Build

DOT = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>'
CAPTIONED = """
:::{figure} dot.svg
:name: fig

[甲]{.zh} [A]{.en}
:::

:::{figure} dot.svg
:name: plain

A plain caption
:::

:::{figure} dot.svg
:name: bare
:::

```{table} [表题]{.zh} [Table title]{.en}
:name: tab

| a | b |
|---|---|
| 1 | 2 |
```

```{code-block} python
:caption: "[代码]{.zh} [Code]{.en}"
:name: lst

x = 1
```
"""
FIGURES = {"index.md": f"# T\n{CAPTIONED}", "dot.svg": DOT}


def caption_texts(body: BeautifulSoup) -> list[str]:
    for link in body.select(".headerlink"):
        link.decompose()
    return [" ".join(caption.text.split()) for caption in body.select(".caption-text")]


def test_each_kind_is_counted_and_named_in_both_languages(build: Build) -> None:
    site = build(FIGURES)
    assert site.warnings == []
    assert caption_texts(site.body()) == [
        "图 1 甲 Figure 1 A",
        "图 2 Figure 2 A plain caption",
        "表 1 表题 Table 1 Table title",
        "代码 1 代码 Listing 1 Code",
    ]


def test_a_number_stands_in_the_phrase_of_its_language(build: Build) -> None:
    numbers = build(FIGURES).body().select(".caption-number")
    assert {number.text: number.find_parent("span", lang=True)["lang"] for number in numbers} == {
        "图 1": "zh-Hans",
        "Figure 1": "en",
        "图 2": "zh-Hans",
        "Figure 2": "en",
        "表 1": "zh-Hans",
        "Table 1": "en",
        "代码 1": "zh-Hans",
        "Listing 1": "en",
    }


def test_numbers_start_at_one_in_each_document(build: Build) -> None:
    files = {
        "index.md": "# T\n\n```{toctree}\na\nb\n```\n",
        "a.md": f"# A\n{CAPTIONED}",
        "b.md": f"# B\n{CAPTIONED}".replace(":name: ", ":name: b-"),
        "dot.svg": DOT,
    }
    site = build(files)
    assert site.warnings == []
    assert caption_texts(site.body("a")) == caption_texts(site.body("b"))


def test_references_to_all_kinds_and_with_words_of_one_s_own(build: Build) -> None:
    text = "{numref}`fig`; {numref}`tab`; {numref}`lst`; {ref}`plain`; {numref}`No. {number} <fig>`"
    panels = f":::{{zh}}\n{text}\n:::\n:::{{en}}\n{text}\n:::\n"
    site = build({**FIGURES, "index.md": f"# T\n{CAPTIONED}\n{panels}"})
    assert site.warnings == []
    zh, en = (" ".join(p.text.split()) for p in site.body().select(".bitext-panel p"))
    assert zh == "图 1; 表 1; 代码 1; 图 2; No. 1"
    assert en == "Figure 1; Table 1; Listing 1; Figure 2; No. 1"


def test_a_figure_without_a_caption_has_no_number(build: Build) -> None:
    site = build({**FIGURES, "index.md": f"# T\n{CAPTIONED}\n{{numref}}`bare`\n"})
    (warning,) = site.warnings
    assert "'bare' has no caption, and so no number" in warning


def test_with_numfig_the_numbers_are_sphinx_s(build: Build) -> None:
    text = "{numref}`fig`; {numref}`tab`; {numref}`lst`; {numref}`No. {number} <fig>`"
    site = build({**FIGURES, "index.md": f"# T\n{CAPTIONED}\n{text}\n"}, numfig=True)
    assert site.warnings == []
    body = site.body()
    numbers = [number.text.strip() for number in body.select(".caption-number")]
    assert numbers == ["Fig. 1", "Fig. 2", "Table 1", "Listing 1"]
    assert caption_texts(body)[0] == "甲 A"
    assert " ".join(body.select("p")[-1].text.split()) == "Fig. 1; Table 1; Listing 1; No. 1"


def test_the_book_has_the_same_captions(build: Build) -> None:
    documents = [("index", "book.tex", "T", "A", "manual", False)]
    site = build(FIGURES, builder="latex", latex_documents=documents)
    assert site.warnings == []
    source = site.read("book.tex")
    for kind, zh, en in [
        ("caption", r"\DUrole{caption-number}{图 1} 甲", r"\DUrole{caption-number}{Figure 1} A"),
        ("sphinxcaption", "表 1 表题", "Table 1 Table title"),
        (
            "sphinxSetupCaptionForVerbatim",
            r"\DUrole{caption-number}{代码 1} 代码",
            r"\DUrole{caption-number}{Listing 1} Code",
        ),
    ]:
        caption = (
            rf"\{kind}{{\bitextphrase{{zh}}{{{zh}}}\bitextsep{{}}\bitextphrase{{en}}{{{en}}}}}"
        )
        assert source.count(caption) == 1, kind
