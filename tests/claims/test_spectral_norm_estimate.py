"""Numeric checks of posts/spectral-norm-estimate.md; each docstring names what it checks."""

import itertools
import math
import re
import runpy
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
POST = (ROOT / "posts" / "spectral-norm-estimate.md").read_text(encoding="utf-8")
EXACT = 1e-10  # identities: double-precision rounding only


@pytest.fixture(scope="module")
def scripts():
    """The figures' own modules, so that figures and post can't drift apart."""
    import specnorm_deviation
    import specnorm_two_diagonals

    return specnorm_two_diagonals, specnorm_deviation


def chi(n):
    """Mean of the chi distribution with n degrees of freedom."""
    return math.sqrt(2) * math.exp(math.lgamma((n + 1) / 2) - math.lgamma(n / 2))


def ends(w):
    """Largest and smallest singular value, from the smaller Gram matrix."""
    gram = w @ w.T if w.shape[0] <= w.shape[1] else w.T @ w
    values = np.linalg.eigvalsh(gram)
    return math.sqrt(values[-1]), math.sqrt(max(values[0], 0))


def unit(rng, *shape):
    x = rng.normal(size=shape)
    return x / np.linalg.norm(x, axis=-1, keepdims=True)


def wave(k_plus_1, size):
    """The sine wave of the post: entries i = 1 ... K - 1, then zeros; i itself as well."""
    i = np.arange(1, size + 1)
    x = math.sqrt(2 / k_plus_1) * np.sin(np.pi * i / k_plus_1)
    return np.where(i < k_plus_1, x, 0.0), i


def compromise(m):
    return math.ceil((math.pi**2 * m) ** (1 / 3))


def both_panels(marker):
    """The zh and the en panel that hold `marker`: both must quote the same numbers."""
    for language in ("zh", "en"):
        panels = re.findall(rf"^:::\{{{language}\}}\n(.*?)^:::$", POST, re.MULTILINE | re.DOTALL)
        panel = [p for p in panels if marker in p]
        assert len(panel) == 1, (language, marker)
        yield panel[0]


def test_spectral_norm_is_the_maximum_of_a_bilinear_form():
    """Equations specnorm-max, specnorm-half: singular vectors attain it, others stay below."""
    rng = np.random.default_rng(1)
    w = rng.normal(size=(7, 4))
    left, values, right = np.linalg.svd(w)
    assert left[:, 0] @ w @ right[0] == pytest.approx(values[0], abs=EXACT)
    u, v = unit(rng, 5000, 7), unit(rng, 5000, 4)
    assert np.einsum("ki,ij,kj->k", u, w, v).max() <= values[0]
    for k in range(20):
        wv, uw = w @ v[k], u[k] @ w
        assert wv / np.linalg.norm(wv) @ wv == pytest.approx(np.linalg.norm(wv), abs=EXACT)
        assert (u @ wv).max() <= np.linalg.norm(wv)
        assert (v @ uw).max() <= np.linalg.norm(uw)
    assert np.linalg.norm(w, axis=0).max() <= values[0] <= np.linalg.norm(w)


def test_mean_of_chi():
    """Equation specnorm-chi, the bound 1/(2 sqrt n) after it, and c_100 = 9.975, c_1."""
    for n in range(1, 2000):
        assert chi(n) * chi(n + 1) == pytest.approx(n, rel=1e-11)
        assert math.sqrt(n - 1) <= n / math.sqrt(n + 1) <= chi(n) * (1 + 1e-12)
        assert math.sqrt(n) - 1 / (2 * math.sqrt(n)) <= chi(n) <= math.sqrt(n)
    rng = np.random.default_rng(2)
    drawn = np.linalg.norm(rng.normal(size=(100000, 6)), axis=1)
    assert drawn.mean() == pytest.approx(chi(6), abs=4 * drawn.std() / math.sqrt(100000))
    gaps = [math.sqrt(k) - chi(k) for k in range(1, 3000)]
    assert all(a > b for a, b in itertools.pairwise(gaps))  # text of specnorm-gordon
    assert round(chi(100), 3) == 9.975
    assert all("c_{100}\\approx9.975" in panel for panel in both_panels("c_{100}"))


