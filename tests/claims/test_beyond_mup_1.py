"""Numeric checks of posts/beyond-mup-1.md: each test names the equation that it checks."""

import itertools
import math
import re
import runpy
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
POST = (ROOT / "posts" / "beyond-mup-1.md").read_text(encoding="utf-8")
EXACT = 1e-10  # identities: double-precision rounding only


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


def climb(a, c, rng, starts=8, steps=400):
    """max of rms(n a + c) over rms(n) = 1, by the ascent n <- norm((n a + c) a^T); no SVD."""
    n = norm(rng.normal(size=(starts, a.shape[0])))
    for _ in range(steps):
        step = (n @ a + c) @ a.T
        if not np.any(step):
            break
        n = norm(step)
    return rms(n @ a + c).max()


def isotropic(samples, d, rng):
    return norm(rng.normal(size=(samples, d)))


def test_rms_of_a_vector_and_its_fluctuation():
    """Equations mup1-rms, mup1-width: mean 1, variance (E x^4 - 1)/d, for three distributions."""
    rng = np.random.default_rng(1)
    d, draws = 64, 20000
    x = rng.normal(size=d)
    assert rms(x) == pytest.approx(np.linalg.norm(x) / math.sqrt(d), abs=EXACT)
    uniform = math.sqrt(3)
    samples = {
        3.0: rng.normal(size=(draws, d)),
        1.8: rng.uniform(-uniform, uniform, size=(draws, d)),
        1.0: rng.choice([-1.0, 1.0], size=(draws, d)),
    }
    for fourth, z in samples.items():
        square = rms(z) ** 2
        assert square.mean() == pytest.approx(1, abs=0.006)  # 4.8 standard errors
        assert square.var() == pytest.approx((fourth - 1) / d, rel=0.06, abs=1e-12)


def test_numbers_of_the_ruler_section():
    """Text after mup1-width: 0.022 at d = 4096; 32 and 64; at most d/t^2 large entries."""
    assert round(math.sqrt(2 / 4096), 3) == 0.022
    assert (math.sqrt(1024), math.sqrt(4096)) == (32, 64)
    rng = np.random.default_rng(2)
    d = 400
    tight = np.zeros(d)
    tight[:4] = 10.0  # exactly d/t^2 entries at t = 10 times the RMS
    for z in (tight, rng.normal(size=d), rng.standard_cauchy(size=d)):
        for t in (1.5, 2.0, 10.0):
            assert np.sum(np.abs(z) >= t * rms(z) * (1 - 1e-12)) <= d / t**2
    assert np.sum(tight >= 10 * rms(tight) * (1 - 1e-12)) == d / 10**2
    assert rms(math.sqrt(d) * np.eye(d)[0]) == pytest.approx(1, abs=EXACT)


def test_triangle_inequalities_on_finite_domains():
    """Equation mup1-triangle: on random tables of outputs; D = 2F if the image is symmetric."""
    rng = np.random.default_rng(3)
    tight = 0
    for _ in range(200):
        before = rng.normal(size=(6, 3)) + rng.normal(size=3)
        after = before + rng.normal(size=(6, 3)) * rng.choice([0.1, 1, 5])
        f, f_new = rms(before).max(), rms(after).max()
        d = max(rms(p - q) for p, q in itertools.combinations(before, 2))
        u = rms(after - before).max()
        assert d <= 2 * f + EXACT
        assert abs(f_new - f) - EXACT <= u <= f + f_new + EXACT
        tight += d > 2 * f - 0.3
        both = np.concatenate([before, -before])
        d = max(rms(p - q) for p, q in itertools.combinations(both, 2))
        assert d == pytest.approx(2 * f, abs=EXACT)
    assert tight  # the factor 2 is needed without symmetry, too
    # Both ends of the second line are attained: after = 2 before, after = -before.
    y = rng.normal(size=(6, 3))
    assert rms(2 * y - y).max() == pytest.approx(rms(2 * y).max() - rms(y).max(), abs=EXACT)
    assert rms(-y - y).max() == pytest.approx(rms(-y).max() + rms(y).max(), abs=EXACT)


