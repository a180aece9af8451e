"""Numeric checks of posts/beyond-mup-2.md: each test names the equation that it checks."""

import math
import re
import runpy
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
POST = (ROOT / "posts" / "beyond-mup-2.md").read_text(encoding="utf-8")
EXACT = 1e-10  # identities: double-precision rounding only
SHAPES = [(12, 20), (20, 12), (16, 16)]


def rms(z):
    return np.sqrt(np.mean(np.square(z), axis=-1))


def norm(x):
    return x / rms(x)[..., None]


def spec(w):
    """Spectral norm from the smaller Gram matrix: quicker than an SVD, as exact at the top."""
    gram = w @ w.T if w.shape[0] <= w.shape[1] else w.T @ w
    return math.sqrt(max(np.linalg.eigvalsh(gram)[-1], 0.0))


def gamma(w):
    d_in, d_out = w.shape
    return math.sqrt(d_in / d_out) * spec(w)


def inner(a, b):
    return float(np.sum(a * b))


def msign(g):
    u, s, vt = np.linalg.svd(g, full_matrices=False)
    r = int(np.sum(s > 1e-12 * s[0]))
    return u[:, :r] @ vt[:r]


def climb(w, rng, steps=3000):
    """max of rms(n w) over rms(n) = 1, by power iteration from random starts; no SVD."""
    n = norm(rng.normal(size=(6, w.shape[0])))
    for _ in range(steps):
        n = norm(n @ w @ w.T)
    return rms(n @ w).max()


def sigma(d_in, d_out):
    return math.sqrt(d_out / d_in) / (math.sqrt(d_in) + math.sqrt(d_out))


def text(language, marker):
    """The text of the one block of a language that holds the marker."""
    blocks = re.findall(rf"^:::\{{{language}\}}\n(.*?)^:::$", POST, re.MULTILINE | re.DOTALL)
    found = [block for block in blocks if marker in block]
    assert len(found) == 1
    return found[0]


def quoted(marker):
    """The decimal numbers of both languages next to a marker; they must be the same."""
    zh, en = (re.findall(r"\$(\d+\.\d+)\$", text(lang, marker)) for lang in ("zh", "en"))
    assert sorted(zh) == sorted(en)
    return en


def test_post_norm_is_in_norm_for_the_block():
    """Equations mup2-prepost, mup2-post: both recursions give the same x_t from block two on."""
    rng = np.random.default_rng(1)
    blocks = rng.normal(size=(5, 9, 9))
    x = rng.normal(size=9)
    y = x + np.tanh(x @ blocks[0])
    x = norm(y)
    for a in blocks[1:]:
        y = norm(y) + np.tanh(norm(y) @ a)  # mup2-post
        x = norm(x + np.tanh(x @ a))  # second line of mup2-prepost
        assert norm(y) == pytest.approx(x, abs=EXACT)


def test_norm_commutes_with_the_product_and_gain_costs_its_maximum():
    """Text after mup2-post: RMSNorm(x) W = x W / rms(x); Gamma(diag(g) W) <= max|g| Gamma(W)."""
    rng = np.random.default_rng(2)
    for shape in SHAPES:
        w, x, g = rng.normal(size=shape), rng.normal(size=shape[0]), rng.normal(size=shape[0])
        assert norm(x) @ w == pytest.approx((x @ w) / rms(x), abs=EXACT)
        bound = np.abs(g).max() * gamma(w)
        assert gamma(np.diag(g) @ w) <= bound + EXACT
        g[:] = -1.7  # equality for a constant gain
        assert gamma(np.diag(g) @ w) == pytest.approx(1.7 * gamma(w), rel=EXACT)