@pytest.mark.parametrize("law", ["normal", "sign", "t3", "outer"])
def test_moments_need_second_order_only(law):
    """Equation specnorm-moments, and the rank-one sign matrix, which satisfies it as well."""
    rng = np.random.default_rng(3)
    n, m, draws = 5, 3, 40000
    w = {
        "normal": lambda: rng.normal(size=(draws, n, m)),
        "sign": lambda: rng.choice([-1.0, 1.0], size=(draws, n, m)),
        "t3": lambda: rng.standard_t(3, size=(draws, n, m)) / math.sqrt(3),
        "outer": lambda: (
            rng.choice([-1.0, 1.0], size=(draws, n, 1)) * rng.choice([-1.0, 1.0], (draws, 1, m))
        ),
    }[law]()
    gram = np.swapaxes(w, 1, 2) @ w
    other = w @ np.swapaxes(w, 1, 2)
    # Four standard errors estimated from the sample; t3 has no variance of squares: looser.
    for product, size, expected in ((gram, m, n), (other, n, m)):
        error = 4 * product.std(axis=0) / math.sqrt(draws) + (0.4 if law == "t3" else 1e-9)
        assert np.all(np.abs(product.mean(axis=0) - expected * np.eye(size)) < error)
    if law == "outer":
        first, second = w[:, 0, 0], w[:, 1, 1]
        assert abs((first * second).mean()) < 4 / math.sqrt(draws)
        assert np.linalg.norm(w[0], 2) == pytest.approx(math.sqrt(n * m), abs=EXACT)
        assert math.sqrt(1024 * 1024) == 1024


def test_candidates_on_a_square_matrix():
    """Text after specnorm-sum: 11, 10, sqrt(101); 64, 32, 45.3; a random draw gives 63.9."""
    assert math.sqrt(100) + 1 == 11
    assert (2 * math.sqrt(1024), math.sqrt(1024), round(math.sqrt(2048), 1)) == (64, 32, 45.3)
    top, _ = ends(np.random.default_rng(0).normal(size=(1024, 1024)))
    assert f"{top:.1f}" == "63.9"
    assert all("$63.9$" in panel for panel in both_panels("$45.3$"))


def test_bidiagonal_form(scripts):
    """Equation specnorm-bidiagonal: same singular values; entries are independent chi's."""
    two_diagonals, _ = scripts
    rng = np.random.default_rng(4)
    w = rng.normal(size=(9, 6))
    alpha, beta = two_diagonals.bidiagonalise(w)
    b = np.diag(alpha) + np.diag(beta, 1)
    values = np.linalg.svd(w, compute_uv=False)
    assert np.linalg.svd(b, compute_uv=False) == pytest.approx(values, abs=EXACT)
    assert alpha[0] == pytest.approx(np.linalg.norm(w[:, 0]), abs=EXACT)
    # beta_1 is u^T W without its component along e_1.
    u = w[:, 0] / alpha[0]
    assert beta[0] == pytest.approx(np.linalg.norm((u @ w)[1:]), abs=EXACT)
    n, m, draws = 6, 4, 3000
    found = np.array(
        [np.concatenate(two_diagonals.bidiagonalise(w)) for w in rng.normal(size=(draws, n, m))]
    )
    degrees = [n - i for i in range(m)] + [m - 1 - i for i in range(m - 1)]
    for column, k in zip(found.T, degrees, strict=True):
        # chi_k^2 has mean k and variance 2k.
        assert np.mean(column**2) == pytest.approx(k, abs=4 * math.sqrt(2 * k / draws))
        assert column.mean() == pytest.approx(chi(k), abs=4 * column.std() / math.sqrt(draws))
    correlation = np.corrcoef(found.T) - np.eye(len(degrees))
    assert np.abs(correlation).max() < 4.5 / math.sqrt(draws)  # 21 pairs