def table_cells():
    """Rows (a) to (e) of the post's table: {name: [F, D, U] as functions of d}."""
    rows = re.findall(
        r"^\| \(([a-e])\) \|.*?\|.*?\| (.+?) \| (.+?) \| (.+?) \|$", POST, re.MULTILINE
    )
    assert [name for name, *_ in rows] == list("abcde")

    def value(cell, d):
        source = cell.strip("$").replace(r"\sqrt d", "math.sqrt(d)")
        return eval(source, {"math": math, "d": d})

    return {name: [lambda d, c=c: value(c, d) for c in cells] for name, *cells in rows}


@pytest.mark.parametrize("d", [9, 36])
def test_table_of_five_layers(d):
    """Table after mup1-triangle: F, D, U of each row, by ascent instead of by formula."""
    rng = np.random.default_rng(4)
    s, t = np.sign(rng.normal(size=(2, d)))
    eye, one, zero = np.eye(d), np.ones(d), np.zeros(d)
    layers = {  # f = n A + c, and the change of A that the step causes
        "a": (eye, zero, eye / 10),
        "b": (0 * eye, one, 0 * eye / 10),
        "c": (eye, math.sqrt(d) * one, eye / 10),
        "d": (eye, zero, eye / d),
        "e": (eye, zero, np.outer(s, t) / 10),
    }
    cells = table_cells()
    for name, (a, c, delta) in layers.items():
        # D: pairs (n1, n2) are rows of one matrix acting on their concatenation.
        n1 = isotropic(1, d, rng)
        n2 = -n1
        diameter = rms((n1 - n2) @ a).max()
        some = isotropic(300, d, rng)
        spread = max(rms(some[i] @ a - some @ a).max() for i in range(20))
        measured = climb(a, c, rng), max(diameter, spread), climb(delta, zero, rng)
        expected = [cell(d) for cell in cells[name]]
        assert measured == pytest.approx(expected, abs=1e-8), name
    # Row (b) with the constant updated, 1 -> 11/10: D = 0 alone fails.
    assert rms(11 / 10 * one - one) == pytest.approx(1 / 10, abs=EXACT)


def test_adam_step_on_one_example():
    """Text after the table: sign of a rank-one gradient, U = eta d_in, attained at n = s."""
    rng = np.random.default_rng(5)
    eta = 0.01
    for d_in, d_out in ((32, 32), (64, 16), (16, 64)):
        n, g = isotropic(1, d_in, rng)[0], rng.normal(size=d_out)
        step = -eta * np.sign(np.outer(n, g))
        assert step == pytest.approx(-eta * np.outer(np.sign(n), np.sign(g)))
        assert climb(step, 0.0, rng) == pytest.approx(eta * d_in, abs=EXACT)
        assert rms(np.sign(n) @ step) == pytest.approx(eta * d_in, abs=EXACT)


def test_bare_layer_has_no_maximum_and_norms_are_scale_free():
    """Equation mup1-norms: x W grows with x; with a norm the size of x does not count."""
    rng = np.random.default_rng(6)
    w, x = rng.normal(size=(12, 7)), rng.normal(size=12)
    assert rms(1e6 * x @ w) == pytest.approx(1e6 * rms(x @ w), rel=EXACT)
    for c in (1e-6, 1e6):
        assert norm(c * x) @ w == pytest.approx(norm(x) @ w, abs=EXACT)
        assert norm(c * x @ w) == pytest.approx(norm(x @ w), abs=EXACT)
    assert rms(norm(x @ w)) == pytest.approx(1, abs=EXACT)


@pytest.mark.parametrize("shape", [(12, 20), (20, 12), (16, 16)])
def test_three_maxima_of_a_layer_with_in_norm(shape):
    """Equations mup1-gain, mup1-three: ascent finds Gamma(W), 2 Gamma(W), Gamma(Delta W)."""
    rng = np.random.default_rng(7)
    d_in = shape[0]
    w, delta = rng.normal(size=shape), rng.normal(size=shape)
    n = isotropic(4000, d_in, rng)
    for matrix in (w, delta):
        # The ascent is a power iteration: it stops short of the limit by the spectral gap.
        assert climb(matrix, 0.0, rng, steps=3000) == pytest.approx(gamma(matrix), rel=1e-6)
        assert rms(n @ matrix).max() <= gamma(matrix)
    best = math.sqrt(d_in) * np.linalg.svd(w)[0][:, 0]
    assert rms(best) == pytest.approx(1, abs=EXACT)
    assert rms(best @ w) == pytest.approx(gamma(w), abs=EXACT)
    assert rms(best @ w - (-best) @ w) == pytest.approx(2 * gamma(w), abs=EXACT)
    assert max(rms((n[i] - n) @ w).max() for i in range(50)) <= 2 * gamma(w)