@pytest.mark.parametrize("shape", SHAPES)
def test_expansion_and_three_maxima(shape):
    """Equations mup2-forward, mup2-dependency, mup2-update: expansion, ascent, maximisers."""
    rng = np.random.default_rng(3)
    d_in, d_out = shape
    w, delta = rng.normal(size=(2, *shape))
    u, s, _ = np.linalg.svd(w)
    s = np.concatenate([s, np.zeros(d_in - len(s))])
    n = norm(rng.normal(size=(2000, d_in)))
    c = n @ u / math.sqrt(d_in)
    assert np.sum(c**2, axis=1) == pytest.approx(1, abs=EXACT)
    assert rms(n @ w) ** 2 == pytest.approx(d_in / d_out * c**2 @ s**2, rel=1e-9)
    # Equal weights: the mean square of part one.
    equal = math.sqrt(d_in) * rng.choice([-1, 1], size=d_in) / math.sqrt(d_in) @ u.T
    assert rms(equal @ w) ** 2 == pytest.approx(np.linalg.norm(w) ** 2 / d_out, rel=EXACT)
    if d_in <= d_out:
        assert rms(n @ w).min() >= math.sqrt(d_in / d_out) * s.min()
    for matrix in (w, delta):
        assert climb(matrix, rng) == pytest.approx(gamma(matrix), rel=1e-6)
        assert rms(n @ matrix).max() <= gamma(matrix)
        top = math.sqrt(d_in) * np.linalg.svd(matrix)[0][:, 0]
        assert rms(top) == pytest.approx(1, abs=EXACT)
        assert rms(top @ matrix) == pytest.approx(gamma(matrix), rel=EXACT)
    best = math.sqrt(d_in) * u[:, 0]
    assert rms(best @ w - (-best) @ w) == pytest.approx(2 * gamma(w), rel=EXACT)
    assert max(rms((n[i] - n) @ w).max() for i in range(40)) <= 2 * gamma(w)
    assert rms(n[:40, None] - n[None]).max() <= 2 + EXACT
    moved = rms(top @ (w + delta) - top @ w)  # top belongs to delta here
    assert moved == pytest.approx(gamma(delta), rel=1e-9)
    assert rms(best @ delta) < 0.99 * gamma(delta)  # the worst inputs need not coincide


def test_initial_deviation_gives_gamma_one():
    """Equation mup2-init with constant 1: within 4 % (the norm stays below its limit)."""
    rng = np.random.default_rng(4)
    for d_in, d_out in ((256, 256), (96, 384), (384, 96), (640, 40)):
        w = sigma(d_in, d_out) * rng.normal(size=(d_in, d_out))
        assert gamma(w) == pytest.approx(1, abs=0.04)
        typical = rms(norm(rng.normal(size=(500, d_in))) @ w).mean()
        # The mean amplification sigma sqrt(d_in); sampling and finite size leave 2 %.
        assert typical == pytest.approx(sigma(d_in, d_out) * math.sqrt(d_in), rel=0.02)
    assert sigma(64, 64) * math.sqrt(64) == pytest.approx(1 / 2, abs=EXACT)


def test_minimum_form_of_the_deviation():
    """Equation mup2-min: both ends of the sandwich, and that neither can be improved."""
    quotients = []
    for d_in in (1, 7, 64, 4096, 10**8):
        for d_out in (1, 7, 64, 4096, 10**8):
            middle = math.sqrt(d_in) * sigma(d_in, d_out)
            assert middle == pytest.approx(
                math.sqrt(d_out) / (math.sqrt(d_in) + math.sqrt(d_out)), rel=EXACT
            )
            quotients.append(middle / min(1, math.sqrt(d_out / d_in)))
    assert min(quotients) == pytest.approx(1 / 2, abs=EXACT)  # square
    assert 1 - 1e-3 < max(quotients) < 1
    # Fixed output width: proportional to 1/d_in; narrow layers sqrt(d_out)/d_in in general.
    assert sigma(4 * 10**8, 4) / sigma(10**8, 4) == pytest.approx(1 / 4, rel=1e-3)
    assert sigma(10**8, 4) == pytest.approx(math.sqrt(4) / 10**8, rel=1e-3)


def test_familiar_initialisation():
    """Text after mup2-min: sigma = 1/sqrt(d_in) has mean 1, maximum 1 + sqrt(d_in/d_out)."""
    rng = np.random.default_rng(5)
    for d_in, d_out in ((200, 200), (400, 100), (100, 400)):
        w = rng.normal(size=(d_in, d_out)) / math.sqrt(d_in)
        assert rms(norm(rng.normal(size=(1000, d_in))) @ w).mean() == pytest.approx(1, rel=0.03)
        assert gamma(w) == pytest.approx(1 + math.sqrt(d_in / d_out), rel=0.06)