def test_circle():
    """Equation specnorm-circle: a constant bidiagonal matrix multiplies waves by its points."""
    n, m = 9.0, 4.0
    theta = np.linspace(0, 2 * np.pi, 721)
    size = np.abs(math.sqrt(n) + math.sqrt(m) * np.exp(1j * theta))
    assert size.min() == pytest.approx(math.sqrt(n) - math.sqrt(m), abs=EXACT)
    assert size.max() == size[0] == math.sqrt(n) + math.sqrt(m)
    j = np.arange(30)
    x = np.exp(1j * j * 0.7)
    bx = math.sqrt(n) * x[:-1] + math.sqrt(m) * x[1:]
    factor = math.sqrt(n) + math.sqrt(m) * np.exp(0.7j)
    assert bx == pytest.approx(factor * x[:-1], abs=EXACT)
    # And its singular values fill the interval between the two ends.
    values = np.linalg.svd(3 * np.eye(60) + 2 * np.eye(60, k=1), compute_uv=False)
    assert values[0] == pytest.approx(5, abs=0.02)
    assert values[-1] == pytest.approx(1, abs=0.02)


def test_wave_sums():
    """Text before specnorm-lower: the sums of the sine wave and the two weighted averages."""
    for k in (2, 3, 7, 20):
        x, i = wave(k, 25)
        y = np.append(x[1:], 0.0)
        assert np.sum(x**2) == pytest.approx(1, abs=EXACT)
        assert np.sum(x * y) == pytest.approx(math.cos(math.pi / k), abs=EXACT)
        assert np.sum(i * x**2) == pytest.approx(k / 2, abs=EXACT)
        product = (k + 1) / 2 * math.cos(math.pi / k)
        assert np.sum((i + 1) * x * y) == pytest.approx(product, abs=EXACT)


@pytest.mark.parametrize(("n", "m"), [(2, 2), (10, 3), (40, 40), (900, 100), (5000, 60)])
def test_wave_bounds(n, m):
    """Equations specnorm-lower, specnorm-gap: exact mean of x^T B x for every K, and bounds."""
    degrees_a, degrees_b = n - np.arange(m), m - 1 - np.arange(m - 1)
    ca, cb = np.array([chi(k) for k in degrees_a]), np.array([chi(k) for k in degrees_b])
    a, b = math.sqrt(n), math.sqrt(m)
    for k in range(2, m + 2):
        x, i = wave(k, m)
        # k = m + 1 reaches the last row, which has no beta.
        assert np.all(ca >= a * (1 - i / n) - EXACT)
        assert np.all(cb >= b * (1 - (i[:-1] + 1) / m) - EXACT)
        mean = np.sum(ca * x**2) + np.sum(cb * x[:-1] * x[1:])
        bound = a * (1 - k / (2 * n)) + b * math.cos(math.pi / k) * (1 - (k + 1) / (2 * m))
        assert mean >= bound - EXACT
        termwise = np.sum(a * (1 - i / n) * x**2)
        termwise += np.sum(b * (1 - (i[:-1] + 1) / m) * x[:-1] * x[1:])
        assert termwise == pytest.approx(bound, abs=1e-9)
        loss = (2 * k + 1) / (2 * b) + math.pi**2 * b / (2 * k**2)
        assert a + b - bound <= loss + EXACT
    k = compromise(m)
    assert k <= m + 1
    x, _ = wave(k, m)
    mean = np.sum(ca * x**2) + np.sum(cb * x[:-1] * x[1:])
    assert a + b - mean <= 1.5 * math.pi ** (2 / 3) * m ** (-1 / 6) + 1.5 / b
    assert mean <= a + b  # it is a lower bound of the mean norm, which is below a + b


def test_compromise():
    """Text of specnorm-gap: K <= m + 1, and the two losses at that K, for every m >= 2."""
    assert compromise(1) > 2  # why m = 1 is left out
    for m in range(2, 5000):
        k, third = compromise(m), math.pi ** (2 / 3)
        assert 2 <= k <= m + 1
        assert (2 * k + 1) / (2 * math.sqrt(m)) <= third * m ** (-1 / 6) + 1.5 / math.sqrt(m)
        assert math.pi**2 * math.sqrt(m) / (2 * k**2) <= third * m ** (-1 / 6) / 2 + EXACT
        assert math.cos(math.pi / k) >= 1 - math.pi**2 / (2 * k**2)


