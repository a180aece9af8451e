"""What cannot be read is said with its line, and stands on the page as it is written."""

from __future__ import annotations

import pytest

from tests.conftest import Build, Site

HEAD = "# [题]{.zh} [Title]{.en}\n\n"


def built(build: Build, text: str, **settings: object) -> Site:
    return build({"index.md": HEAD + text}, **settings)


@pytest.mark.parametrize(
    ("text", "warnings"),
    [
        (
            ":::{nothing} an argument\nkept words\n:::",
            ["index.md:3: Unknown directive type: 'nothing' [myst.directive_unknown]"],
        ),
        (
            "Words, {nothing}`kept words`.",
            ["index.md:3: Unknown interpreted text role \"nothing\". [myst.role_unknown]"],
        ),
        (
            ":::{option}\nkept words\n:::",
            [
                "index.md:3: ERROR: Directive 'option': 1 argument(s) required, 0 supplied "
                "[docutils]"
            ],
        ),
        (
            ":::{option}\nx\n    :::\nkept words\n:::",  # what is so far in closes nothing
            [
                "index.md:3: ERROR: Directive 'option': 1 argument(s) required, 0 supplied "
                "[docutils]"
            ],
        ),
        (
            "::::{note}\n:::{centered} x\nkept words\n:::\n::::",
            ["index.md:5: 'centered': Has content, but none permitted [myst.directive_parse]"],
        ),
        (
            ":::{{download}`x`}\nkept words\n:::",
            ["index.md:3: Unknown directive type: '{download}`x`' [myst.directive_unknown]"],
        ),
        (
            "```{code-block} python\n:lines: x\n\nkept words\n```",
            None,
        ),
        (
            "| a | b |\n| - | - |\n| 1 | 2 |\n| 1 | 2 | kept words |",
            [
                "index.md:6: a row with more cells than its table's head, which has 2: write \\| "
                "for a bar that parts no cells [bitext.table]"
            ],
        ),
        (
            ":::{note}kept words\nMore.\n:::",
            [
                "index.md:3: '{note}kept words' behind the colons names no directive: text begins "
                "on a line of its own [bitext.broken]"
            ],
        ),
    ],
)  # fmt: skip
def test_text_that_is_not_understood_is_kept(
    build: Build, text: str, warnings: list[str] | None
) -> None:
    site = built(build, text)
    if warnings is not None:
        assert site.warnings == warnings
    assert "kept words" in site.body().get_text()


def test_two_unknown_roles_are_told_apart(build: Build) -> None:
    text = built(build, "Now {no}`one`, {no}`two` and {no}`three`.").body().get_text()
    assert "Now one, two and three." in text


def test_a_message_parts_no_pair(build: Build) -> None:
    site = built(build, ":::{zh}\n甲\n:::\n:::{nothing}\nkept\n:::\n:::{en}\nA\n:::")
    assert [line.rpartition("[")[2] for line in site.warnings] == ["myst.directive_unknown]"]
    assert "kept" in site.body().get_text()


def test_a_table_whose_bars_are_right_is_left_alone(build: Build) -> None:
    rows = "| a | b |\n| - | - |\n| 1 \\| 2 | `x \\| y` |\n| 1 |\n\nWords | more | and | more."
    site = built(build, rows)
    assert site.warnings == []
    assert site.body().select("pre") == []


# A post on which somebody's directive, role or reader breaks.


def test_a_role_that_breaks_ends_no_build(build: Build) -> None:
    site = built(
        build,
        "First {breaks}`x`, *kept words*.",
        extensions=["myst_parser", "tests.breaking", "bitext"],
    )
    assert site.warnings == [
        "index.md:3: the text cannot be read from here, and is shown as it is written: "
        "division by zero [bitext.broken]"
    ]
    heading = site.body().find("h1")
    assert heading is not None
    assert "题" in heading.get_text()
    assert "First {breaks}`x`, *kept words*." in site.body().get_text()


def test_its_labels_are_forgotten(build: Build) -> None:
    text = "(a)=\n## A\n\n$$x$$ (eq)\n\n{breaks}`x`\n"
    files = {"index.md": f"{HEAD}{text}", "other.md": "---\norphan: true\n---\n# O\n\n{eq}`eq`\n"}
    site = build(files, extensions=["myst_parser", "tests.breaking", "bitext"])
    assert any(line.startswith("other.md:6: equation not found: eq") for line in site.warnings)


@pytest.mark.parametrize("marker", ["- ", "> "])
def test_what_nests_too_deeply_is_no_silent_loss(build: Build, marker: str) -> None:
    site = built(build, f"First.\n\n{marker * 30}deep\n\nkept words\n")
    assert [line.partition(": the")[0] for line in site.warnings] == ["index.md:5"]
    assert "kept words" in site.body().get_text()


def test_what_nests_as_deeply_as_can_be_read_is_read(build: Build) -> None:
    site = built(build, f"{'- ' * 9}deep\n\nkept words\n")
    assert site.warnings == []
    assert len(site.body().select("li")) == 9


def test_code_may_be_indented(build: Build) -> None:
    site = built(build, f"```python\n{' ' * 40}x = 1\n{'> ' * 30}\n```\n")
    assert site.warnings == []


def test_a_site_without_myst_needs_none(build: Build) -> None:
    site = build({"index.rst": "Title\n=====\n\nWords."}, extensions=["bitext"])
    assert site.warnings == ["unknown config value 'myst_enable_extensions' in override, ignoring"]
    assert "Words." in site.body().get_text()


def test_a_heading_offers_no_file(build: Build) -> None:
    site = build({"index.md": "# A {download}`file <x.txt>` here\n", "x.txt": ""})
    assert site.warnings == [
        "index.md:1: a heading cannot offer a file: write {download} in the text below it "
        "[bitext.broken]"
    ]
    assert "A file here" in site.body().get_text()


# The places of others' warnings.


def test_an_identifier_that_is_taken_twice_has_a_line(build: Build) -> None:
    site = built(build, "$$x$$ (twice)\n\nWords.\n\n$$y$$ (twice)\n")
    assert [line.partition(": ERROR: Dup")[0] for line in site.warnings if "Dup" in line] == [
        "index.md:7"
    ]
    assert all(line.startswith("index.md:") for line in site.warnings)


def test_an_unknown_target_asks_each_domain(build: Build) -> None:
    site = built(build, "[x](#nowhere)")
    assert site.warnings == [
        "index.md:3: 'myst' cross-reference target not found: 'nowhere' [myst.xref_missing]"
    ]


@pytest.mark.parametrize("parallel", [0, 2])
def test_an_unknown_domain_has_a_place(build: Build, parallel: int) -> None:
    files = {f"p{n}.md": "---\norphan: true\n---\n# P\n" for n in range(6)}
    files["index.md"] = f"{HEAD}:::{{no:thing}}\nkept words\n:::"
    site = build(files, parallel=parallel)
    assert [line.partition(": ")[0] for line in site.warnings] == ["index.md:3"] * 2
    assert "kept words" in site.body().get_text()