def test_concentration_numbers_and_lower_side():
    """Text after mup2-min: 1.032 and 0.001 at 4096 x 4096; Gamma >= about 1/2 for any shape."""
    limit, probability = (float(q) for q in quoted("1-2e^{-s^2/2}"))
    assert (limit, probability) == (1.032, 0.001)
    assert 1 + 4 / (2 * math.sqrt(4096)) <= limit
    assert 2 * math.exp(-(4**2) / 2) < probability
    rng = np.random.default_rng(6)
    for d_in, d_out in ((100, 100), (400, 1), (1, 400), (300, 20), (20, 300)):
        s = sigma(d_in, d_out)
        draws = s * rng.normal(size=(6, d_in, d_out))
        u, v = np.eye(d_in)[0], np.eye(d_out)[0]
        for w in draws:
            assert spec(w) >= max(np.linalg.norm(u @ w), np.linalg.norm(w @ v)) - EXACT
        mean = np.mean([gamma(w) for w in draws])
        assert 0.5 < mean <= 1 + 0.05  # E <= 1, up to sampling
        floor = math.sqrt(d_in / d_out) * s * max(math.sqrt(d_in), math.sqrt(d_out))
        assert floor >= 1 / 2 - EXACT


def test_semi_orthogonal_initialisation():
    """Text after mup2-min: Gamma is 1, and for d_in <= d_out every input is amplified by 1."""
    rng = np.random.default_rng(7)
    for d_in, d_out in SHAPES:
        w = math.sqrt(d_out / d_in) * msign(rng.normal(size=(d_in, d_out)))
        assert gamma(w) == pytest.approx(1, abs=EXACT)
        y = rms(norm(rng.normal(size=(300, d_in))) @ w)
        if d_in <= d_out:
            assert y == pytest.approx(1, abs=EXACT)
        else:
            assert y.min() < 0.95


@pytest.mark.parametrize("shape", SHAPES)
def test_msign_solves_the_problem(shape):
    """Equations mup2-budget, mup2-dual, mup2-msign, mup2-step, mup2-decrease."""
    rng = np.random.default_rng(8)
    d_in, d_out = shape
    g = rng.normal(size=shape)
    u, s, vt = np.linalg.svd(g, full_matrices=False)
    nuclear = s.sum()
    for _ in range(300):
        phi = rng.normal(size=shape)
        phi /= spec(phi)
        terms = np.einsum("ji,jk,ik->i", u, phi, vt)  # u_i^T Phi v_i
        assert np.all(terms <= 1 + EXACT)
        assert inner(g, phi) == pytest.approx(s @ terms, abs=EXACT)
        assert inner(g, phi) < nuclear
    phi = msign(g)
    assert inner(g, phi) == pytest.approx(nuclear, rel=EXACT)
    # Near the optimum, too: a random nudge, pulled back into the ball, only loses.
    for size in (1e-3, 1e-1):
        for _ in range(50):
            other = phi + size * rng.normal(size=shape)
            assert inner(g, other / spec(other)) < nuclear
    eta = 0.03
    step = -eta * math.sqrt(d_out / d_in) * phi
    assert gamma(step) == pytest.approx(eta, rel=EXACT)
    budget = eta * math.sqrt(d_out / d_in)
    assert spec(step) <= budget + EXACT
    assert inner(g, step) == pytest.approx(-budget * nuclear, rel=EXACT)
    # The same optimum without an SVD: ascent on the dual, ||G||_* = max over orthogonal pairs.
    x = g / np.linalg.norm(g)
    for _ in range(60):  # Newton's iteration for the polar factor
        x = 1.5 * x - 0.5 * x @ x.T @ x
    assert x == pytest.approx(phi, abs=1e-8)