def test_increments():
    """Equations specnorm-processes, specnorm-increment: on random pairs of unit vectors."""
    rng = np.random.default_rng(5)
    for _ in range(500):
        u, u2 = unit(rng, 2, 3)
        v, v2 = unit(rng, 2, 2)
        a, b = u @ u2, v @ v2
        # The second moment of a Gaussian increment is the squared norm of its coefficients.
        x2 = np.linalg.norm(np.outer(u, v) - np.outer(u2, v2)) ** 2
        y2 = np.linalg.norm(u - u2) ** 2 + np.linalg.norm(v - v2) ** 2
        assert x2 == pytest.approx(2 - 2 * a * b, abs=EXACT)
        assert y2 == pytest.approx(4 - 2 * a - 2 * b, abs=EXACT)
        assert y2 - x2 == pytest.approx(2 * (1 - a) * (1 - b), abs=EXACT)
        assert y2 - x2 >= -EXACT


def test_interpolation():
    """Equation specnorm-interpolation: derivative in t against the formula, common draws."""
    rng = np.random.default_rng(6)
    size, beta, draws = 3, 1.7, 400000
    root_x, root_y = rng.normal(size=(size, size)) / 2, rng.normal(size=(size, size))
    cx, cy = root_x @ root_x.T, root_y @ root_y.T
    x, y = rng.normal(size=(2, draws, size))
    # Antithetic in each family: reduces the noise of the difference quotient.
    x, y = np.concatenate([x, -x]) @ root_x.T, np.concatenate([y, y]) @ root_y.T

    def soft(z):
        top = z.max(axis=1, keepdims=True)
        return top[:, 0] + np.log(np.exp(beta * (z - top)).sum(axis=1)) / beta

    t, h = 0.4, 0.01
    plus, minus = (soft(math.sqrt(s) * x + math.sqrt(1 - s) * y) for s in (t + h, t - h))
    slope = (plus - minus) / (2 * h)
    z = math.sqrt(t) * x + math.sqrt(1 - t) * y
    p = np.exp(beta * (z - z.max(axis=1, keepdims=True)))
    p /= p.sum(axis=1, keepdims=True)
    pp = p.T @ p / len(p)
    hessian = beta * (np.diag(p.mean(axis=0)) - pp)
    first = np.sum((cx - cy) * hessian) / 2

    def squares(c):
        return np.diag(c)[:, None] + np.diag(c)[None] - 2 * c

    second = beta / 4 * np.sum(pp * (squares(cx) - squares(cy)))
    assert second == pytest.approx(first, abs=EXACT)
    assert abs(second) > 0.05
    error = 5 * slope.std() / math.sqrt(draws) + 1e-4  # h^2 bias
    assert slope.mean() == pytest.approx(second, abs=error)
    assert soft(z).mean() - z.max(axis=1).mean() <= math.log(size) / beta


@pytest.mark.parametrize("shape", [(10, 10), (40, 10), (160, 80), (100, 1)])
def test_comparison_and_gordon(shape):
    """Equations specnorm-comparison, specnorm-gordon: sampled means keep to the bounds."""
    rng = np.random.default_rng(7)
    n, m = shape
    draws = 60
    top, low = np.array([ends(rng.normal(size=shape)) for _ in range(draws)]).T
    above, below = chi(n) + chi(m), chi(n) - chi(m)
    error = 3 / math.sqrt(draws)  # each has standard deviation at most 1
    assert top.mean() < above + error * 0.5
    assert low.mean() > below - error * 0.5
    assert above <= math.sqrt(n) + math.sqrt(m)
    assert below >= math.sqrt(n) - math.sqrt(m)  # the sharper form, Davidson and Szarek
    assert below >= math.sqrt(n) - math.sqrt(m) - 1 / (2 * math.sqrt(n))
    assert top.mean() > 0.85 * above
    # Ground truth of the comparison process itself: its maximum is |g| + |h|.
    g, h = rng.normal(size=(2000, n)), rng.normal(size=(2000, m))
    y = np.linalg.norm(g, axis=1) + np.linalg.norm(h, axis=1)
    assert y.mean() == pytest.approx(above, abs=4 * y.std() / math.sqrt(2000))


