"""``python -m bitext.parity`` on files that mean harm, or were harmed: a place, and nothing lost.

So do the builders with a lock that is damaged.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sphinx.errors import ConfigError

from bitext.parity import Accepted, Part, accept, format_lock, line_in_lock, pairs, parse_lock
from bitext.parity.__main__ import main
from bitext.parity.source import Pair
from bitext.texts import UnreadableError
from tests.conftest import Build

POST = "# T\n\n:::{zh}\n甲 $a$。\n:::\n:::{en}\nA $a$.\n:::\n"
ENTRY = format_lock({"posts/other": accept(pairs(POST))}).splitlines()[1]
BOMB = "a: &a [x, x, x, x, x]\nb: &b [*a, *a, *a, *a]\nc: [*b, *b, *b, *b]\nsummary:\n  zh: *c\n"


@pytest.fixture(autouse=True)
def _in_a_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "site/posts").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "site")


def run(*arguments: str) -> int:
    """The exit status, of whichever way out the command takes."""
    try:
        return main(list(arguments))
    except SystemExit as done:
        return int(done.code or 0)


# ---- posts

UNREADABLE: list[tuple[bytes, str]] = [
    (POST.encode() + b"\xff\n", "posts/a.md:9: it is not UTF-8 (byte 0xff): save it as UTF-8"),
    (POST.encode("utf-16"), "posts/a.md:1: it is not UTF-8 (byte 0xff): save it as UTF-8"),
    (
        POST.replace("甲", "甲" * 3_500_000).encode(),
        "posts/a.md:4: the line is longer than 50,000 characters",
    ),
    (POST.encode() + b"word\n" * 250_000, "posts/a.md:1: it has 1,250,047 bytes, more than"),
]


@pytest.mark.parametrize(("data", "message"), UNREADABLE)
@pytest.mark.parametrize("command", ["check", "accept"])
def test_a_post_that_is_no_text_is_said_with_its_line(
    capsys: pytest.CaptureFixture[str], command: str, data: bytes, message: str
) -> None:
    Path("posts/a.md").write_bytes(data)
    Path("parity.lock").write_text(f"{ENTRY}\n")
    assert run(command, "posts/a.md") == 2
    said = capsys.readouterr()
    assert said.err.startswith(message)
    assert said.err.count("\n") == 1
    assert Path("parity.lock").read_text() == f"{ENTRY}\n"


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + POST.encode(),
        POST.replace("\n", "\r\n").encode(),
        POST.replace("\n", "\r").encode(),
        f"---\n{BOMB}---\n{POST}".encode(),
    ],
)
def test_marks_of_bytes_line_ends_and_bombs_mean_nothing(
    capsys: pytest.CaptureFixture[str], data: bytes
) -> None:
    Path("posts/a.md").write_bytes(data)
    assert run("accept", "posts/a.md") == 0
    assert parse_lock(Path("parity.lock").read_text())["posts/a"] == accept(pairs(POST))
    assert run("check", "posts/a.md") == 0
    assert capsys.readouterr().out == "posts/a.md: 1 pairs accepted\n"


def test_a_character_that_no_text_has_is_a_finding(capsys: pytest.CaptureFixture[str]) -> None:
    Path("posts/a.md").write_text(POST.replace("甲", "甲\0"), "utf-8")
    assert run("check", "posts/a.md") == 1
    assert capsys.readouterr().out.startswith("posts/a.md:4: warning [invisible]")


def test_what_can_be_read_is_checked_all_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    Path("posts/a.md").write_bytes(b"\xff")
    Path("posts/b.md").write_text(POST.replace("A $a$", "A $b$"), "utf-8")
    assert run("check", "posts/a.md", "posts", "posts/none.md", "posts/b.md") == 2
    said = capsys.readouterr()
    assert said.err.splitlines() == [
        "posts/a.md:1: it is not UTF-8 (byte 0xff): save it as UTF-8",
        "posts: Is a directory",
        "posts/none.md: No such file or directory",
    ]
    assert "posts/b.md:4: error [formula-broken]" in said.out


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"terms:\n- {zh: a, en: \xff}\n", "glossary.yml:2: it is not UTF-8"),
        (BOMB.encode(), "glossary.yml:2: an alias (*name) is not allowed"),
        (b"terms: 3\n", "glossary.yml: "),
    ],
)
def test_a_glossary_that_is_none_is_said(
    capsys: pytest.CaptureFixture[str], text: bytes, message: str
) -> None:
    Path("glossary.yml").write_bytes(text)
    Path("posts/a.md").write_text(POST, "utf-8")
    assert run("check", "posts/a.md", "--glossary", "glossary.yml") == 2
    assert capsys.readouterr().err.startswith(message)


# ---- what is accepted


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("posts/empty.md", "posts/empty.md: there is no pair in it; nothing is accepted\n"),
        ("posts/a.md:1", "posts/a.md:1: there is no pair on this line; nothing is accepted\n"),
        ("posts/a.md:x", "posts/a.md:x: No such file or directory\n"),
        ("posts/none.md", "posts/none.md: No such file or directory\n"),
    ],
)
def test_all_is_accepted_or_nothing(
    capsys: pytest.CaptureFixture[str], asked: str, message: str
) -> None:
    Path("posts/a.md").write_text(POST, "utf-8")
    Path("posts/empty.md").write_text("# T\n", "utf-8")
    Path("parity.lock").write_text(f"{ENTRY}\n{ENTRY.replace('other', 'empty')}\n")
    before = Path("parity.lock").read_bytes()
    assert run("accept", "posts/a.md", asked) == 2
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", message)
    assert Path("parity.lock").read_bytes() == before
    assert sorted(os.listdir()) == ["parity.lock", "posts"]


def test_a_lock_that_cannot_be_written_stays(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    Path("posts/a.md").write_text(POST, "utf-8")
    Path("parity.lock").write_text(f"{ENTRY}\n")
    monkeypatch.setattr(os, "replace", full)
    assert run("accept", "posts/a.md") == 2
    assert capsys.readouterr().err == "parity.lock: No space left on device\n"
    assert Path("parity.lock").read_text() == f"{ENTRY}\n"


@pytest.mark.parametrize("name", ["为何 这样", "a%20b", "a\u3000b", "#a", "a:12"])
def test_a_post_of_any_name_is_remembered(name: str) -> None:
    path = Path(f"posts/{name}.md")
    path.write_text(POST, "utf-8")
    assert run("accept", str(path)) == 0
    assert [*parse_lock(Path("parity.lock").read_text("utf-8"))] == [f"posts/{name}"]
    assert run("accept", f"{path.resolve()}:4") == 0  # no machine's path in the lock
    assert [*parse_lock(Path("parity.lock").read_text("utf-8"))] == [f"posts/{name}"]


# ---- damaged locks

HEAD = "# a comment\n"
DAMAGED: list[tuple[str | bytes, str]] = [
    (f"{HEAD}<<<<<<< HEAD\n{ENTRY}\n=======\n{ENTRY}\n>>>>>>> b\n", "2: two versions stand here"),
    (f"{ENTRY}\n>>>>>>> 1a2b3c4 (Say it better)\n", "2: two versions stand here"),
    (f"{ENTRY}\n||||||| base\n", "2: two versions stand here"),
    (f"{ENTRY}\n{ENTRY[:-1]}", "2: this is no entry"),
    (f"{ENTRY}\n{ENTRY[:30]}", "2: this is no entry"),
    (f"{ENTRY}\n{ENTRY} x\n", "2: this is no entry"),
    ("posts/a 1 2 3 4\n", "1: this is no entry"),
    (f"posts/a {'z' * 12} {'0' * 12} - -\n", "1: this is no entry"),
    ('{"posts/a": [1, 2]}\n', "1: this is no entry"),
    (f"{ENTRY}\nposts/b {'0' * 12} {'0' * 12} {'甲' * 3} -\n", "2: this is no entry"),
    (f"{ENTRY}\n\0\0\0\0\n", "2: this is no entry"),
    ("x" * 10_000_000, "1: this is no entry"),
    (ENTRY.encode() + b"\n\xff\xfe\n", "2: it is not UTF-8 (byte 0xff)"),
    (f"{ENTRY}\n".encode("utf-16"), "1: it is not UTF-8 (byte 0xff)"),
]


@pytest.mark.parametrize(("lock", "message"), DAMAGED)
def test_a_damaged_lock_is_said_and_left_alone(
    capsys: pytest.CaptureFixture[str], lock: str | bytes, message: str
) -> None:
    data = lock if isinstance(lock, bytes) else lock.encode()
    Path("parity.lock").write_bytes(data)
    Path("posts/a.md").write_text(POST, "utf-8")
    for command in ("check", "accept"):
        assert run(command, "posts/a.md") == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert said.err.startswith(f"parity.lock:{message}")
        assert len(said.err) < 200
    assert Path("parity.lock").read_bytes() == data


@pytest.mark.parametrize("lock", [DAMAGED[0][0], DAMAGED[-1][0]])
def test_the_builders_name_the_line_too(build: Build, lock: str | bytes) -> None:
    Path("parity.lock").write_bytes(lock if isinstance(lock, bytes) else lock.encode())
    files = {"index.md": "# T\n", "posts/a.md": f"---\norphan: true\n---\n{POST}"}
    for settings_ in ({"builder": "parity"}, {"bitext_parity_page": "parity"}):
        with pytest.raises(ConfigError, match=r"^bitext_parity_lock, parity\.lock:\d: "):
            build(files, **settings_)
    site = build(files, bitext_posts=["posts/*"])  # reads it for the addresses of old only
    assert all("front matter" in warning for warning in site.warnings)


def test_a_post_with_a_mark_of_bytes_is_checked_by_the_builder(build: Build) -> None:
    text = "---\nsummary:\n  zh: 取 $a$\n  en: Take $b$\n---\n# T\n"
    Path("index.md").write_text(text, "utf-8-sig")
    site = build({}, builder="parity")
    assert [warning.partition("]")[0] for warning in site.warnings] == [
        "index.md:3: [formula-broken"
    ]


# ---- units

names = st.text(st.characters(codec="utf-8", exclude_characters="\n\r"), min_size=1)
hashes = st.lists(st.text("abcXYZ019-_", min_size=3, max_size=3)).map("".join).filter("-".__ne__)
marks = st.text("0123456789abcdef", min_size=12, max_size=12)
locks = st.dictionaries(
    names, st.lists(st.builds(Accepted, marks, marks, hashes, hashes), min_size=1)
)


@given(locks)
@example({"a": [Accepted("0" * 12, "1" * 12, "-ab", "")]})
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_whatever_is_kept_is_read_again(lock: dict[str, list[Accepted]]) -> None:
    text = format_lock(lock)
    assert parse_lock(text) == lock
    for post in lock:
        number = line_in_lock(text, post)
        assert [*parse_lock(text.split("\n")[number - 1])] == [post]


@given(st.text(st.sampled_from("a1- #%\n<=>|\0甲")))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_whatever_a_lock_holds_it_is_read_or_refused_by_line(text: str) -> None:
    line = 1
    try:
        parse_lock(text)
    except UnreadableError as error:
        line = error.line
    assert text.split("\n")[line - 1 :]


def test_a_lock_of_today_is_read() -> None:
    """What this site's holds; the words of a side are hashes of three letters."""
    (each,) = accept([Pair(Part("甲 $a$。", 1), Part("A $a$.", 2))])
    assert len(each.zh_words) % 3 == 0
    assert parse_lock(f"a {each.zh} {each.en} {each.zh_words} {each.en_words}\n") == {"a": [each]}