def test_spectral_condition_makes_all_three_constant():
    """Equation mup1-spectral: ||W||_2 = sqrt(d_out/d_in) gives F = 1 at every shape."""
    rng = np.random.default_rng(8)
    for d_in, d_out in ((8, 8), (32, 8), (8, 32), (128, 16)):
        w = rng.normal(size=(d_in, d_out))
        w *= math.sqrt(d_out / d_in) / spec(w)
        assert climb(w, 0.0, rng, steps=3000) == pytest.approx(1, rel=1e-6)
    assert math.sqrt(1024 / 4096) == 1 / 2  # the example in the text
    # MuP's Adam rule: eta = 1/d_in is what gives a sign step a constant Gamma.
    for d_in, d_out in ((8, 8), (32, 8), (8, 32)):
        assert gamma(np.ones((d_in, d_out)) / d_in) == pytest.approx(1, abs=EXACT)


def test_out_norm():
    """Equation mup1-outnorm and the text after it: vector bound, bound on U, kernel inputs."""
    rng = np.random.default_rng(9)

    def unit(v):
        return v / np.linalg.norm(v)

    largest = 0.0
    for _ in range(3000):
        a, b = rng.normal(size=3), rng.normal(size=3) * rng.choice([0.1, 1, 10])
        na, nab, nb = (np.linalg.norm(v) for v in (a, a + b, b))
        left, middle = np.linalg.norm(unit(a + b) - unit(a)), (abs(na - nab) + nb) / na
        assert left <= middle + EXACT
        assert middle <= 2 * nb / na + EXACT
        assert rms(norm(a + b) - norm(a)) == pytest.approx(left, abs=EXACT)
        largest = max(largest, left * na / nb)
    assert largest > 1  # the constant can't be 1
    w, delta = rng.normal(size=(6, 15)), 0.05 * rng.normal(size=(6, 15))
    x = rng.normal(size=(5000, 6))
    moved = rms(norm(x @ (w + delta)) - norm(x @ w)).max()
    assert moved <= 2 * spec(delta) / np.linalg.svd(w, compute_uv=False)[-1]
    for scale in (1e-3, 1e3):  # forward and dependency stability say nothing about scale
        assert rms(norm(x @ (scale * w))) == pytest.approx(1, abs=EXACT)
        assert rms(norm(x @ (scale * w)) - norm(-x @ (scale * w))) == pytest.approx(2, abs=EXACT)
    # d_in > d_out: an input near the kernel turns by a right angle or more, at any step size.
    w = rng.normal(size=(9, 4))
    k = np.linalg.svd(w)[0][:, -1]
    assert k @ w == pytest.approx(0, abs=EXACT)
    for size in (1.0, 1e-3, 1e-6):
        delta = size * rng.normal(size=(9, 4))
        y = rng.normal(size=9)
        y *= -np.sign((y @ w) @ (k @ delta))
        # The kernel is exact in theory: k W is set to zero instead of its rounding error.
        eps = 1e-6 * size
        before, after = norm(y @ w), norm(k @ delta + eps * y @ (w + delta))
        assert rms(after - before) >= math.sqrt(2) - 1e-4


def test_maximum_and_mean_under_a_monotone_map():
    """Equation mup1-monotone: max commutes with increasing maps, the mean doesn't."""
    rng = np.random.default_rng(10)
    w, n = rng.normal(size=(20, 5)), isotropic(2000, 20, rng)
    y = rms(n @ w)
    for phi in (np.square, np.sqrt, np.log, np.tanh):
        assert phi(y.max()) == phi(y).max()
    assert np.square(y).mean() - y.mean() ** 2 == pytest.approx(y.var(), abs=EXACT)
    assert y.var() > 0.1
    assert (-y).max() ** 2 != np.square(-y).max()  # the sign matters: Y is non-negative