def test_order_of_min_and_max():
    """Equation specnorm-minmax and the text: the other order gives zero if n > m."""
    rng = np.random.default_rng(8)
    w = rng.normal(size=(6, 3))
    left, values, _ = np.linalg.svd(w)
    v = unit(rng, 4000, 3)
    assert np.linalg.norm(v @ w.T, axis=1).min() >= values[-1]
    assert np.linalg.norm(v @ w.T, axis=1).min() == pytest.approx(values[-1], rel=0.02)
    assert np.linalg.norm(left[:, -1] @ w) == pytest.approx(0, abs=EXACT)
    square = rng.normal(size=(3, 3))
    least = np.linalg.svd(square, compute_uv=False)[-1]
    assert np.linalg.norm(v @ square, axis=1).min() == pytest.approx(least, abs=0.1)


@pytest.mark.parametrize(("n", "m"), [(3, 2), (50, 50), (800, 200), (4000, 50)])
def test_smallest(n, m):
    """Equation specnorm-smallest: exact E||By||^2 for each K, then both upper bounds."""
    ca = np.array([chi(n - i) for i in range(m)])
    cb = np.array([chi(m - 1 - i) for i in range(m - 1)])
    a2, b2 = n - np.arange(m), m - 1 - np.arange(m - 1)
    root = math.sqrt(n * m)
    for k in range(2, m + 2):
        x, i = wave(k, m)
        cross = np.sum(ca[:-1] * cb * x[:-1] * x[1:])
        exact = np.sum(a2 * x**2) + np.sum(b2 * x[1:] ** 2) - 2 * cross
        bound = n + m - 2 * root * math.cos(math.pi / k) * (1 - (k + 1) / (2 * m))
        assert np.all(ca[:-1] * cb >= root * (1 - (i[:-1] + 1) / m) - EXACT)
        assert exact <= bound + EXACT * root
        if k == compromise(m):
            third = math.pi ** (2 / 3) * m ** (-2 / 3)
            last = (math.sqrt(n) - math.sqrt(m)) ** 2 + 2 * root * (third + 1 / m)
            assert bound <= last + EXACT * root
    # The identity for ||By||^2 behind it, on one matrix.
    rng = np.random.default_rng(9)
    alpha, beta = rng.chisquare(a2) ** 0.5, rng.chisquare(b2) ** 0.5
    x, i = wave(min(4, m + 1), m)
    y = (-1.0) ** i * x
    by = alpha * y + np.append(beta * y[1:], 0)
    square = np.sum(alpha**2 * x**2) + np.sum(beta**2 * x[1:] ** 2)
    square -= 2 * np.sum(alpha[:-1] * beta * x[:-1] * x[1:])
    assert by @ by == pytest.approx(square, rel=EXACT)


def test_square_matrices_have_a_tiny_smallest_singular_value():
    """Text after specnorm-smallest: sigma_min is of order 1/sqrt(n) for n = m."""
    rng = np.random.default_rng(10)
    for n in (20, 60):
        low = np.median([ends(rng.normal(size=(n, n)))[1] for _ in range(150)])
        # Limit law: P(sqrt(n) sigma > x) = exp(-x^2/2 - x), median 0.5457.
        assert math.sqrt(n) * low == pytest.approx(0.5457, rel=0.25)


def test_concentration():
    """Equation specnorm-concentration: Lipschitz constant 1, and the numbers 0.977, 29, 99."""
    rng = np.random.default_rng(11)
    for _ in range(200):
        w = rng.normal(size=(8, 5))
        step = rng.normal(size=(8, 5)) * rng.choice([0.01, 1.0])
        moved = np.abs(
            np.linalg.svd(w + step, compute_uv=False) - np.linalg.svd(w, compute_uv=False)
        )
        assert moved.max() <= np.linalg.norm(step, 2) + EXACT <= np.linalg.norm(step) + 2 * EXACT
    n, m = 60, 30
    outside = {0.5: 0, 1.0: 0}
    for _ in range(400):
        top, low = ends(rng.normal(size=(n, m)))
        for s in outside:
            high, floor = math.sqrt(n) + math.sqrt(m) + s, math.sqrt(n) - math.sqrt(m) - s
            outside[s] += not floor <= low <= top <= high
    for s, count in outside.items():
        assert count / 400 <= 2 * math.exp(-(s**2) / 2)
    assert 0.977 < 1 - 2 * math.exp(-(3**2) / 2) < 0.978
    assert math.sqrt(4096) - math.sqrt(1024) - 3 == 29
    assert math.sqrt(4096) + math.sqrt(1024) + 3 == 99