@pytest.mark.parametrize("rank", [1, 3, 5])
def test_all_optima(rank):
    """Equation mup2-face: every such Phi is optimal, no other is; least Frobenius norm at 0."""
    rng = np.random.default_rng(9)
    d_in, d_out = 7, 5
    g = rng.normal(size=(d_in, rank)) @ rng.normal(size=(rank, d_out))
    u, s, vt = np.linalg.svd(g)
    u_perp, v_perp = u[:, rank:], vt[rank:].T
    nuclear = s.sum()
    assert (v_perp.shape[1] == 0) == (rank == min(d_in, d_out))
    for _ in range(50):
        c = rng.normal(size=(d_in - rank, d_out - rank))
        if c.size:
            c /= spec(c) * rng.uniform(1, 3)
        phi = msign(g) + u_perp @ c @ v_perp.T
        assert spec(phi) == pytest.approx(1, abs=EXACT)
        assert inner(g, phi) == pytest.approx(nuclear, rel=EXACT)
        square = np.linalg.norm(phi) ** 2
        assert square == pytest.approx(rank + np.linalg.norm(c) ** 2, rel=EXACT)
        # A component outside of the family costs spectral norm or trace.
        other = phi + 0.1 * np.outer(u[:, 0], rng.normal(size=d_out))
        other /= spec(other)
        assert inner(g, other) < nuclear * (1 - 1e-6)
    if rank < min(d_in, d_out):
        c = 1.1 * np.eye(d_in - rank, d_out - rank)
        assert spec(msign(g) + u_perp @ c @ v_perp.T) > 1.05


def test_approximate_msign_costs_constants():
    """Text after mup2-decrease: singular values in [p, q] keep at least p of the decrease."""
    rng = np.random.default_rng(10)
    g = rng.normal(size=(9, 14))
    u, s, vt = np.linalg.svd(g, full_matrices=False)
    p, q, eta = 0.7, 1.1, 0.2
    for _ in range(50):
        t = rng.uniform(p, q, size=9)
        phi = u @ np.diag(t) @ vt
        assert inner(g, phi) == pytest.approx(s @ t, rel=EXACT)
        assert inner(g, phi) >= p * s.sum()
        assert gamma(eta * math.sqrt(14 / 9) * phi) <= q * eta + EXACT


def test_entries_of_the_update():
    """Equation mup2-entry, and the quotient with sigma between 1 and 2."""
    rng = np.random.default_rng(11)
    eta = 0.1
    for d_in, d_out in ((30, 30), (12, 48), (48, 12), (60, 3)):
        step = eta * math.sqrt(d_out / d_in) * msign(rng.normal(size=(d_in, d_out)))
        entry = math.sqrt(np.mean(step**2))
        form = eta * math.sqrt(d_out / d_in) / math.sqrt(max(d_in, d_out))
        assert entry == pytest.approx(form, rel=EXACT)
        shape = min(1, math.sqrt(d_out / d_in))
        assert entry == pytest.approx(eta / math.sqrt(d_in) * shape, rel=EXACT)
        quotient = entry / (eta * sigma(d_in, d_out))
        total = math.sqrt(d_in) + math.sqrt(d_out)
        assert quotient == pytest.approx(total / math.sqrt(max(d_in, d_out)), rel=EXACT)
        assert 1 < quotient <= 2 + EXACT


def test_table_of_shapes():
    """Table after mup2-entry: all twelve cells, from the definitions at one width."""
    rows = re.findall(r"^\| \$(4?d)\\to ?(4?d)\$ \|(.+)\|$", POST, re.MULTILINE)
    assert [row[:2] for row in rows] == [("d", "d"), ("d", "4d"), ("4d", "d")]
    rng = np.random.default_rng(12)
    d, eta = 16, 0.3
    for left, right, cells in rows:
        d_in, d_out = (d * (4 if name == "4d" else 1) for name in (left, right))
        values = [float(Fraction(cell.strip(" $"))) for cell in cells.split("|")]
        s = sigma(d_in, d_out)
        step = eta * math.sqrt(d_out / d_in) * msign(rng.normal(size=(d_in, d_out)))
        entry = math.sqrt(np.mean(step**2))
        expected = [
            s * math.sqrt(d), s * math.sqrt(d_in), entry * math.sqrt(d) / eta, entry / (eta * s)
        ]  # fmt: skip
        assert values == pytest.approx(expected, rel=1e-9)


