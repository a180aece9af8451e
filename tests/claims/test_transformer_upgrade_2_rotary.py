"""Numeric checks of posts/transformer-upgrade-2-rotary.md; docstrings name what is checked."""

import itertools
import math
import re
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
POST = (ROOT / "posts" / "transformer-upgrade-2-rotary.md").read_text(encoding="utf-8")
EXACT = 1e-10  # identities: double-precision rounding only
DIM = 128
THETA = 10000.0 ** (-2 * np.arange(DIM // 2) / DIM)


@pytest.fixture(scope="module")
def decay():
    """The figure's own module, so that figure and post can't drift apart."""
    import rope_decay

    return rope_decay


def rho(alpha):
    return np.array([[math.cos(alpha), -math.sin(alpha)], [math.sin(alpha), math.cos(alpha)]])


def blocks(*parts):
    size = sum(len(p) for p in parts)
    out, at = np.zeros((size, size)), 0
    for p in parts:
        out[at : at + len(p), at : at + len(p)] = p
        at += len(p)
    return out


def rotation(m, theta):
    return blocks(*(rho(m * t) for t in theta))


def orthogonal(rng, d):
    return np.linalg.qr(rng.normal(size=(d, d)))[0]


def pairs(x):
    return x[..., 0::2] + 1j * x[..., 1::2]


def partial(s, theta=THETA):
    return np.cumsum(np.exp(1j * np.multiply.outer(np.asarray(s, dtype=float), theta)), axis=-1)


def bound(s):
    return np.abs(partial(s)).mean(axis=-1)


def panels(marker):
    """The zh and the en panel that hold `marker`: both must quote the same numbers."""
    for language in ("zh", "en"):
        found = re.findall(rf"^:::\{{{language}\}}\n(.*?)^:::$", POST, re.MULTILINE | re.DOTALL)
        panel = [p for p in found if marker in p]
        assert len(panel) == 1, (language, marker, len(panel))
        yield panel[0]


def quoted(marker, *formulas):
    for panel in panels(marker):
        for formula in formulas:
            assert formula in panel, formula


def test_addition_cannot_satisfy_the_requirement():
    """Equation rope-relative: an added p_n leaves q'p_n, which sees the absolute position."""
    rng = np.random.default_rng(1)
    q, k = rng.normal(size=(2, 8))
    theta = 10000.0 ** (-np.arange(4) / 4)

    def p(m):
        return rotation(m, theta) @ np.tile([1.0, 0.0], 4)

    def zero_first(m):
        return p(m) - p(0)

    for f in (p, zero_first):
        scores = [(q + f(n + 3)) @ (k + f(n)) for n in range(12)]
        assert np.ptp(scores) > 1
    pure = [p(n + 3) @ p(n) for n in range(12)]  # the term of sinus-inner
    assert np.ptp(pure) < EXACT


def test_solution_in_the_plane():
    """Equations rope-complex, rope-polar, rope-step, rope-solution: moduli, phases, steps."""
    rng = np.random.default_rng(2)
    theta = 0.37
    q, k, other = rng.normal(size=3) + 1j * rng.normal(size=3)

    def f(x, m):
        return x * np.exp(1j * m * theta)

    def turn(x):
        return np.exp(1j * np.angle(x))

    for m, n in itertools.product(range(-4, 5), repeat=2):
        product = f(q, m) * np.conj(f(k, n))
        assert product == pytest.approx(f(q, m - n) * np.conj(k), abs=EXACT)
        assert abs(f(q, m)) * abs(f(k, n)) == pytest.approx(abs(product), abs=EXACT)
        phase = turn(f(q, m)) / turn(f(k, n))
        assert phase == pytest.approx(turn(product), abs=EXACT)
        real = rho(m * theta) @ [q.real, q.imag]
        assert real == pytest.approx([f(q, m).real, f(q, m).imag], abs=EXACT)
    for x, y in ((q, k), (other, k), (k, other)):  # the step is one constant for all vectors
        step = turn(f(x, 5) * np.conj(f(y, 4))) * turn(y) / turn(x)
        assert step == pytest.approx(np.exp(1j * theta), abs=EXACT)
    e = np.array([1.0, 0.0])
    for m, n in ((3, 1), (10, 8)):
        score = (rho(m * theta) @ e) @ (rho(n * theta) @ e)
        assert score == pytest.approx(math.cos(2 * theta), abs=EXACT)


def test_blocks_relative_and_orthogonal():
    """Equations rope-block, rope-absolute: group law, transpose, norms, relative scores."""
    rng = np.random.default_rng(3)
    theta = rng.normal(size=4)
    q, k = rng.normal(size=(2, 8))
    for m, n in itertools.product(range(-5, 6), repeat=2):
        a, b = rotation(m, theta), rotation(n, theta)
        assert np.allclose(a @ b, rotation(m + n, theta), atol=EXACT)
        assert np.allclose(a.T, rotation(-m, theta), atol=EXACT)
        assert np.linalg.norm(a @ q) == pytest.approx(np.linalg.norm(q), abs=EXACT)
        score = (a @ q) @ (b @ k)
        assert score == pytest.approx(q @ rotation(n - m, theta) @ k, abs=EXACT)


def test_fast_form_and_the_code_of_the_post():
    """Equation rope-fast: the post's only code block runs, and agrees with the block matrix."""
    code = re.findall(r"^```python\n(.*?)^```$", POST, re.MULTILINE | re.DOTALL)
    assert len(code) == 1
    space = {}
    exec(compile(code[0], "post", "exec"), space)
    assert len(space["scores"]) == 1000  # 'a thousand pairs'
    rope, q = space["rope"], space["q"]
    assert q.size == DIM
    for m in (0, 1, 17, 300, -4):
        assert np.allclose(rope(q, m), rotation(m, THETA) @ q, atol=EXACT)
    half = np.concatenate([np.arange(0, DIM, 2), np.arange(1, DIM, 2)])  # pairs (i, i + d/2)
    x, angle = q[half], np.tile(9 * THETA, 2)
    turned = np.concatenate([-x[DIM // 2 :], x[: DIM // 2]])
    assert np.allclose(x * np.cos(angle) + turned * np.sin(angle), rope(q, 9)[half], atol=EXACT)
    assert not np.allclose(x * np.cos(angle) + turned * np.sin(angle), rope(x, 9), atol=0.1)
    quoted("$3d$", f"${3 * DIM}$")


def test_bfloat16_merges_positions():
    """Text after the code: 257 rounds to 256 with a mantissa of 8 bits, 255 stays."""

    def bf16(x):  # round to nearest even, on the upper half of a float32
        bits = int(np.float32(x).view(np.uint32))
        bits = (bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000
        return float(np.uint32(bits).view(np.float32))

    assert [bf16(m) for m in (255, 256, 257)] == [255, 256, 256]
    quoted("BF16", "$257$", "$256$", "$8$")


def test_powers_of_orthogonal_matrices_are_solutions():
    """Equation rope-power: relative for any orthogonal O, of either determinant; not for others."""
    rng = np.random.default_rng(4)
    q, k = rng.normal(size=(2, 6))

    def spread(matrix):
        powers = [np.linalg.matrix_power(matrix, m) for m in range(12)]
        return max(
            np.ptp([(powers[n + s] @ q) @ (powers[n] @ k) for n in range(12 - s)]) for s in range(6)
        )

    o = orthogonal(rng, 6)
    flip = o @ np.diag([-1.0, 1, 1, 1, 1, 1])
    assert np.linalg.det(o) * np.linalg.det(flip) == pytest.approx(-1, abs=EXACT)
    assert spread(o) < EXACT
    assert spread(flip) < EXACT
    assert spread(o @ np.diag([1.1, 1, 1, 1, 1, 1])) > 1e-2


def test_inner_products_force_linearity():
    """Equation rope-isometry: its left side is a polynomial of inner products only."""
    rng = np.random.default_rng(5)
    q, k = rng.normal(size=(2, 5))
    a, b = 1.7, -0.6
    vectors = [a * q + b * k, q, k]
    c = np.array([1, -a, -b])
    o = orthogonal(rng, 5)
    for image in (vectors, [o @ v for v in vectors]):
        gram = np.array([[x @ y for y in image] for x in image])
        square = np.linalg.norm(image[0] - a * image[1] - b * image[2]) ** 2
        assert c @ gram @ c == pytest.approx(square, abs=EXACT)
        assert square == pytest.approx(0, abs=EXACT)
    # Cauchy-Schwarz alone does not do it: a map that keeps norms only has another Gram matrix.
    bent = [np.abs(v) for v in vectors]
    assert np.linalg.norm(bent[0] - a * bent[1] - b * bent[2]) > 0.1


def test_normal_form():
    """Equation rope-canonical: det 1 gives rotations in pairs; det -1 leaves a pair (1, -1)."""
    rng = np.random.default_rng(6)
    p = orthogonal(rng, 8)
    one = np.eye(1)
    core = blocks(rho(0.4), rho(2.1), -one, one, -one, one)
    o = p @ core @ p.T
    assert np.linalg.det(o) == pytest.approx(1, abs=EXACT)
    # Columns rearranged so that equal signs meet: rho(pi) and rho(0).
    order = [0, 1, 2, 3, 4, 6, 5, 7]
    p = p[:, order]
    theta = [0.4, 2.1, math.pi, 0]
    q, k = rng.normal(size=(2, 8))
    for m, n in ((3, 1), (2, 6), (0, 5)):
        score = (np.linalg.matrix_power(o, m) @ q) @ (np.linalg.matrix_power(o, n) @ k)
        expected = (p.T @ q) @ rotation(n - m, theta) @ (p.T @ k)
        assert score == pytest.approx(expected, abs=EXACT)
    # Eigenvalues of a random O with det 1: conjugate pairs, +1 and -1 in even numbers.
    for seed in range(20):
        o = orthogonal(np.random.default_rng(seed), 6)
        values = np.linalg.eigvals(o)
        minus, plus = (int(np.sum(np.abs(values - v) < 1e-8)) for v in (-1, 1))
        even = np.linalg.det(o) > 0
        assert minus % 2 == plus % 2 == (0 if even else 1)


def test_reflection_in_the_plane():
    """Text after rope-canonical: mirror at odd positions keeps Re q k*, flips Im q k*."""
    q, k = 0.3 + 1.2j, -0.7 + 0.5j

    def f(x, m):
        return x if m % 2 == 0 else np.conj(x) * np.exp(0.8j)

    for m, n in itertools.product(range(6), repeat=2):
        real = (f(q, m) * np.conj(f(k, n))).real
        assert real == pytest.approx((f(q, abs(m - n)) * np.conj(k)).real, abs=EXACT)
    before, after = q * np.conj(k), f(q, 1) * np.conj(f(k, 1))
    assert after.imag == pytest.approx(-before.imag, abs=EXACT)
    assert abs(before.imag) > 0.1


def test_score_in_complex_form_and_summation_by_parts():
    """Equations rope-decay, rope-abel, rope-bound on random vectors."""
    rng = np.random.default_rng(7)
    for s in (0, 1, 5, 40, 300):
        q, k = rng.normal(size=(2, DIM))
        h = pairs(q) * np.conj(pairs(k))
        total = np.sum(h * np.exp(1j * s * THETA))
        m, n = s + 11, 11
        score = (rotation(m, THETA) @ q) @ (rotation(n, THETA) @ k)
        assert score == pytest.approx(total.real, abs=1e-9)  # angles up to 311 rad, 64 terms
        jumps = np.diff(np.append(h, 0))
        assert -np.sum(partial(s) * jumps) == pytest.approx(total, abs=EXACT)
        # |-sum S jump| <= J sum |S|, and the mean of |S| is B.
        assert abs(total) <= np.abs(jumps).max() * DIM / 2 * bound(s) * (1 + 1e-12)
        assert np.abs(h).sum() <= np.abs(jumps).max() * DIM / 2 * bound(0) * (1 + 1e-12)


def test_quoted_values_of_the_bound(decay):
    """Values of B, its steps upwards, its least value, the factors 4.97 and 6.54."""
    s = np.arange(4097)
    b = bound(s)
    assert b[0] == pytest.approx(32.5, abs=EXACT)
    quoted("$B(0)=32.5$", *(f"$B({x})={b[x]:.3f}$" for x in (16, 64, 256)))
    up = np.flatnonzero(np.diff(b[:257]) > 0)
    assert up[0] == 18
    quoted("$B(19)>B(18)$", f"${up.size}$")
    marker = "$B(0)/B(256)"
    quoted(marker, f"\\approx{b[0] / b[256]:.2f}$", f"$B(256)\\approx{b[256]:.2f}$")
    assert b.min() > 2.23 > b.min() - 0.01
    quoted(marker, "$2.23$", "4096")
    assert np.allclose(decay.bound(s[:300]), b[:300], atol=EXACT)


def test_bound_is_the_worst_case(decay):
    """Equation rope-sharp: attained by the stated jumps, never passed by others of the class."""
    rng = np.random.default_rng(8)
    for s in (0, 3, 64, 256):
        sums = partial(s)
        jumps = -np.conj(sums) / np.abs(sums)
        h = -np.cumsum(jumps[::-1])[::-1]
        assert np.abs(np.diff(np.append(h, 0))) == pytest.approx(1, abs=EXACT)
        total = np.sum(h * np.exp(1j * s * THETA))
        assert total == pytest.approx(DIM / 2 * bound(s), abs=1e-9)
        assert decay.score(decay.extremal(s), s) == pytest.approx(bound(s), abs=EXACT)
        for _ in range(200):
            other = jumps * np.exp(1j * rng.normal(size=jumps.size)) * rng.random(jumps.size)
            h = -np.cumsum(other[::-1])[::-1]
            assert np.sum(h * np.exp(1j * s * THETA)).real < DIM / 2 * bound(s)
    ramp = np.arange(DIM // 2, 0, -1)
    assert ramp.sum() == pytest.approx(DIM / 2 * bound(0), abs=1e-9)
    # Pairs rearranged with their frequencies: the score stays, jumps and bound change.
    order = rng.permutation(DIM // 2)
    same = np.sum(ramp[order] * np.exp(1j * 50 * THETA[order]))
    assert same == pytest.approx(np.sum(ramp * np.exp(1j * 50 * THETA)), abs=1e-9)
    assert np.abs(np.diff(ramp[order])).max() > 2
    assert abs(np.abs(partial(50, THETA[order])).mean() - bound(50)) > 1


def sigma(s, base, points=20000):
    """sigma_s at the midpoints of a grid on [0, 1], by the midpoint rule."""
    t = (np.arange(points) + 0.5) / points
    values = np.exp(1j * s * base**-t) / points
    return t, np.cumsum(values) - values / 2


def test_logarithmic_limit():
    """Equation rope-limit: the bound 3 / ln b, the limit (1 - tau)^2, numbers at s = 256."""
    for base in (1e2, 1e4, 1e8):
        for tau in (0.0, 0.2, 0.5, 0.8, 1.0):
            if base**tau > 2e4:
                continue  # the grid would not resolve the oscillation
            t, sums = sigma(base**tau, base, 200000)
            assert np.abs(sums - np.maximum(t - tau, 0)).max() <= 3 / math.log(base)
            twice = 2 * np.abs(sums).mean()
            assert abs(twice - (1 - tau) ** 2) <= 6 / math.log(base)
            # In fact it is much closer, so that another limit would be noticed.
            assert abs(twice - (1 - tau) ** 2) <= 1 / math.log(base)
    tau = math.log(256) / math.log(1e4)
    _, sums = sigma(256, 1e4, 200000)
    quoted("$\\tau$ ", f"$(1-\\tau)^2={(1 - tau) ** 2:.3f}$", f"${2 * np.abs(sums).mean():.3f}$")
    quoted("$(1-\\tau)^2=", f"${bound(256) / bound(0):.3f}$", f"${tau:.2f}$", f"${tau / 2:.2f}$")
    # Many pairs come close to the integral.
    many = 1e4 ** (-np.arange(20000) / 20000)
    ratio = np.abs(partial(256, many)).mean() / 10000.5
    assert ratio == pytest.approx(2 * np.abs(sums).mean(), abs=2e-4)
    # The mean cosine is near 1 - tau as well, to order 1 / ln b.
    assert abs(sums[-1].real - (1 - tau)) < 3 / math.log(1e4)


def test_what_the_bound_does_not_see():
    """Text: isotropic queries have scores N(0, |k|^2) at any distance; a head can look back s*."""
    rng = np.random.default_rng(9)
    q, k = rng.normal(size=(20000, 16)), rng.normal(size=16)
    theta = 10000.0 ** (-np.arange(8) / 8)
    for s in (0, 10, 1000):
        scores = q @ rotation(-s, theta) @ k
        error = 4 / math.sqrt(2 * 20000)  # of a standard deviation, relative
        assert scores.std() == pytest.approx(np.linalg.norm(k), rel=error)
        assert abs(scores.mean()) < 4 * np.linalg.norm(k) / math.sqrt(20000)
    star, x = 37, rng.normal(size=16)
    key = rotation(star, theta) @ x
    back = [x @ rotation(-s, theta) @ key for s in range(100)]
    assert int(np.argmax(back)) == star
    for s in (0, 5, 37, 90):
        expected = np.sum(np.abs(pairs(x)) ** 2 * np.cos((s - star) * theta))
        assert back[s] == pytest.approx(expected, abs=EXACT)


def test_rotation_before_the_features_and_in_both_sums():
    """Text before rope-linear, and the unbounded weight after it with its 4.95."""
    e = np.array([1.0, 0.0])
    both = [np.maximum(rho(a) @ e, 0) @ np.maximum(rho(a) @ e, 0) for a in (0, math.pi)]
    assert both == pytest.approx([1, 0], abs=EXACT)
    assert e @ rho(math.pi / 2) @ e == pytest.approx(0, abs=EXACT)
    assert e @ rho(math.pi) @ e < 0
    for eps in (0.1, 0.01):
        phi, psi = np.array([1, eps]), np.array([eps, 1])
        h = pairs(phi)[0] * np.conj(pairs(psi)[0])
        assert h == pytest.approx(2 * eps - 1j * (1 - eps**2), abs=EXACT)
        numerator = phi @ rho(-math.pi / 2) @ psi  # t - j = s, so the key turns by -s theta
        assert numerator == pytest.approx(1 - eps**2, abs=EXACT)
        assert numerator == pytest.approx((h * np.exp(0.5j * math.pi)).real, abs=EXACT)
        if eps == 0.1:
            weight = numerator / (phi @ psi)
            assert weight == pytest.approx((1 - eps**2) / (2 * eps), abs=EXACT)
            quoted("\\varepsilon=0.1", f"${weight:.2f}$")


def test_linear_attention_recurrences():
    """Equations rope-linear, rope-recurrence, rope-turning: three forms, one output."""
    rng = np.random.default_rng(10)
    d, length = 6, 15
    theta = 10000.0 ** (-np.arange(3) / 3)
    phi, psi = np.exp(rng.normal(size=(2, length, d)))
    v = rng.normal(size=(length, 4))
    r = [rotation(t, theta) for t in range(length)]
    one = rotation(1, theta)
    s, big_t, z = np.zeros((4, d)), np.zeros((4, d)), np.zeros(d)
    for t in range(length):
        weights = np.array([(r[t] @ phi[t]) @ (r[j] @ psi[j]) for j in range(t + 1)])
        plain = sum(phi[t] @ psi[j] for j in range(t + 1))
        out = weights @ v[: t + 1] / plain
        s = s + np.outer(v[t], r[t] @ psi[t])
        z = z + psi[t]
        big_t = big_t @ one + np.outer(v[t], psi[t])
        assert np.allclose(s @ r[t] @ phi[t] / (z @ phi[t]), out, atol=EXACT)
        assert np.allclose(big_t @ phi[t] / (z @ phi[t]), out, atol=EXACT)
        assert np.allclose(s @ r[t], big_t, atol=EXACT)
    values = np.linalg.eigvals(one)
    assert np.abs(values) == pytest.approx(1, abs=EXACT)
    angles = np.sort(np.angle(values))
    assert angles == pytest.approx(np.sort(np.concatenate([theta, -theta])), abs=EXACT)


def test_table_of_options():
    """Equation rope-cosine and the table: relative, non-negative, sum one, row by row."""
    rng = np.random.default_rng(11)
    d, length, shift = 4, 12, 9
    theta = np.array([1.0, 0.3])
    phi, psi = np.abs(rng.normal(size=(2, length, d)))
    unit_q = rng.normal(size=(length, d))
    unit_k = rng.normal(size=(length, d))
    unit_q /= np.linalg.norm(unit_q, axis=1, keepdims=True)
    unit_k /= np.linalg.norm(unit_k, axis=1, keepdims=True)

    def turned(x, offset):
        return np.array([rotation(t + offset, theta) @ y for t, y in enumerate(x)])

    plain = phi @ psi.T
    rotated = turned(phi, 0) @ turned(psi, 0).T
    cosine = 1 + turned(unit_q, 0) @ turned(unit_k, 0).T
    assert np.allclose(rotated, turned(phi, shift) @ turned(psi, shift).T, atol=EXACT)
    assert np.all((cosine >= 0) & (cosine <= 2))
    assert plain.min() >= 0 > rotated.min()
    rows = [(plain, plain), (rotated, rotated), (rotated, plain), (cosine, cosine)]
    # Relative: the same token contents, moved one place apart, must change the weight.
    moved = turned(phi, 1) @ turned(psi, 0).T
    relative = ["×", "✓", "✓", "✓"]
    assert not np.allclose(moved, rotated)
    found = []
    for (weights, below), mark in zip(rows, relative, strict=True):
        sums = weights.sum(axis=1) / below.sum(axis=1)
        found.append((mark, "✓" if weights.min() >= 0 else "×",
                      "✓" if np.allclose(sums, 1) else "×"))  # fmt: skip
    lines = [line for line in POST.splitlines() if "✓" in line]
    assert [tuple(c.strip() for c in line.split("|")[3:6]) for line in lines] == found


def test_different_maps_for_queries_and_keys():
    """Text of the last section: gamma^m R_m on queries, gamma^-n R_n on keys."""
    rng = np.random.default_rng(12)
    theta, gamma = rng.normal(size=3), 0.9
    q, k = rng.normal(size=(2, 6))
    for m, n in ((5, 2), (9, 9), (14, 3)):
        score = (gamma**m * rotation(m, theta) @ q) @ (gamma**-n * rotation(n, theta) @ k)
        expected = gamma ** (m - n) * (q @ rotation(n - m, theta) @ k)
        assert score == pytest.approx(expected, abs=EXACT)


def test_numbers_of_the_last_section():
    """Incomplete turns, the slowest period, gains, spread at 512, standard error, stages."""
    slow = int(np.sum(2 * math.pi > 512 * THETA))
    quoted("512\\,\\theta_i", f"${slow}$", f"${DIM // 2}$", f"${2 * math.pi / THETA[-1]:.0f}$")
    table = dict(re.findall(r"^\| ((?:BERT|WoBERT|RoFormer)-\d+) \| (.*?) \|$", POST, re.MULTILINE))
    score = {name: [float(x) for x in row.split("|")] for name, row in table.items()}
    gains = np.subtract(score["RoFormer-1024"], score["RoFormer-512"])
    short = [row[1] for name, row in score.items() if name.endswith("-512")]
    assert len(short) == 3
    error = 100 * math.sqrt(0.68 * 0.32 / 8964)
    quoted("$8964$", *(f"${g:.2f}$" for g in gains), f"${np.ptp(short):.2f}$", f"${error:.2f}$")
    for panel in panels("$12500$"):
        lengths = [int(x) for x in re.search(r"\$((?:\d+,){5}\d+)\$", panel)[1].split(",")]
        found = re.search(r"\$((?:[\d.]+\\%,){5}[\d.]+\\%)\$", panel)[1]
        accuracy = [float(x) for x in found.replace("\\%", "").split(",")]
        ranked = sorted(zip(lengths, accuracy, strict=True))
        assert all(a[1] < b[1] for a, b in itertools.pairwise(ranked) if a[0] < b[0])


def test_figure(decay):
    """Figure rope-fig-decay: its sizes, the two dots, and that every score obeys the bound."""
    assert (decay.DIM, decay.BASE, decay.TOUCH) == (128, 1e4, 64)
    for part in ("$d=128$", "$b=10000$", "$s_*=64$"):
        assert POST.count(part) >= 2
    s = np.linspace(0, 256, 1025)
    for h in (decay.ramp(), decay.extremal(decay.TOUCH), np.ones(decay.PAIRS)):
        assert np.abs(np.diff(np.append(h, 0))).max() <= 1 + 1e-12  # J = 1
        assert np.all(np.abs(decay.score(h, s)) <= decay.bound(s) * (1 + 1e-12))
    assert decay.score(decay.ramp(), 0) == pytest.approx(decay.bound(0), abs=EXACT)
    touch = decay.score(decay.extremal(64), 64)
    assert touch == pytest.approx(decay.bound(64), abs=EXACT)
    tau = np.log(np.array([4.0, 16.0, 64.0])) / math.log(1e4)
    ratio = decay.bound([4, 16, 64]) / decay.bound(0)
    assert ratio == pytest.approx((1 - tau) ** 2, abs=0.05)  # as near as the figure shows