def test_scale():
    """Equation specnorm-scale, and the standard deviation that the spectral condition asks."""
    rng = np.random.default_rng(12)
    for n, m in ((300, 300), (400, 100), (100, 400)):
        sigma = math.sqrt(n / m) / (math.sqrt(n) + math.sqrt(m))
        norm, _ = ends(sigma * rng.normal(size=(n, m)))
        # Finite size: 1 to 3 % below; single draw: 1/40 or less.
        assert norm / math.sqrt(n / m) == pytest.approx(1, abs=0.06)
        v = unit(rng, 200, m)
        stretch = np.linalg.norm(v @ (sigma * rng.normal(size=(n, m))).T, axis=1).mean()
        assert stretch == pytest.approx(sigma * math.sqrt(n), rel=0.05)


def test_heavy_tail():
    """Equation specnorm-heavy: variance 1, tail 4/(3 pi x^3); probabilities in the text."""

    def tail(x):
        return 2 / math.pi * (math.atan(1 / x) - x / (1 + x * x))

    rng = np.random.default_rng(13)
    drawn = np.abs(rng.standard_t(3, size=400000)) / math.sqrt(3)
    for x in (0.5, 1.0, 3.0, 10.0):
        p = tail(x)
        assert np.mean(drawn > x) == pytest.approx(p, abs=4 * math.sqrt(p / 400000))
    assert tail(1000.0) * 3 * math.pi * 1000.0**3 / 4 == pytest.approx(1, abs=1e-4)
    x = np.arange(0.0005, 2000, 0.001)  # E w^2 is the integral of 2 x P(|w| > x)
    p = 2 / np.pi * (np.arctan(1 / x) - x / (1 + x * x))
    assert np.sum(2 * x * p) * 0.001 == pytest.approx(1, abs=2e-3)  # cut at 2000: 8/(3 pi 2000)
    quoted = []
    for n, m in ((30, 20), (300, 200), (3000, 2000)):
        p = tail(math.sqrt(n) + math.sqrt(m))
        quoted.append(f"{1 - (1 - p) ** (n * m):.2f}")
    for panel in both_panels("$30\\times20$"):
        assert re.findall(r"\$(0\.\d\d)\$", panel) == quoted


def test_tail_exponent_four():
    """Text before specnorm-heavy: the largest of N^2 entries outgrows sqrt(N) iff alpha < 4."""
    rng = np.random.default_rng(14)
    for alpha, grows in ((3.0, True), (6.0, False)):
        # |W| with P(|W| > x) = x^-alpha for x >= 1; C = 1.
        peaks = [
            np.median([rng.pareto(alpha, size=n * n).max() + 1 for _ in range(100)])
            for n in (20, 160)
        ]
        for n, peak in zip((20, 160), peaks, strict=True):
            # Median of the maximum: (C n m / log 2)^(1/alpha).
            assert peak == pytest.approx((n * n / math.log(2)) ** (1 / alpha), rel=0.25)
        assert (peaks[1] / peaks[0] > math.sqrt(8)) == grows
    for w in rng.standard_t(3, size=(50, 6, 4)):
        assert np.linalg.norm(w, 2) >= np.abs(w).max()


def test_mean_shift():
    """Text of the last section: | ||W|| - |mu| sqrt(nm) | <= ||G||."""
    rng = np.random.default_rng(15)
    for mu in (-2.0, 0.01, 0.5):
        g = rng.normal(size=(40, 25))
        norm = np.linalg.norm(g + mu, 2)
        assert abs(norm - abs(mu) * math.sqrt(40 * 25)) <= np.linalg.norm(g, 2)


def code_block():
    blocks = re.findall(r"^```python\n(.*?)^```$", POST, re.MULTILINE | re.DOTALL)
    assert len(blocks) == 1
    return blocks[0]