def test_other_norms_and_the_penalty():
    """Equation mup2-others, and the penalised problem: best length rho*(G)/mu."""
    rng = np.random.default_rng(13)
    shape = (9, 6)
    g = rng.normal(size=shape)
    eta, size = 0.2, math.sqrt(9 * 6)
    by_rms = -eta * size * g / np.linalg.norm(g)
    by_max = -eta * np.sign(g)
    assert rms(by_rms.ravel()) == pytest.approx(eta, rel=EXACT)
    assert np.abs(by_max).max() == eta
    for _ in range(300):
        other = rng.normal(size=shape)
        assert inner(g, by_rms) < inner(g, eta * other / rms(other.ravel()))
        assert inner(g, by_max) < inner(g, eta * other / np.abs(other).max())
    mu = 3.0
    duals = {  # rho, its dual norm, its best direction
        "spectral": (spec, np.linalg.norm(g, "nuc"), msign(g)),
        "frobenius": (np.linalg.norm, np.linalg.norm(g), g / np.linalg.norm(g)),
        "max": (lambda z: np.abs(z).max(), np.abs(g).sum(), np.sign(g)),
    }
    for rho, dual, phi in duals.values():
        assert rho(phi) == pytest.approx(1, rel=EXACT)
        assert inner(g, phi) == pytest.approx(dual, rel=EXACT)

        def cost(z, rho=rho):
            return inner(g, z) + mu / 2 * rho(z) ** 2

        best = cost(-dual / mu * phi)
        for kappa in np.linspace(0.1, 3, 30) * dual / mu:
            value = cost(-kappa * phi)
            assert value == pytest.approx(-kappa * dual + mu / 2 * kappa**2, rel=1e-9, abs=1e-9)
            assert value >= best - 1e-9
            nudged = -kappa * phi + 0.1 * kappa * rng.normal(size=shape)
            assert cost(nudged) >= best


def test_two_by_two_example():
    """Text before mup2-fig-balls: norms on the slice, three values, and their rescaling."""
    rng = np.random.default_rng(14)

    def m(a, b):
        return np.array([[a, b], [b, a]])

    for a, b in rng.normal(size=(100, 2)):
        s = np.linalg.svd(m(a, b), compute_uv=False)
        assert sorted(s) == pytest.approx(sorted([abs(a + b), abs(a - b)]), abs=EXACT)
        assert s[0] == pytest.approx(abs(a) + abs(b), rel=EXACT)
        assert np.linalg.norm(m(a, b)) == pytest.approx(math.sqrt(2 * a**2 + 2 * b**2), rel=EXACT)
    g = m(2.0, 1.0)
    assert np.linalg.svd(g, compute_uv=False) == pytest.approx([3, 1], abs=EXACT)
    best = [g / math.sqrt(10), np.eye(2), np.ones((2, 2))]
    assert msign(g) == pytest.approx(best[1], abs=EXACT)
    norms = [np.linalg.norm, spec, lambda z: np.abs(z).max()]
    for phi, rho in zip(best, norms, strict=True):
        assert rho(phi) == pytest.approx(1, rel=EXACT)
        for other in rng.normal(size=(500, 2, 2)):  # among all 2 x 2 matrices
            assert inner(g, other) / rho(other) <= inner(g, phi) + EXACT
    assert [inner(g, phi) for phi in best] == pytest.approx([math.sqrt(10), 4, 6], rel=EXACT)
    assert [spec(phi) for phi in best] == pytest.approx([3 / math.sqrt(10), 1, 2], rel=EXACT)
    scaled = [inner(g, phi) / spec(phi) for phi in best]
    assert scaled == pytest.approx([10 / 3, 4, 3], rel=EXACT)
    # Where the balls touch: rank one for disc and diamond, orthogonal at the vertices.
    for a, b in ((0.5, 0.5), (-0.5, 0.5), (0.5, -0.5), (-0.5, -0.5)):
        assert np.linalg.matrix_rank(m(a, b)) == 1
        assert np.linalg.norm(m(a, b)) == pytest.approx(spec(m(a, b)), abs=EXACT)
        assert spec(m(a, b)) == pytest.approx(1, abs=EXACT)
    for a, b in ((1, 0), (0, 1), (-1, 0), (0, -1)):
        assert m(a, b) @ m(a, b).T == pytest.approx(np.eye(2), abs=EXACT)
        assert max(abs(a), abs(b)) == 1
    for angle in rng.uniform(0, 2 * math.pi, size=100):
        a, b = math.cos(angle), math.sin(angle)
        found = msign(m(a, b))
        expected = math.copysign(1, a) * np.eye(2) if abs(a) > abs(b) else None
        if expected is None:
            expected = math.copysign(1, b) * np.eye(2)[::-1]
        assert found == pytest.approx(expected, abs=1e-9)