def spectra(rng):
    """Matrices with few, some and many large singular values."""
    rank_one = np.outer(rng.normal(size=24), rng.normal(size=40))
    q = np.linalg.qr(rng.normal(size=(40, 24)))[0].T
    decaying = np.diag(0.5 ** np.arange(24)) @ q
    return rank_one, decaying, rng.normal(size=(24, 40)), q, rng.normal(size=(40, 6))


def test_mean_square_and_stable_rank():
    """Equations mup1-meansquare, mup1-srank: exact by averaging over sqrt(d) e_i after a turn."""
    rng = np.random.default_rng(11)
    for w in spectra(rng):
        d_in, d_out = w.shape
        # The rows of sqrt(d) Q form a design: they average n^T n to I exactly.
        n = math.sqrt(d_in) * np.linalg.qr(rng.normal(size=(d_in, d_in)))[0]
        mean_square = np.mean(rms(n @ w) ** 2)
        assert mean_square == pytest.approx(np.linalg.norm(w) ** 2 / d_out, rel=EXACT)
        # 4000 random inputs; rank one is the noisiest: relative s.d. sqrt(2/4000) = 2.2 %.
        sampled = np.mean(rms(isotropic(4000, d_in, rng) @ w) ** 2)
        assert sampled == pytest.approx(mean_square, rel=0.08)
        s = np.linalg.svd(w, compute_uv=False)
        srank = np.linalg.norm(w) ** 2 / spec(w) ** 2
        assert srank == pytest.approx(np.sum(s**2 / s[0] ** 2), rel=EXACT)
        assert 1 - EXACT <= srank <= np.linalg.matrix_rank(w) + 1e-9
        ratio = gamma(w) / math.sqrt(mean_square)
        assert ratio == pytest.approx(math.sqrt(d_in / srank), rel=EXACT)


def test_mean_between_two_multiples_of_the_root_mean_square():
    """Equation mup1-sandwich: sqrt(2/pi) <= E Y / sqrt(E Y^2) <= 1; rank one near the left end."""
    rng = np.random.default_rng(12)
    low, found = math.sqrt(2 / math.pi), []
    for w in spectra(rng):
        y = rms(isotropic(40000, w.shape[0], rng) @ w)
        found.append(y.mean() / math.sqrt(np.mean(y**2)))
    # Exact value at rank one, from the mean of |x_1| on the sphere of radius sqrt(d).
    d = 24
    exact = math.sqrt(d / math.pi) * math.gamma(d / 2) / math.gamma((d + 1) / 2)
    assert low < exact < 1.02 * low
    assert found[0] == pytest.approx(exact, rel=0.012)  # 3 standard errors
    assert min(found) == found[0]
    assert max(found) <= 1 + EXACT
    assert found[3] == pytest.approx(1, abs=EXACT)  # semi-orthogonal: the right end
    assert round(math.sqrt(math.pi / 2), 4) == 1.2533
    assert math.sqrt(math.pi / 2) < 1.26  # "twenty-six per cent"
    assert exact > low  # and in every dimension, by E||g|| <= sqrt(d):
    for d in range(1, 300):
        chi = math.sqrt(2) * math.exp(math.lgamma((d + 1) / 2) - math.lgamma(d / 2))
        assert chi <= math.sqrt(d)


def test_gaussian_comparison():
    """Equation mup1-randomnorm: increments 2 - 2ab and 4 - 2a - 2b, and the bound itself."""
    rng = np.random.default_rng(13)
    for _ in range(500):
        (u, u2), (v, v2) = (
            (z / np.linalg.norm(z, axis=1, keepdims=True))
            for z in (rng.normal(size=(2, 3)), rng.normal(size=(2, 2)))
        )
        a, b = u @ u2, v @ v2
        # Second moments of Gaussian increments are squared norms of the coefficients.
        x2 = np.linalg.norm(np.outer(u, v) - np.outer(u2, v2)) ** 2
        z2 = np.linalg.norm(u - u2) ** 2 + np.linalg.norm(v - v2) ** 2
        assert x2 == pytest.approx(2 - 2 * a * b, abs=EXACT)
        assert z2 == pytest.approx(4 - 2 * a - 2 * b, abs=EXACT)
        assert z2 - x2 == pytest.approx(2 * (1 - a) * (1 - b), abs=EXACT)
        assert z2 - x2 >= -EXACT
    for shape in ((10, 10), (40, 10), (160, 80)):
        bound = math.sqrt(shape[0]) + math.sqrt(shape[1])
        mean = np.mean([spec(rng.normal(size=shape)) for _ in range(40)])
        assert 0.85 * bound < mean < bound
    assert mean > 0.97 * bound  # close to it when both sides are large