def test_code_block_and_the_numbers_quoted_from_it(tmp_path):
    """The post's code runs; 59.58, 40.11, 51.39, 58.10, 59.49 and eight digits are its own."""
    script = tmp_path / "block.py"
    script.write_text(code_block(), encoding="utf-8")
    space = runpy.run_path(str(script))
    norms, whole = space["norms"], space["whole"]
    quoted = [f"{whole:.2f}"] + [f"{norms[j]:.2f}" for j in (1, 2, 5, 20)]
    for panel in both_panels("$40+20=60$"):
        assert re.findall(r"\$(\d+\.\d+)\$", panel) == quoted
    assert f"{norms[40]:.6f}"[:9] == f"{whole:.6f}"[:9]  # eight digits and a point
    b = space["B"]
    assert math.sqrt(space["n"]) == 40
    assert math.sqrt(space["m"]) == 20
    # The alternating products give the bidiagonal form: B has nothing but two diagonals.
    assert np.count_nonzero(b - np.diag(np.diag(b)) - np.diag(np.diag(b, 1), 1)) == 0
    assert b[0, 0] == pytest.approx(np.linalg.norm(space["W"][:, 0]), abs=EXACT)
    start = 40 - np.arange(40) / 80  # sqrt(n + 1 - i) to first order
    assert np.diag(b) == pytest.approx(start, abs=3)  # entries scatter by 0.7


def test_figure_of_two_diagonals(scripts):
    """Figure specnorm-fig-diagonals: size as in its caption; points and density as stated."""
    two_diagonals, _ = scripts
    w = two_diagonals.sample()
    n, m = w.shape
    assert f"${n}\\times{m}$" in POST
    alpha, beta = two_diagonals.bidiagonalise(w)
    i = np.arange(1, m + 1)
    # Standard deviation of a chi is 0.7: means over 250 entries within 4 standard errors.
    assert np.mean(alpha - np.sqrt(n + 1 - i)) == pytest.approx(0, abs=0.2)
    assert np.mean(beta - np.sqrt(m - i[:-1])) == pytest.approx(0, abs=0.25)
    low, high = math.sqrt(n) - math.sqrt(m), math.sqrt(n) + math.sqrt(m)
    s = np.linspace(low, high, 20001)
    density = two_diagonals.density(s, n, m)
    assert np.sum(density) * (s[1] - s[0]) == pytest.approx(1, abs=1e-3)
    assert np.sum(s**2 * density) * (s[1] - s[0]) == pytest.approx(n, rel=1e-3)
    values = np.linalg.svd(w, compute_uv=False)
    cumulated = np.cumsum(density) * (s[1] - s[0])
    for x in np.linspace(low, high, 9):
        share = np.mean(values <= x)
        assert share == pytest.approx(np.interp(x, s, cumulated), abs=0.02)


def test_figure_of_deviation(scripts):
    """Figure specnorm-fig-deviation and specnorm-edge: the gaps, their limit, the ratios."""
    _, deviation = scripts
    for number in (deviation.DRAWS, deviation.MATRICES):
        assert f"${number}$" in POST
    assert round(-deviation.TRACY_WIDOM_MEAN / 2, 3) == 0.603
    assert "-1.2065" in POST
    # The sampler against full matrices.
    rng = np.random.default_rng(16)
    full = np.array([ends(rng.normal(size=(32, 16)))[0] for _ in range(1000)])
    quick = deviation.norms(32, 16, rng, draws=3000)
    error = 4 * math.sqrt(full.var() / 1000 + quick.var() / 3000)
    assert quick.mean() == pytest.approx(full.mean(), abs=error)
    assert quick.std() == pytest.approx(full.std(), rel=0.08)
    sides = np.array([2**10, 2**14])
    for aspect in (1, 16):
        gap = deviation.gaps(aspect, sides, draws=1500)
        # Standard error of a mean gap: 0.6 m^-1/6 / sqrt(1500), 2 %; the limit itself 6 % off.
        assert gap == pytest.approx(deviation.limit(aspect, sides), rel=0.12)
        assert np.all(gap < deviation.proven(sides))
        constant = deviation.limit(aspect, 1e12) * 1e2
        assert 4 <= 1.5 * math.pi ** (2 / 3) / constant <= 5.4
    # The paragraph on universality, at one size: +-1 near 1, t3 well above.
    assert deviation.ratios("sign", [256], 10)[0, 0] == pytest.approx(1, abs=0.04)
    assert deviation.ratios("t3", [256], 30)[0, 0] > 1.08
    for name in ("two-diagonals", "deviation"):
        for suffix in ("svg", "pdf"):
            path = ROOT / "posts" / "spectral-norm-estimate" / f"{name}.{suffix}"
            assert path.stat().st_size > 0