def share(s):
    return np.sum(s**2) / (s.max() * np.sum(s))


def test_share_of_the_gradient_direction():
    """Equation mup2-fraction: the bound holds, is attained at t, and nowhere improved."""
    rng = np.random.default_rng(15)
    for r in (1, 2, 3, 8, 50):
        bound = 2 / (math.sqrt(r) + 1)
        t = 1 / (math.sqrt(r) + 1)
        assert (r - 1) * t**2 + 2 * t - 1 == pytest.approx(0, abs=EXACT)
        worst = np.array([1.0] + [t] * (r - 1))
        assert share(worst) == pytest.approx(bound, rel=EXACT)
        for _ in range(300):
            s = rng.uniform(size=r) ** rng.uniform(0.1, 6)
            assert share(s) >= bound - EXACT
            assert share(np.abs(worst + 0.05 * rng.normal(size=r))) >= bound - EXACT
        grid = np.linspace(0, 1, 4001)
        curve = (1 + (r - 1) * grid**2) / (1 + (r - 1) * grid)
        assert curve.min() == pytest.approx(bound, abs=1e-6)
        assert share(np.full(r, 0.3)) == pytest.approx(1, rel=EXACT)
    g = rng.normal(size=(6, 9))
    s = np.linalg.svd(g, compute_uv=False)
    left = np.trace(g.T @ g) / (spec(g) * np.linalg.norm(g, "nuc"))
    assert left == pytest.approx(share(s), rel=EXACT)


def code_block():
    blocks = re.findall(r"^```python\n(.*?)^```$", POST, re.MULTILINE | re.DOTALL)
    assert len(blocks) == 1
    return blocks[0]


def test_code_block_and_the_numbers_quoted_from_it(tmp_path):
    """The post's code runs; 0.705, 0.522, 0.702 and 0.087 are what it finds (both languages)."""
    script = tmp_path / "block.py"
    script.write_text(code_block(), encoding="utf-8")
    space = runpy.run_path(str(script))
    g, rivals, measure = space["G"], space["rivals"], space["share"]
    rank = int(np.linalg.matrix_rank(g))
    assert (rank, g.size, len(rivals) - 2) == (8, 2048, 500)
    shares = [measure(phi) for phi in rivals]
    found = [shares[0], 2 / (math.sqrt(rank) + 1), shares[1], max(shares[2:])]
    assert [f"{x:.3f}" for x in found] == quoted("$0.705$")
    assert measure(space["msign"](g)) == pytest.approx(1, abs=EXACT)


def test_width_rule_of_other_budgets():
    """Equation mup2-width: exact for the RMS budget, a bound with equality at rank one for sign."""
    rng = np.random.default_rng(16)
    eta = 0.01
    for d_in, d_out in ((40, 40), (60, 20), (20, 60)):
        for rank in (1, 4, 20):
            g = rng.normal(size=(d_in, rank)) @ rng.normal(size=(rank, d_out))
            srank = np.linalg.norm(g) ** 2 / spec(g) ** 2
            by_rms = eta * math.sqrt(d_in * d_out) * g / np.linalg.norm(g)
            assert gamma(by_rms) == pytest.approx(eta * d_in / math.sqrt(srank), rel=EXACT)
            by_sign = gamma(eta * np.sign(g))
            if rank == 1:
                assert by_sign == pytest.approx(eta * d_in, rel=EXACT)
            else:
                assert by_sign < 0.95 * eta * d_in


def gelu(z):
    return z * 0.5 * (1 + np.vectorize(math.erf)(z / math.sqrt(2)))


def silu(z):
    return z / (1 + np.exp(-z))


