"""Throw broken texts at the parity check, for as long as wanted: it must never raise.

``python -m bench.parity.fuzz --minutes 60 --seed 1`` splices, doubles, drops and garbles pieces
of the project's own pairs, prints how many texts it tried and the slowest one, and stops with
the text at the first exception.
"""

from __future__ import annotations

import argparse
import random
import time

from bitext.parity import accept, check_freshness, check_post, compare, pairs

from .corpus import corpus, glossary

PIECES = [
    *"$\\{}[]()*_`~|%#&<>-+=:;,.!?\"'\n\t 　，。；：“”‘’（）【】…—·0123456789一二三十百万亿不没",
    "$$", "\\\\", "\\(", "\\begin{aligned}", "\\end{aligned}", "\\left(", "\\right)", "^",
    "{eq}`a-b`", "{cite:t}`A2020,B`", "[^1]", "![x](y.png)", "[x](http://y.z)", "\n\n", "\n- ",
    "\n:::{note}\n", "\n:::\n", "\n```\n", "\n% parity: allow number because x\n", "```", ":::",
    "\u200b", "\ue000", "\ue00a", "\ud800", "\U0001f600", "\x00", "é", "\u0301", "Ａ", "２",
    "&nbsp;", "\\frac", "three", "not ", "negative ", "at most ", "per cent", "第三", "三分之一",
    "10^5", "1e-3", "3–5",
]  # fmt: skip


def garbled(chance: random.Random, text: str, other: str) -> str:
    """`text` with a few faults in it; now and then with a part of `other`."""
    for _ in range(chance.randint(1, 8)):
        at = chance.randint(0, len(text))
        end = min(len(text), at + chance.choice([0, 1, 1, 2, 5, 20, 100]))
        piece = chance.choice(PIECES) * chance.choice([1, 1, 1, 2, 3, 50])
        if chance.random() < 0.2 and other:
            start = chance.randint(0, len(other))
            piece = other[start : start + chance.randint(1, 80)]
        elif chance.random() < 0.2:
            piece = text[at:end] * 2
        text = text[:at] + piece + text[end:]
    return text[:20_000]


def main() -> None:
    """Run until the time is over."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=1)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    texts, terms = corpus(), glossary()
    end = time.monotonic() + 60 * options.minutes
    tried, slowest = 0, (0.0, "")
    while time.monotonic() < end:
        one, other = chance.choice(texts), chance.choice(texts)
        zh = garbled(chance, one.zh, other.en) if chance.random() < 0.7 else one.zh
        en = garbled(chance, one.en, other.zh) if chance.random() < 0.7 else one.en
        begun = time.process_time()
        try:
            compare(zh, en, glossary=terms)
            post = f":::{{zh}}\n{zh}\n:::\n:::{{en}}\n{en}\n:::\n"
            check_post(post, glossary=terms)
            check_freshness(pairs(post), accept(pairs(f":::{{zh}}\n{zh}\n:::\n:::{{en}}\nA\n:::")))
        except Exception:  # whatever it is: its texts are told, and it is raised again
            print(f"after {tried} texts, this one raised:\n{zh!r}\n{en!r}")
            raise
        slowest = max(slowest, (time.process_time() - begun, zh[:60]))
        tried += 1
    print(
        f"{tried} pairs of texts, none raised; the slowest took {slowest[0]:.2f} s: {slowest[1]!r}"
    )


if __name__ == "__main__":
    main()