def max_over_mean(w, rng, samples=2000):
    return gamma(w) / rms(isotropic(samples, w.shape[0], rng) @ w).mean()


@pytest.mark.parametrize("shape", [(256, 256), (256, 64), (64, 256), (640, 40)])
def test_gaussian_ratio(shape):
    """Equation mup1-ratio: within 6 % (finite size: the norm stays below its limit)."""
    rng = np.random.default_rng(14)
    w = rng.normal(size=shape)
    mean = rms(isotropic(2000, shape[0], rng) @ w).mean()
    assert mean == pytest.approx(math.sqrt(shape[0]), rel=0.03)  # bias 1/(4 d_out)
    w *= 7.0  # the scale cancels
    assert max_over_mean(w, rng) == pytest.approx(1 + math.sqrt(shape[0] / shape[1]), rel=0.06)
    assert 1 + math.sqrt(16) == 5  # the shape ratio 16 of the text


def test_extreme_kinds_of_update():
    """Equation mup1-rankone, and semi-orthogonal matrices: sqrt(pi d/2) against a constant."""
    rng = np.random.default_rng(15)
    for d_in, d_out in ((64, 64), (256, 32), (300, 300)):
        w = np.outer(rng.normal(size=d_in), rng.normal(size=d_out))
        # 8000 draws: standard error 0.8 %; the sphere takes 1/(4 d) off the ratio.
        expected = math.sqrt(math.pi * d_in / 2)
        assert max_over_mean(w, rng, 8000) == pytest.approx(expected, rel=0.03)
    assert round(math.sqrt(math.pi / 2), 2) == 1.25
    for d_in, d_out in ((30, 30), (30, 50)):
        w = np.linalg.qr(rng.normal(size=(d_out, d_in)))[0].T
        y = rms(isotropic(500, d_in, rng) @ w)
        assert y == pytest.approx(gamma(w), rel=EXACT)  # every input alike
    w = np.linalg.qr(rng.normal(size=(80, 20)))[0]
    assert np.linalg.norm(w) ** 2 / spec(w) ** 2 == pytest.approx(min(w.shape), rel=EXACT)


def test_example_is_the_worst_input_of_its_own_update():
    """Text after the code: n0 attains Gamma of its own rank-one step; others get sqrt(d)."""
    rng = np.random.default_rng(16)
    d_in, d_out, eta = 400, 30, 0.1
    n0, g = isotropic(1, d_in, rng)[0], rng.normal(size=d_out)
    step = -eta * np.outer(n0, g)
    assert rms(n0 @ step) == pytest.approx(gamma(step), rel=EXACT)
    assert n0 @ n0 == pytest.approx(d_in, rel=EXACT)
    others = np.abs(isotropic(4000, d_in, rng) @ n0)
    assert math.sqrt(np.mean(others**2)) == pytest.approx(math.sqrt(d_in), rel=0.06)