def test_activations():
    """Text after mup2-ffn: |phi(z)| <= |z| for GELU and SiLU, Lipschitz constants 1.13, 1.10."""
    z = np.linspace(-8, 8, 16001)
    constants = []
    for phi in (gelu, silu):
        y = phi(z)
        assert np.all(np.abs(y) <= np.abs(z))
        constants.append(np.abs(np.diff(y) / np.diff(z)).max())
    for lang, marker in (("zh", "常数 $K$"), ("en", "constants $K$")):
        numbers = re.findall(r"\$(\d+\.\d+)\$", text(lang, marker))
        assert numbers == [f"{k:.2f}" for k in constants]


def test_ffn_bounds():
    """Equations mup2-ffn, mup2-ffn-update: on random inputs and steps, for three activations."""
    rng = np.random.default_rng(17)
    d_in, d_mid, d_out = 8, 24, 12
    x = rng.normal(size=(200, d_in))
    tight = 0.0
    for phi, k in ((lambda z: np.maximum(z, 0), 1.0), (gelu, 1.129), (silu, 1.0999)):
        for size in (0.01, 0.3):
            up, down = rng.normal(size=(d_in, d_mid)), rng.normal(size=(d_mid, d_out))
            d_up, d_down = size * rng.normal(size=up.shape), size * rng.normal(size=down.shape)
            h, h_new = phi(x @ up), phi(x @ (up + d_up))
            y, y_new = h @ down, h_new @ (down + d_down)
            assert np.all(rms(h) <= rms(x @ up) + EXACT)
            assert np.all(rms(y) <= rms(x) * gamma(up) * gamma(down) + EXACT)
            long = math.sqrt(d_in / d_mid) * spec(up) * math.sqrt(d_mid / d_out) * spec(down)
            assert gamma(up) * gamma(down) == pytest.approx(long, rel=EXACT)
            split = (h_new - h) @ (down + d_down) + h @ d_down
            assert y_new - y == pytest.approx(split, abs=1e-9)
            bound = k * gamma(d_up) * (gamma(down) + gamma(d_down)) + gamma(up) * gamma(d_down)
            ratio = rms(y_new - y) / rms(x) / bound
            assert ratio.max() <= 1
            tight = max(tight, ratio.max())
    assert tight > 0.1  # not vacuous
    # Attained, phi(z) = z on positive entries: (1 + eta)^2 - 1 at Gamma = 1, K = 1.
    eta, one = 0.1, np.ones(d_mid)
    up, down = np.outer(np.ones(d_in), one), np.outer(one, np.ones(d_out))
    up, down = up / gamma(up), down / gamma(down)
    before = np.maximum(np.ones(d_in) @ up, 0) @ down
    after = np.maximum(np.ones(d_in) @ up * (1 + eta), 0) @ down * (1 + eta)
    assert rms(after - before) == pytest.approx((1 + eta) ** 2 - 1, rel=EXACT)
    assert (1 + 1) * eta + 1 * eta**2 == pytest.approx((1 + eta) ** 2 - 1, rel=EXACT)
    assert rms(np.maximum(-np.ones(d_in) @ up, 0)) == 0  # ReLU can put out the hidden layer


def test_gated_ffn_and_attention():
    """Text after mup2-ffn-update: the product grows like sqrt(d_mid); attention doesn't grow."""
    rng = np.random.default_rng(18)
    d_in = 6
    for d_mid in (4, 64, 1024):
        a, b = rng.normal(size=(2, 300, d_mid))
        assert np.all(rms(a * b) <= math.sqrt(d_mid) * rms(a) * rms(b))
        u = np.linalg.qr(rng.normal(size=(d_in, 1)))[0][:, 0]
        w = math.sqrt(d_mid / d_in) * np.outer(u, np.eye(d_mid)[0])
        assert gamma(w) == pytest.approx(1, rel=EXACT)
        out = math.sqrt(d_in) * u @ w
        assert out == pytest.approx(math.sqrt(d_mid) * np.eye(d_mid)[0], abs=1e-9)
        assert rms(out) == pytest.approx(1, rel=EXACT)
        assert rms(out * out) == pytest.approx(math.sqrt(d_mid), rel=EXACT)
    v = rng.normal(size=(10, 16))
    weights = rng.dirichlet(np.full(10, 0.2), size=500)
    assert rms(weights @ v).max() <= rms(v).max()
    assert rms(np.eye(10) @ v).max() == rms(v).max()


