"""Numeric checks of posts/position-encodings.md; each docstring names what it checks."""

import math
import re
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
POST = (ROOT / "posts" / "position-encodings.md").read_text(encoding="utf-8")
EXACT = 1e-10  # identities: double-precision rounding only
N, D = 7, 8
THETA = 10000.0 ** (-2 * np.arange(D // 2) / D)


@pytest.fixture(scope="module")
def scripts():
    """The figures' own modules, so that figures and post can't drift apart."""
    import posenc_terms
    import posenc_toeplitz

    return posenc_terms, posenc_toeplitz


def softmax(z):
    a = np.exp(z - z.max(axis=1, keepdims=True))
    return a / a.sum(axis=1, keepdims=True)


def sinusoid(k):
    """Equation posenc-sinusoidal, entry by entry."""
    p = np.empty(D)
    for s in range(D // 2):
        p[2 * s] = math.sin(k / 10000 ** (2 * s / D))
        p[2 * s + 1] = math.cos(k / 10000 ** (2 * s / D))
    return p


def rotation(k):
    out = np.zeros((D, D))
    for s, angle in enumerate(k * THETA):
        c, sn = math.cos(angle), math.sin(angle)
        out[2 * s : 2 * s + 2, 2 * s : 2 * s + 2] = [[c, -sn], [sn, c]]
    return out


def commuting(rng):
    """A matrix that commutes with every rotation: blocks (a, -b; b, a)."""
    out = np.zeros((D, D))
    for s in range(D // 2):
        a, b = rng.normal(size=2)
        out[2 * s : 2 * s + 2, 2 * s : 2 * s + 2] = [[a, -b], [b, a]]
    return out


def spread(z):
    """Largest spread along a diagonal: zero for a score that sees i - j only."""
    return max(np.ptp(np.diagonal(z, k)) for k in range(-len(z) + 1, len(z)))


def random_head(seed):
    rng = np.random.default_rng(seed)
    return rng, rng.normal(size=(N, D)), rng.normal(size=(3, D, D)) / math.sqrt(D)


def both_panels(marker):
    """The zh and the en panel that hold `marker`: both must quote the same numbers."""
    for language in ("zh", "en"):
        panels = re.findall(rf"^:::\{{{language}\}}\n(.*?)^:::$", POST, re.MULTILINE | re.DOTALL)
        panel = [p for p in panels if marker in p]
        assert len(panel) == 1, (language, marker)
        yield panel[0]


def display(label):
    found = re.search(rf"^\$\$\n((?:(?!\$\$).)*)^\$\$ \({label}\)$", POST, re.MULTILINE | re.DOTALL)
    assert found, label
    return found[1]


def test_permutation_equivariance():
    """Equations posenc-attention, posenc-equivariance; equal rows; positions and masks break it."""
    rng, x, (wq, wk, wv) = random_head(1)
    p = np.eye(N)[[3, 0, 6, 1, 5, 2, 4]]
    for i in range(N):  # posenc-attention against the matrix form
        z = np.array([(x[i] @ wq) @ (x[j] @ wk) for j in range(N)])
        a = np.exp(z) / np.exp(z).sum()
        assert a @ (x @ wv) == pytest.approx(attend(x, wq, wk, wv)[i], abs=EXACT)
    assert attend(p @ x, wq, wk, wv) == pytest.approx(p @ attend(x, wq, wk, wv), abs=EXACT)
    z = rng.normal(size=(N, N))
    assert softmax(p @ z @ p.T) == pytest.approx(p @ softmax(z) @ p.T, abs=EXACT)
    twice = x.copy()
    twice[5] = twice[2]
    out = attend(twice, wq, wk, wv)
    assert out[5] == pytest.approx(out[2], abs=EXACT)
    # Several layers with a nonlinearity for each token: still equivariant.
    deep, moved = x, p @ x
    for _ in range(3):
        deep = deep + np.tanh(attend(deep, wq, wk, wv))
        moved = moved + np.tanh(attend(moved, wq, wk, wv))
    assert moved == pytest.approx(p @ deep, abs=EXACT)
    added = np.array([sinusoid(k) for k in range(N)])
    broken = attend(p @ x + added, wq, wk, wv) - p @ attend(x + added, wq, wk, wv)
    assert np.abs(broken).max() > 0.01


def attend(x, wq, wk, wv, mask=None):
    z = x @ wq @ (x @ wk).T
    if mask is not None:
        z = np.where(mask, z, -np.inf)
    return softmax(z) @ x @ wv


def test_causal_mask_needs_two_layers():
    """Text after posenc-equivariance: last output, one masked layer against two."""
    _, x, (wq, wk, wv) = random_head(2)
    mask = np.tril(np.ones((N, N), dtype=bool))
    order = [2, 5, 0, 4, 1, 3, 6]  # the last token stays last
    one, two = [], []
    for y in (x, x[order]):
        first = attend(y, wq, wk, wv, mask)
        one.append(first[-1])
        two.append(attend(first, wq, wk, wv, mask)[-1])
    assert one[0] == pytest.approx(one[1], abs=EXACT)
    assert np.abs(two[0] - two[1]).max() > 0.01


def test_addition_is_a_concatenation():
    """Text before posenc-sinusoidal: (x, p) times stacked blocks, and W_1 = W_2."""
    rng = np.random.default_rng(3)
    x, p = rng.normal(size=(2, D))
    w1, w2 = rng.normal(size=(2, D, D))
    joined = np.concatenate([x, p])
    assert joined @ np.vstack([w1, w2]) == pytest.approx(x @ w1 + p @ w2, abs=EXACT)
    assert joined @ np.vstack([w1, w1]) == pytest.approx((x + p) @ w1, abs=EXACT)


def test_shift():
    """Equations posenc-sinusoidal, posenc-shift: p_{k + delta} = p_k R_delta; the group law."""
    for k in (0, 3, 100):
        for delta in (1, 7, -2):
            moved = sinusoid(k) @ rotation(delta)
            assert moved == pytest.approx(sinusoid(k + delta), abs=EXACT)
    assert rotation(5) @ rotation(9) == pytest.approx(rotation(14), abs=EXACT)
    assert np.abs(rotation(5).T - rotation(-5)).max() < EXACT
    a, b = 0.7, 1.9
    matrix = np.array([[math.cos(b), -math.sin(b)], [math.sin(b), math.cos(b)]])
    line = np.array([math.sin(a), math.cos(a)]) @ matrix
    assert line == pytest.approx([math.sin(a + b), math.cos(a + b)], abs=EXACT)


def test_commuting_matrix():
    """Equation posenc-commute, and the text after it: relative if A commutes, else not."""
    rng = np.random.default_rng(4)
    p = np.array([sinusoid(k) for k in range(N)])
    any_a, good_a = rng.normal(size=(D, D)), commuting(rng)
    for i in range(N):
        for j in range(N):
            split = p[0] @ rotation(i) @ any_a @ rotation(-j) @ p[0]
            assert p[i] @ any_a @ p[j] == pytest.approx(split, abs=EXACT)
            short = p[0] @ good_a @ rotation(i - j) @ p[0]
            assert p[i] @ good_a @ p[j] == pytest.approx(short, abs=EXACT)
            assert p[i] @ p[j] == pytest.approx(np.cos((i - j) * THETA).sum(), abs=EXACT)
    assert spread(p @ good_a @ p.T) < EXACT
    assert spread(p @ any_a @ p.T) > 0.1


def test_floater_solution():
    """Equation posenc-ode: derivative by differences, the exponential series, Omega skew."""
    omega = np.zeros((D, D))
    for s in range(D // 2):
        omega[2 * s : 2 * s + 2, 2 * s : 2 * s + 2] = THETA[s] * np.array([[0, -1], [1, 0]])
    assert np.array_equal(omega.T, -omega)
    h = 1e-5
    for t in (0.0, 1.3, 40.0):
        slope = (sinusoid(t + h) - sinusoid(t - h)) / (2 * h)
        # Central difference: error h^2 / 6 and rounding 1e-16 / h.
        assert slope == pytest.approx(sinusoid(t) @ omega, abs=1e-9)
    term, total = np.eye(D), np.eye(D)
    for k in range(1, 60):
        term = term @ (2.5 * omega) / k
        total = total + term
    assert total == pytest.approx(rotation(2.5), abs=EXACT)
    assert np.array_equal(sinusoid(0), np.tile([0.0, 1.0], D // 2))


def test_multiplicative():
    """Equation posenc-multiplicative: one term with a changed bilinear form, not relative."""
    rng, x, (wq, wk, _) = random_head(5)
    a, p = wq @ wk.T, rng.normal(size=(N, D))
    for i, j in ((0, 1), (4, 2)):
        form = x[i] @ np.diag(p[i]) @ a @ np.diag(p[j]) @ x[j]
        assert (x[i] * p[i]) @ a @ (x[j] * p[j]) == pytest.approx(form, abs=EXACT)
    same = np.tile(x[0], (N, 1)) * np.array([sinusoid(k) for k in range(N)])
    assert spread(same @ a @ same.T) > 0.1


def test_four_terms():
    """Equation posenc-expansion, the sum of the values, and what posenc-relative excludes."""
    rng, x, (wq, wk, wv) = random_head(6)
    a, p = wq @ wk.T, rng.normal(size=(N, D))
    terms = [x @ a @ x.T, x @ a @ p.T, p @ a @ x.T, p @ a @ p.T]
    z = ((x + p) @ wq) @ ((x + p) @ wk).T
    assert sum(terms) == pytest.approx(z, abs=EXACT)
    w = softmax(z)
    assert w @ ((x + p) @ wv) == pytest.approx(w @ x @ wv + (w @ p) @ wv, abs=EXACT)
    same = np.tile(x[0], (N, 1))
    for term, relative in (
        (same @ a @ same.T, True),
        (same @ a @ p.T, False),
        (p @ a @ same.T, False),
        (p @ a @ p.T, False),
    ):
        assert (spread(term) < EXACT) == relative
    assert np.ptp(same @ a @ p.T, axis=0).max() < EXACT  # looks at j alone
    assert np.ptp(p @ a @ same.T, axis=1).max() < EXACT  # at i alone


def test_shaw():
    """Equation posenc-shaw: two terms, the table of c rows, lookup instead of n^2 products."""
    rng, x, (wq, wk, wv) = random_head(7)
    low, high = -2, 3
    c = high - low + 1
    table_k, table_v = rng.normal(size=(2, c, D))
    offset = np.subtract.outer(np.arange(N), np.arange(N))
    index = np.clip(offset, low, high) - low
    assert len(np.unique(index)) == c == 6
    rk, rv = table_k[index], table_v[index]
    direct = np.array([[x[i] @ wq @ (x[j] @ wk + rk[i, j]) for j in range(N)] for i in range(N)])
    small = x @ wq @ table_k.T  # n times c
    looked_up = x @ wq @ wk.T @ x.T + np.take_along_axis(small, index, axis=1)
    assert direct == pytest.approx(looked_up, abs=EXACT)
    same = np.tile(x[0], (N, 1))
    again = same @ wq @ wk.T @ same.T + np.take_along_axis(same @ wq @ table_k.T, index, axis=1)
    assert spread(again) < EXACT
    # R^V lets a sequence of one token see the ends; without it nothing does.
    out = softmax(again) @ same @ wv
    with_v = out + np.einsum("ij,ijk->ik", softmax(again), rv)
    assert np.ptp(out, axis=0).max() < EXACT
    assert np.ptp(with_v, axis=0).max() > 0.01
    # In the middle of a long sequence of one token, far from both ends, weights repeat.
    far = np.clip(np.subtract.outer(np.arange(60), np.arange(60)), low, high) - low
    scores = np.tile(small[0], (60, 1))
    long = np.einsum("ij,ijk->ik", softmax(np.take_along_axis(scores, far, 1)), table_v[far])
    assert np.abs(long[0] - long[30]).max() > 5 * np.abs(long[30] - long[31]).max()


def test_transformer_xl():
    """Equations posenc-xl, posenc-trig: from the expansion; third term without position."""
    rng, x, (wq, wk, wr) = random_head(8)
    u, v = rng.normal(size=(2, D))
    g = v @ wr.T
    for i in range(N):
        for j in range(N):
            r = i - j
            rel = sinusoid(r)
            parts = (
                x[i] @ wq @ wk.T @ x[j] + x[i] @ wq @ wr.T @ rel
                + u @ wk.T @ x[j] + v @ wr.T @ rel
            )  # fmt: skip
            # Query plus u against content, query plus v against position.
            q = x[i] @ wq
            grouped = (q + u) @ (x[j] @ wk) + (q + v) @ (rel @ wr)
            assert parts == pytest.approx(grouped, abs=EXACT)
            trig = np.sum(g[0::2] * np.sin(r * THETA) + g[1::2] * np.cos(r * THETA))
            assert v @ wr.T @ rel == pytest.approx(trig, abs=EXACT)


def t5_bucket(r, buckets=32, furthest=128):
    """Equation posenc-bucket, worked out in the form in which the post prints it."""
    half = buckets // 2
    exact = half // 2
    if r < exact:
        return r
    # 1e-12: ln(r/8)/ln 16 may fall just below an integer that it equals.
    ratio = math.log(r / exact) / math.log(furthest / exact)
    return min(half - 1, exact + math.floor(half // 2 * ratio + 1e-12))


def test_buckets(scripts):
    """Equation posenc-bucket: the source's table, log2 form, first integers, 91 against 128."""
    terms, _ = scripts
    table = [*range(8), *[8] * 4, *[9] * 4, *[10] * 7, *[11] * 8]
    assert [t5_bucket(r) for r in range(31)] == table
    for r in range(3000):
        assert terms.bucket(r) == t5_bucket(r)
        if r >= 8:
            assert t5_bucket(r) == min(15, 8 + math.floor(2 * math.log2(r / 8) + 1e-12))
    starts = [next(r for r in range(200) if t5_bucket(r) == b) for b in range(8, 16)]
    assert starts == [8, 12, 16, 23, 32, 46, 64, 91]
    assert [math.ceil(8 * 2 ** (k / 2) - 1e-9) for k in range(8)] == starts
    assert round(2 * math.log2(20 / 8), 2) == 2.64
    assert t5_bucket(20) == 10
    assert {t5_bucket(r) for r in range(91, 5000)} == {15}
    assert t5_bucket(90) == 14
    # 16 buckets a direction, and r < 0 has buckets of its own: 16 + f(-r), never 16 itself.
    used = {t5_bucket(r) if r >= 0 else 16 + t5_bucket(-r) for r in range(-200, 201)}
    assert used == set(range(32)) - {16}
    for panel in both_panels("$f(r)=16+f(-r)$"):
        assert "$8,12,16,23,32,46,64,91$" in panel
        assert "$2\\log_2(20/8)\\approx2.64$" in panel
    assert "\\ln16" in display("posenc-bucket")


def test_kept_terms(scripts):
    """Equations posenc-xl, posenc-t5, posenc-deberta, figure posenc-fig-terms, by shifting."""
    terms, _ = scripts
    no, fixed, relative, absolute = range(4)
    assert terms.kinds() == {
        "added": [fixed, absolute, absolute, absolute],
        "multiplied": [absolute, no, no, no],
        "shaw": [fixed, relative, no, no],
        "xl": [fixed, relative, fixed, relative],
        "t5": [fixed, no, no, relative],
        "deberta": [fixed, relative, relative, no],
        "fused": [relative, no, no, no],
    }
    t5, deberta = terms.kinds()["t5"], terms.kinds()["deberta"]
    assert all((a == no) != (b == no) for a, b in zip(t5[1:], deberta[1:], strict=True))


def convolve(x, wrap):
    ends = (x[-1], x[0]) if wrap else (0, 0)
    padded = [ends[0], *x, ends[1]]
    return [sum(padded[i : i + 3]) for i in range(len(x))]


def test_padding_leaks_position():
    """Text before posenc-complex: the example with ones, zero padding and wrapped padding."""
    once = convolve([1] * 7, wrap=False)
    twice = convolve(once, wrap=False)
    assert once == [2, 3, 3, 3, 3, 3, 2]
    assert twice == [5, 8, 9, 9, 9, 8, 5]
    assert convolve(convolve([1] * 7, wrap=True), wrap=True) == [9] * 7
    for panel in both_panels("$(1,1,1)$"):
        assert f"$({','.join(map(str, once))})$" in panel
        assert f"$({','.join(map(str, twice))})$" in panel


@pytest.mark.parametrize("shared", [True, False])
def test_complex_order(shared):
    """Equation posenc-complex: the phase of a product is relative iff frequencies agree."""
    rng = np.random.default_rng(9)
    r, omega, phi = rng.uniform(0.5, 2, size=(3, 2))
    if shared:
        omega[1] = omega[0]
    word = [lambda k, w=w: r[w] * np.exp(1j * (omega[w] * k + phi[w])) for w in (0, 1)]
    products = np.array([word[0](k + 5) * np.conj(word[1](k)) for k in range(30)])
    wanted = omega[0] * (np.arange(30) + 5) - omega[1] * np.arange(30) + phi[0] - phi[1]
    assert products == pytest.approx(r[0] * r[1] * np.exp(1j * wanted), abs=EXACT)
    assert (np.abs(products - products[0]).max() < EXACT) == shared


def test_fused_in_the_plane():
    """Equations posenc-fused, posenc-plane: inner product, difference, real form, example."""
    rng = np.random.default_rng(10)
    theta = 0.37
    q, k = rng.normal(size=2), rng.normal(size=2)
    qc, kc = complex(*q), complex(*k)
    product = qc * kc.conjugate()
    assert product.real == pytest.approx(q @ k, abs=EXACT)
    assert product.imag == pytest.approx(q[1] * k[0] - q[0] * k[1], abs=EXACT)

    def plane(x, n):
        turned = np.array([-x[1], x[0]])
        return x * math.cos(n * theta) + turned * math.sin(n * theta)

    for m, n in ((0, 0), (9, 4), (1009, 1004), (3, 50)):
        turned = complex(*q) * np.exp(1j * n * theta)
        assert plane(q, n) == pytest.approx([turned.real, turned.imag], abs=EXACT)
        c, s = math.cos(n * theta), math.sin(n * theta)
        assert q @ np.array([[c, s], [-s, c]]) == pytest.approx(plane(q, n), abs=EXACT)
        score = plane(q, m) @ plane(k, n)
        wanted = (product * np.exp(1j * (m - n) * theta)).real
        assert score == pytest.approx(wanted, abs=EXACT)
        one = np.array([1.0, 0.0])
        assert plane(one, m) @ plane(one, n) == pytest.approx(math.cos((m - n) * theta), abs=EXACT)


def test_fused_in_pairs():
    """Equation posenc-fused-decay: matrix and complex form, relative, norm kept."""
    rng = np.random.default_rng(11)
    q, k = rng.normal(size=(2, D))
    qc, kc = q[0::2] + 1j * q[1::2], k[0::2] + 1j * k[1::2]
    for theta in (THETA, rng.uniform(0, 3, D // 2)):  # "demands nothing of theta_s"
        for m, n in ((0, 0), (12, 5), (5, 12)):

            def turn(x, position, theta=theta):
                z = (x[0::2] + 1j * x[1::2]) * np.exp(1j * position * theta)
                return np.stack([z.real, z.imag], axis=1).ravel()

            score = turn(q, m) @ turn(k, n)
            summed = np.sum((qc * kc.conj() * np.exp(1j * (m - n) * theta)).real)
            assert score == pytest.approx(summed, abs=EXACT)
            assert turn(q, m + 700) @ turn(k, n + 700) == pytest.approx(score, abs=EXACT)
            if theta is THETA:
                assert q @ rotation(m).T == pytest.approx(turn(q, m), abs=EXACT)
                assert q @ rotation(n - m) @ k == pytest.approx(score, abs=EXACT)
                assert np.linalg.norm(turn(q, m)) == pytest.approx(np.linalg.norm(q), abs=EXACT)


def test_rotation_before_the_projection(scripts):
    """Text of posenc-fig-toeplitz: relative after the projection, or if A commutes; else not."""
    terms, toeplitz = scripts
    assert terms.D % 2 == toeplitz.D % 2 == 0
    added, before, after = toeplitz.three_scores()
    assert toeplitz.off_toeplitz(added) > 0.3
    assert toeplitz.off_toeplitz(before) > 0.3
    assert toeplitz.off_toeplitz(after) < EXACT
    assert (toeplitz.N, toeplitz.D) == (20, 16)
    assert POST.count("$n=20$") == POST.count("$d=16$") == 2
    rng = np.random.default_rng(12)
    x = rng.normal(size=D)
    for a, relative in ((commuting(rng), True), (rng.normal(size=(D, D)), False)):
        z = np.array([[x @ rotation(i).T @ a @ rotation(j) @ x for j in range(N)]
                      for i in range(N)])  # fmt: skip
        assert (spread(z) < EXACT) == relative


def test_biases_restore_four_terms():
    """Equation posenc-bias: the sum, each term relative, the last a trigonometric sum."""
    rng, x, (wq, wk, _) = random_head(13)
    bq, bk = rng.normal(size=(2, D))

    def parts(i, j, y, w):
        turn = rotation(j - i)
        return np.array([
            y @ wq @ turn @ wk.T @ w, y @ wq @ turn @ bk, bq @ turn @ wk.T @ w, bq @ turn @ bk,
        ])  # fmt: skip

    for i, j in ((0, 0), (2, 6), (5, 1)):
        q, k = (x[i] @ wq + bq) @ rotation(i).T, (x[j] @ wk + bk) @ rotation(j).T
        assert q @ k == pytest.approx(parts(i, j, x[i], x[j]).sum(), abs=EXACT)
        moved = parts(i + 40, j + 40, x[i], x[j])
        assert moved == pytest.approx(parts(i, j, x[i], x[j]), abs=EXACT)
    # Every term reacts to i - j, the third as well (unlike posenc-xl).
    assert np.all(np.abs(parts(2, 6, x[0], x[1]) - parts(2, 3, x[0], x[1])) > 1e-3)
    cq, ck = bq[0::2] + 1j * bq[1::2], bk[0::2] + 1j * bk[1::2]
    c = cq * ck.conj()
    for r in range(-3, 4):
        trig = np.sum(c.real * np.cos(r * THETA) - c.imag * np.sin(r * THETA))
        assert bq @ rotation(-r) @ bk == pytest.approx(trig, abs=EXACT)
    # Without biases, a zero query makes the score zero.
    assert np.zeros(D) @ rotation(3) @ x[1] == 0


def test_same_token_everywhere():
    """Equation posenc-constant: any scores, mask or not, any depth; turned values differ."""
    rng, x, (wq, wk, wv) = random_head(14)
    same = np.tile(x[0], (N, 1))
    for mask in (np.ones((N, N), dtype=bool), np.tril(np.ones((N, N), dtype=bool))):
        out = same
        for _ in range(3):
            out = softmax(np.where(mask, rng.normal(size=(N, N)) * 3, -np.inf)) @ out @ wv
            assert np.ptp(out, axis=0).max() < EXACT
        # Values rotated as well, with fused scores: the outputs tell the positions apart.
        q = np.array([same[i] @ wq @ rotation(i).T for i in range(N)])
        k = np.array([same[i] @ wk @ rotation(i).T for i in range(N)])
        weights = softmax(np.where(mask, q @ k.T, -np.inf))
        assert np.ptp(weights @ same @ wv, axis=0).max() < EXACT
        turned = np.array([same[j] @ wv @ rotation(j).T for j in range(N)])
        assert np.ptp(weights @ turned, axis=0).max() > 0.01
    with_first = same.copy()
    with_first[0] = rng.normal(size=D)  # a special first token, with a mask
    weights = softmax(np.where(np.tril(np.ones((N, N), dtype=bool)), np.zeros((N, N)), -np.inf))
    assert np.ptp((weights @ with_first @ wv)[1:], axis=0).max() > 0.01


def test_table(scripts):
    """The table's columns, against the classification of the terms and the number of buckets."""
    lines = [line for line in POST.splitlines() if re.search(r"(yes|no)\]\{\.en\} \|", line)]
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines]
    assert [len(row) for row in rows] == [5] * 10
    terms, _ = scripts
    kinds = terms.kinds()
    names = {
        1: "added", 3: "multiplied", 4: "shaw", 5: "xl", 6: "t5", 7: "deberta", 9: "fused",
    }  # fmt: skip
    for row, name in names.items():
        relative = terms.ABSOLUTE not in kinds[name]
        assert rows[row][2] == ("[是]{.zh} [yes]{.en}" if relative else "[否]{.zh} [no]{.en}")
    in_values = [row[3].startswith("[是]") for row in rows]
    assert in_values == [True] * 5 + [False] * 3 + [True, False]
    buckets = 2 * len({t5_bucket(r) for r in range(1000)})
    assert [row[1] for row in rows if row[0].startswith("T5")] == [f"${buckets}$"]
    # A scheme that can't move the scores by position alone has no fourth term.
    for row in (7, 9):
        assert kinds[names[row]][3] == terms.DROPPED
        assert "term of position alone" in rows[row][4]
    assert kinds["xl"][2] == terms.FIXED


def test_the_code_block_runs():
    """The post's one code block, as printed; it must fail if its two cases are exchanged."""
    blocks = re.findall(r"^```python\n(.*?)^```$", POST, re.MULTILINE | re.DOTALL)
    assert len(blocks) == 1
    space = {}
    exec(blocks[0], space)  # the post's own code
    m = space["m"]
    assert np.abs(space["scores"](m, True) - space["scores"](m + 1000, True)).max() < EXACT
    assert np.abs(space["scores"](m, False) - space["scores"](m + 1000, False)).max() > 0.1
    assert "1000" in blocks[0]
    assert all("$1000$" in panel for panel in both_panels("{numref}`posenc-fig-toeplitz`"))