def test_depth():
    """Equation mup1-depth: bound for rectangular chains, equality for multiples of I."""
    rng = np.random.default_rng(17)
    eta, widths = 0.1, [12, 20, 8, 16, 10]
    depth = len(widths) - 1
    for _ in range(50):
        weights, moved = [], []
        for shape in itertools.pairwise(widths):
            w, delta = rng.normal(size=shape), rng.normal(size=shape)
            w, delta = w / gamma(w), eta * delta / gamma(delta)
            weights.append(w)
            moved.append(w + delta)
        change = np.linalg.multi_dot(moved) - np.linalg.multi_dot(weights)
        assert gamma(change) <= (1 + eta) ** depth - 1
        assert gamma(weights[0] @ weights[1]) <= gamma(weights[0]) * gamma(weights[1]) + EXACT
    # Layers whose singular vectors follow on from one another attain it at any shape.
    vectors = [rng.normal(size=d) for d in widths]
    weights = [np.outer(u, v) for u, v in itertools.pairwise(vectors)]
    weights = [w / gamma(w) for w in weights]
    change = np.linalg.multi_dot([(1 + eta) * w for w in weights]) - np.linalg.multi_dot(weights)
    assert gamma(change) == pytest.approx((1 + eta) ** depth - 1, rel=EXACT)
    eye = np.eye(5)
    product = np.linalg.matrix_power((1 + eta) * eye, 7) - eye
    assert gamma(product) == pytest.approx((1 + eta) ** 7 - 1, rel=EXACT)
    left, right = np.outer([1, 0], [1, 0]), np.outer([0, 1], [0, 1])
    assert gamma(left) == gamma(right) == 1
    assert gamma(left @ right) == 0


def test_embedding_maximum_runs_over_rows():
    """Last paragraph: over one-hot inputs F is the largest row RMS, not a spectral norm."""
    rng = np.random.default_rng(18)
    e = rng.normal(size=(50, 8))
    assert max(rms(x @ e) for x in np.eye(50)) == pytest.approx(rms(e).max(), abs=EXACT)
    assert rms(e).max() < 0.5 * spec(e)


def code_block():
    blocks = re.findall(r"^```python\n(.*?)^```$", POST, re.MULTILINE | re.DOTALL)
    assert len(blocks) == 1
    return blocks[0]


def test_code_block_and_the_numbers_quoted_from_it(tmp_path):
    """The post's code runs; 1.15, 1.97, 4.9 and 20.4 are what it finds (both languages)."""
    script = tmp_path / "block.py"
    script.write_text(code_block(), encoding="utf-8")
    space = runpy.run_path(str(script))
    # The block's own random stream, from its seed, in its order.
    d, amplification = 256, space["amplification"]
    rng = amplification.__globals__["rng"] = np.random.default_rng(0)
    gauss = rng.normal(size=(d, d)) / (2 * np.sqrt(d))
    rank_one = np.outer(*np.sign(rng.normal(size=(2, d)))) / d
    assert np.array_equal(gauss, space["gauss"])
    assert np.array_equal(rank_one, space["rank_one"])
    found = []
    for w in (gauss, rank_one):
        mean, drawn, worst = amplification(w)
        found += [drawn / mean, worst / mean]
    quoted = [f"{found[0]:.2f}", f"{found[1]:.2f}", f"{found[2]:.1f}", f"{found[3]:.1f}"]
    assert quoted == ["1.15", "1.97", "4.9", "20.4"]
    for language in ("zh", "en"):
        blocks = re.findall(rf"^:::\{{{language}\}}\n(.*?)^:::$", POST, re.MULTILINE | re.DOTALL)
        text = next(block for block in blocks if "$1.15$" in block)
        assert re.findall(r"\$(\d+\.\d+)\$", text) == quoted


def test_figure():
    """Figure mup1-fig-max-mean: its points lie on its curves; sample size as in the caption."""
    import mup1_max_mean as script

    assert f"${script.SAMPLES}$" in POST
    ratios, measured = script.by_shape(script.SHAPES[::2])
    # Up to 8 % below: narrow matrices are far from the limit of large sizes.
    assert np.all(np.abs(measured / (1 + np.sqrt(ratios)) - 1) < 0.08)
    widths = [16, 64, 192]
    rank_one, gaussian, orthogonal = script.by_width(widths)
    # Small widths: one draw of a 16 x 16 norm scatters; 2000 inputs leave 1.7 % at rank one.
    assert rank_one == pytest.approx(np.sqrt(np.pi * np.array(widths) / 2), rel=0.08)
    assert gaussian == pytest.approx(2, rel=0.2)
    assert orthogonal == pytest.approx(1, abs=EXACT)
    for suffix in ("svg", "pdf"):
        assert (ROOT / "posts" / "beyond-mup-1" / f"max-mean.{suffix}").stat().st_size > 0