def test_curvature():
    """First paragraph of the last section: the guaranteed decrease, exact on a quadratic bowl."""
    rng = np.random.default_rng(19)
    d_in, d_out, mu = 6, 4, 2.0
    g = rng.normal(size=(d_in, d_out))
    dual = math.sqrt(d_out / d_in) * np.linalg.norm(g, "nuc")
    for _ in range(200):  # the dual norm of Gamma
        phi = rng.normal(size=g.shape)
        assert inner(g, phi) / gamma(phi) <= dual
    direction = -math.sqrt(d_out / d_in) * msign(g)

    def model(delta):  # the right-hand side of the assumption, without L(W)
        return inner(g, delta) + mu / 2 * gamma(delta) ** 2

    for eta in (0.1, 1.0, 3.0):
        expected = -(eta * dual - mu / 2 * eta**2)
        assert model(eta * direction) == pytest.approx(expected, rel=1e-9)
    assert model(2 * dual / mu * direction) == pytest.approx(0, abs=1e-9)
    assert model(1.99 * dual / mu * direction) < 0 < model(2.01 * dual / mu * direction)
    for eps in (1e-3, -1e-3):
        assert msign(np.diag([1, eps])) == pytest.approx(np.diag([1, np.sign(eps)]), abs=EXACT)


def test_layers_separate():
    """Second paragraph of the last section: the joint problem is solved layer by layer."""
    rng = np.random.default_rng(20)
    shapes, eta = [(5, 7), (7, 3), (3, 6)], 0.1
    gradients = [rng.normal(size=s) for s in shapes]
    best = sum(inner(g, -eta * math.sqrt(g.shape[1] / g.shape[0]) * msign(g)) for g in gradients)
    for _ in range(300):
        steps = [rng.normal(size=s) for s in shapes]
        top = max(gamma(step) for step in steps)
        joint = sum(inner(g, eta * d / top) for g, d in zip(gradients, steps, strict=True))
        assert joint > best


def test_weight_decay():
    """Equation mup2-decay: the bound on every step, attained for a constant direction."""
    rng = np.random.default_rng(21)
    d_in, d_out, eta, decay = 6, 10, 0.5, 0.1
    scale = math.sqrt(d_out / d_in)
    fixed = msign(rng.normal(size=(d_in, d_out)))
    for start in (0.0, 30.0):
        for constant in (True, False):
            w = start * -scale * fixed
            for t in range(1, 201):
                turn = fixed if constant else msign(rng.normal(size=(d_in, d_out)))
                previous = gamma(w)
                w = w - eta * (scale * turn + decay * w)
                assert gamma(w) <= (1 - eta * decay) * previous + eta + 1e-9
                bound = 1 / decay + (1 - eta * decay) ** t * (start - 1 / decay)
                assert gamma(w) <= bound + 1e-9
                assert gamma(w) <= max(start, 1 / decay) + 1e-9
            if constant:
                assert gamma(w) == pytest.approx(bound, rel=1e-9)
    w = np.zeros((d_in, d_out))  # no decay, one direction: T eta
    for _ in range(50):
        w = w - eta * scale * fixed
    assert gamma(w) == pytest.approx(50 * eta, rel=EXACT)


def test_figure():
    """Figure mup2-fig-balls: its points are the optima of the text; dots within three per cent."""
    import mup2_balls as script

    assert script.GRADIENT == (2.0, 1.0)
    best = script.best_in_slice()
    root = math.sqrt(10)
    assert best["F"][0] == pytest.approx((2 / root, 1 / root), abs=EXACT)
    assert best["2"][0] == pytest.approx((1, 0), abs=EXACT)
    assert best["max"][0] == pytest.approx((1, 1), abs=EXACT)
    assert [value for _, value in best.values()] == pytest.approx([root, 4, 6], rel=EXACT)
    shapes = script.SHAPES
    assert [script.sigma(*s) for s in shapes] == pytest.approx([sigma(*s) for s in shapes])
    measured = script.measured_sigma(shapes)
    assert np.abs(measured / [sigma(*s) for s in shapes] - 1).max() < 0.03
    for suffix in ("svg", "pdf"):
        assert (ROOT / "posts" / "beyond-mup-2" / f"balls.{suffix}").stat().st_size > 0
