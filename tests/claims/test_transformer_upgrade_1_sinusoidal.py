"""Numeric checks of posts/transformer-upgrade-1-sinusoidal.md; docstrings name what they check."""

import itertools
import math
import re
import runpy
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
POST = (ROOT / "posts" / "transformer-upgrade-1-sinusoidal.md").read_text(encoding="utf-8")
EXACT = 1e-9  # identities: double-precision rounding of sums of some hundred terms
B = 10000.0
GAMMA = np.euler_gamma


@pytest.fixture(scope="module")
def scripts():
    """The figures' own modules, so that figures and post can't drift apart."""
    import sinus_decay
    import sinus_gram

    return sinus_decay, sinus_gram


def both_panels(marker):
    """The zh and the en panel that hold `marker`: both must quote the same numbers."""
    for language in ("zh", "en"):
        panels = re.findall(rf"^:::\{{{language}\}}\n(.*?)^:::$", POST, re.MULTILINE | re.DOTALL)
        panel = [p for p in panels if marker in p]
        assert len(panel) == 1, (language, marker)
        yield panel[0]


def quoted(number):
    """Whether both languages quote `number` (in a formula)."""
    return all(f"{number}" in panel for panel in both_panels(f"{number}"))


def frequencies(d, base=B):
    return base ** (-2 * np.arange(d // 2) / d)


def encode(positions, theta):
    """Rows: position vectors, the cosine first in each pair (equation sinus-stack)."""
    angle = np.multiply.outer(np.asarray(positions, dtype=float), theta)
    return np.stack([np.cos(angle), np.sin(angle)], axis=-1).reshape(len(positions), -1)


def rotation(m, theta):
    matrix = np.zeros((2 * len(theta), 2 * len(theta)))
    for i, angle in enumerate(m * theta):
        c, s = np.cos(angle), np.sin(angle)
        matrix[2 * i : 2 * i + 2, 2 * i : 2 * i + 2] = [[c, -s], [s, c]]
    return matrix


def quadrature(function, panels=4000, nodes=8):
    """Integral over [0, 1] by composite Gauss-Legendre: no cosine integral in it."""
    x, w = np.polynomial.legendre.leggauss(nodes)
    edges = np.arange(panels) / panels
    t = (edges[:, None] + (x + 1) / (2 * panels)).ravel()
    return np.sum(function(t).reshape(panels, nodes) * w) / (2 * panels)


def spread_along_diagonals(gram):
    n = len(gram)
    return max(np.ptp(np.diag(gram, k)) for k in range(-n + 1, n))


def integral(s, base=B):
    panels = 1000 + int(3 * s)  # at most 3 radians a panel
    return quadrature(lambda t: np.cos(s * base**-t), panels)


# A symmetric model: mean over positions of a two-layer softmax attention, then one component.
def attention(x, weights, causal=False):
    q, k, v = weights
    scores = (x @ q) @ (x @ k).T
    if causal:
        scores = np.where(np.tri(len(x), dtype=bool), scores, -np.inf)
    a = np.exp(scores - scores.max(axis=1, keepdims=True))
    return x + (a / a.sum(axis=1, keepdims=True)) @ (x @ v)


def model(x, layers):
    for weights in layers:
        x = attention(x, weights)
    return x.mean(axis=0)[0]


@pytest.fixture
def layers():
    return np.random.default_rng(5).normal(size=(2, 3, 4, 4)) / 2


def hessian(f, x, m, n, h=1e-3):
    """Mixed second derivatives by central differences; error about h^2."""
    d = x.shape[1]
    result = np.zeros((d, d))
    for a, c in itertools.product(range(d), repeat=2):
        for sm, sn in itertools.product((1, -1), repeat=2):
            y = x.copy()
            y[m, a] += sm * h
            y[n, c] += sn * h
            result[a, c] += sm * sn * f(y) / (4 * h * h)
    return result


def test_encoding_and_linear_shift():
    """Equation sinus-encoding: sine first is sinus-stack reordered; p_{k+delta} linear in p_k."""
    d = 16
    theta = frequencies(d)
    k = np.arange(30)
    p = encode(k, theta)
    sine_first = p.reshape(30, -1, 2)[:, :, ::-1].reshape(30, d)
    for i in range(d // 2):
        assert sine_first[:, 2 * i] == pytest.approx(np.sin(k / 10000 ** (2 * i / d)), abs=EXACT)
        assert sine_first[:, 2 * i + 1] == pytest.approx(
            np.cos(k / 10000 ** (2 * i / d)), abs=EXACT
        )
    assert np.abs(sine_first @ sine_first.T - p @ p.T).max() < EXACT
    for delta in (1, 7):
        assert np.abs(p[:-delta] @ rotation(delta, theta).T - p[delta:]).max() < EXACT
    assert np.abs(rotation(5, theta) @ p[0] - p[5]).max() < EXACT


def test_model_is_symmetric_and_taylor_is_second_order(layers):
    """Equations sinus-symmetric, sinus-taylor: the remainder is of third order in p."""
    rng = np.random.default_rng(6)
    x = rng.normal(size=(5, 4))
    m, n = 1, 3

    def f(y):
        return model(y, layers)

    swapped = x.copy()
    swapped[[m, n]] = x[[n, m]]
    assert f(swapped) == pytest.approx(f(x), abs=1e-12)
    h = 1e-3
    step = np.eye(4) * h
    p = rng.normal(size=(2, 4))
    gradients, own = [], []
    for position in (m, n):
        y = np.zeros((4, 2, 5, 4)) + x
        y[:, 0, position] += step
        y[:, 1, position] -= step
        gradients.append(np.array([(f(a) - f(b)) / (2 * h) for a, b in y]))
        own.append(hessian(f, x, position, position))
    cross = hessian(f, x, m, n)
    remainders = []
    for scale in (0.2, 0.1):
        y = x.copy()
        y[m] += scale * p[0]
        y[n] += scale * p[1]
        sixth = scale**2 * p[0] @ cross @ p[1]
        series = f(x) + sixth
        for k in range(2):
            series += scale * p[k] @ gradients[k] + scale**2 / 2 * p[k] @ own[k] @ p[k]
        remainders.append(abs(f(y) - series))
        # Without the sixth term the series would be visibly worse.
        assert remainders[-1] < 0.5 * abs(sixth)
    assert 4.5 < remainders[0] / remainders[1] < 16  # 8 for a cubic remainder


def test_symmetry_hides_no_position(layers):
    """Text after sinus-taylor: H is one function h of the contents; h(b, a) = h(a, b)^T."""
    rng = np.random.default_rng(7)
    x = rng.normal(size=(5, 4))

    def f(y):
        return model(y, layers)

    h = hessian(f, x, 0, 1)
    assert np.abs(h).max() > 0.01
    for order in ([0, 2, 3, 1, 4], [4, 3, 0, 2, 1]):  # where the two contents go
        y = x[np.argsort(order)]
        assert np.array_equal(y[order[0]], x[0])
        assert np.abs(hessian(f, y, order[0], order[1]) - h).max() < 1e-7
        assert np.abs(hessian(f, y, order[1], order[0]) - h.T).max() < 1e-7
    x[1] = x[0]
    equal = hessian(f, x, 0, 1)
    assert np.abs(equal - equal.T).max() < 1e-7


def test_first_five_terms_give_linear_drift_only():
    """Text after sinus-taylor: u(m) + v(n) is a function of m - n iff u is arithmetic."""
    size = 7
    # Unknowns u(0..6), v(0..6); one equation for each (m, n), (m+1, n+1).
    rows = []
    for m, n in itertools.product(range(size - 1), repeat=2):
        row = np.zeros(2 * size)
        row[m + 1] += 1
        row[m] -= 1
        row[size + n + 1] += 1
        row[size + n] -= 1
        rows.append(row)
    null = np.linalg.svd(np.array(rows))[2][np.linalg.matrix_rank(np.array(rows)) :]
    assert len(null) == 3  # u(0), v(0) and c
    for vector in null:
        u, v = vector[:size], vector[size:]
        assert np.abs(np.diff(u, 2)).max() < EXACT
        assert np.diff(v) == pytest.approx(-np.diff(u), abs=EXACT)


def test_score_is_bilinear():
    """Text after sinus-taylor: for one score the expansion is exact and H = W_q^T W_k."""
    rng = np.random.default_rng(8)
    wq, wk = rng.normal(size=(2, 3, 4))
    a, c, p, r = rng.normal(size=(4, 4))
    h = wq.T @ wk
    series = a @ h @ c + p @ (h @ c) + r @ (h.T @ a) + p @ h @ r
    assert (wq @ (a + p)) @ (wk @ (c + r)) == pytest.approx(series, abs=EXACT)


def test_polar_solution():
    """Equations sinus-target, sinus-product, sinus-polar: constant modulus, arithmetic phase."""
    theta = 0.7
    z = np.exp(1j * theta * np.arange(20))
    product = z[:, None] * z.conj()[None]
    assert spread_along_diagonals(product.real) < EXACT
    assert spread_along_diagonals(product.imag) < EXACT
    plane = np.stack([z.real, z.imag], axis=1)
    assert np.abs(plane @ plane.T - product.real).max() < EXACT
    for wrong in (z * np.linspace(1, 1.1, 20), np.exp(1j * 0.01 * np.arange(20) ** 2)):
        product = wrong[:, None] * wrong.conj()[None]
        assert spread_along_diagonals(product.real) > 1e-2


def test_solutions_in_the_plane_by_brute_force():
    """Text after sinus-general: phases on a grid; stationary = rotation or two values in turn."""
    size, length = 12, 5
    found = set()
    for tail in itertools.product(range(size), repeat=length - 1):
        phase = np.array((0, *tail))
        g = np.cos(2 * np.pi * (phase[:, None] - phase[None]) / size)
        if spread_along_diagonals(g) < EXACT:
            found.add(tuple(phase))
    steps = np.arange(length)
    rotations = {tuple(k * steps % size) for k in range(size)}
    alternating = {tuple(k * (steps % 2)) for k in range(size)}
    assert found == rotations | alternating
    z = np.exp(2j * np.pi * np.array([0, 2, 0, 2, 0]) / size)  # the stronger demand rejects it
    assert spread_along_diagonals((z[:, None] * z.conj()[None]).imag) > 0.1


@pytest.mark.parametrize("count", [5, 40])
def test_all_solutions(count):
    """Equations sinus-isometry, sinus-general: a Toeplitz Gram matrix is an orthogonal orbit."""
    rng = np.random.default_rng(9)
    theta, a = np.array([0.4, 1.3, 2.9]), np.array([2.0, 0.5, 1.0])
    m = np.arange(count)
    pairs = encode(m, theta) * np.repeat(a, 2)
    x = np.column_stack([pairs, np.full(count, 0.7), 0.3 * (-1.0) ** m])
    mixed = x @ np.linalg.qr(rng.normal(size=(8, 8)))[0]
    g = mixed @ mixed.T
    s = m[:, None] - m[None]
    expected = 0.49 + 0.09 * (-1.0) ** s + np.cos(np.multiply.outer(s, theta)) @ a**2
    assert np.abs(g - expected).max() < EXACT
    c = rng.normal(size=count - 1)
    assert np.linalg.norm(c @ mixed[1:]) == pytest.approx(np.linalg.norm(c @ mixed[:-1]), abs=1e-9)
    # The other direction: complete the shift (Procrustes) and regenerate the orbit.
    left, _, right = np.linalg.svd(mixed[1:].T @ mixed[:-1])
    u = left @ right
    assert np.abs(u @ u.T - np.eye(8)).max() < EXACT
    orbit = np.array([np.linalg.matrix_power(u, k) @ mixed[0] for k in m])
    assert np.abs(orbit - mixed).max() < 1e-7
    # Any orthogonal orbit is stationary.
    q = np.linalg.qr(rng.normal(size=(8, 8)))[0]
    orbit = np.array([np.linalg.matrix_power(q, k) @ mixed[0] for k in m])
    assert spread_along_diagonals(orbit @ orbit.T) < EXACT


def test_repeated_angles_merge():
    """Text before sinus-general: two planes with one angle are one pair of the summed power."""
    rng = np.random.default_rng(10)
    q = rotation(1, np.array([0.8, 0.8]))
    p0 = rng.normal(size=4)
    orbit = np.array([np.linalg.matrix_power(q, k) @ p0 for k in range(12)])
    assert np.linalg.matrix_rank(orbit) == 2
    assert orbit @ p0 == pytest.approx(p0 @ p0 * np.cos(0.8 * np.arange(12)), abs=EXACT)


def test_inner_product():
    """Equation sinus-inner: a sum of cosines of (m - n) theta_i, d/2 on the diagonal."""
    d = 64
    theta = frequencies(d)
    p = encode(np.arange(60), theta)
    s = np.arange(60)[:, None] - np.arange(60)[None]
    expected = np.cos(np.multiply.outer(s, theta)).sum(-1)
    assert np.abs(p @ p.T - expected).max() < EXACT
    assert expected[3, 3] == d / 2


def test_cosine_integral(scripts):
    """Second line of sinus-decay: the definition against the series, and |Ci(s)| <= 1/s."""
    decay, _ = scripts
    # Abramowitz and Stegun, table 5.1: Ci(1), Ci(10).
    assert decay.ci(1.0) == pytest.approx(0.3374039229, abs=1e-10)
    assert decay.ci(10.0) == pytest.approx(-0.0454564330, abs=1e-8)
    for x in (0.3, 2.0, 5.99, 6.01, 30.0, 400.0):
        # The part from x to 2x of its definition, and gamma + ln x - Cin(x).
        part = quadrature(lambda t, x=x: np.cos(x * (1 + t)) / (1 + t))
        assert decay.ci(2 * x) - decay.ci(x) == pytest.approx(part, abs=3e-8)
        cin = quadrature(lambda t, x=x: (1 - np.cos(x * t)) / t)
        assert GAMMA + np.log(x) - cin == pytest.approx(float(decay.ci(x)), abs=3e-8)
        assert 0 <= cin <= x * x / 4
    s = np.geomspace(0.01, 1e5, 20000)
    assert np.all(np.abs(decay.ci(s)) <= 1 / s + 3e-8)
    assert np.max(np.abs(decay.ci(s)) * s) > 0.99  # no smaller constant would do
    assert round(GAMMA, 4) == 0.5772


@pytest.mark.parametrize("base", [100.0, 1000.0, 10000.0])
def test_decay_closed_form(scripts, base):
    """Equation sinus-decay: quadrature of cos(s b^-t) against the cosine integrals."""
    decay, _ = scripts
    for s in (0.1, 1.0, 4.0, 16.0, 64.0, 128.0, 512.0, 6165.0, 20000.0):
        assert integral(s, base) == pytest.approx(float(decay.integral(s, base)), abs=3e-8)


def test_logarithmic_law(scripts):
    """Equation sinus-log: the bound holds everywhere, and is nearly attained at both ends."""
    decay, _ = scripts
    s = np.geomspace(0.05, 3e4, 20000)
    error = np.abs(decay.integral(s) - (1 - (np.log(s) + GAMMA) / np.log(B)))
    bound = (1 / s + s**2 / (4 * B**2)) / np.log(B)
    assert np.all(error <= bound + 1e-8)
    assert np.max((error / bound)[(s > 5) & (s < 100)]) > 0.95
    assert np.max((error / bound)[(s > 2000) & (s < 6000)]) > 0.95
    assert round(math.log(2) / math.log(B), 4) == 0.0753
    assert quoted("0.0753")
    assert round(integral(64.0), 3) == 0.487
    assert quoted("I(64)\\approx0.487")
    assert round(math.exp(-GAMMA), 3) == 0.561
    assert round(B * math.exp(-GAMMA)) == 5615
    assert quoted("5615")


def test_threshold_share(scripts):
    """Text after sinus-log: the main term is the share of t with s b^-t < exp(-gamma)."""
    decay, _ = scripts
    t = (np.arange(10**6) + 0.5) / 10**6
    for s in (10.0, 300.0, 4000.0):
        share = np.mean(s * B**-t < math.exp(-GAMMA))
        assert share == pytest.approx(float(decay.logarithm(s)), abs=2e-6)


def test_first_zero(scripts):
    """Text after sinus-log: I first vanishes near 0.617 b, the first zero of Ci(s/b)."""
    decay, _ = scripts
    s = np.arange(0.5, 7000, 0.25)
    values = decay.integral(s)
    first = s[np.argmax(values < 0)]
    assert first / B == pytest.approx(0.617, abs=6e-4)
    assert decay.ci(0.6160) < 0 < decay.ci(0.6170)  # 0.61650...
    assert quoted("0.617b")


@pytest.mark.parametrize("alpha", [1.0, 1.5, 2.0, 4.0, 9.0])
def test_power_law(alpha):
    """Equation sinus-power: main term, remainder O(1/s), alpha = 1, and large alpha."""
    main = math.gamma(1 + 1 / alpha) * math.cos(math.pi / (2 * alpha))
    for s in (20.0, 100.0, 500.0, 2500.0):
        value = quadrature(lambda t, s=s: np.cos(s * t**alpha))
        # The first neglected term is sin(s)/(alpha s).
        assert abs(value - main * s ** (-1 / alpha)) * s <= 1.05 / alpha + 1e-3
        if alpha == 1:
            assert value == pytest.approx(math.sin(s) / s, abs=EXACT)
    if alpha == 1:
        assert abs(main) < 1e-15
        big, s = 1e4, 50.0
        law = math.gamma(1 + 1 / big) * math.cos(math.pi / (2 * big)) * s ** (-1 / big)
        assert (1 - law) * big == pytest.approx(math.log(s) + GAMMA, rel=2e-3)


def test_density_at_zero():
    """Text after sinus-power: densities of theta_t for t uniform on [0, 1]."""
    t = (np.arange(10**6) + 0.5) / 10**6
    for theta, cdf in (
        (B**-t, lambda x: 1 + math.log(x) / math.log(B)),  # density 1/(x ln b)
        (t**3, lambda x: x ** (1 / 3)),  # density x^(1/3 - 1)/3
    ):
        for x in (0.001, 0.02, 0.5):
            assert np.mean(theta < x) == pytest.approx(cdf(x), abs=2e-6)


def test_table(scripts):
    """The table: integrals of the cosine at s = 8, 64, 512 for the four families."""
    decay, _ = scripts
    rows = re.findall(
        r"^\| \$(.*?)\$ \| \$(.*?)\$ \| \$(0.*?)\$ \| \$(.*?)\$ \| \$(.*?)\$ \|$", POST, re.M
    )
    names = {"10000^{-t}": "1e4", "1000^{-t}": "1e3", "t^2": "t2", "t": "t"}
    assert [row[0] for row in rows] == list(names)
    for name, _main, *numbers in rows:
        theta = decay.FAMILIES[names[name]]
        for s, number in zip((8, 64, 512), numbers, strict=True):
            value = quadrature(lambda t, s=s, theta=theta: np.cos(s * theta(t)))
            assert f"{value:.3f}" == number
    assert math.sqrt(math.pi / 8) == pytest.approx(math.gamma(1.5) * math.cos(math.pi / 4))


def test_floor():
    """Equation sinus-floor: the mean square tends to 1/d, for d = 128 a root of 0.088."""
    d = 16
    theta = frequencies(d, 50.0)
    s = np.arange(1, 200001)
    square = np.mean(np.cos(np.multiply.outer(s, theta)).mean(1) ** 2)
    # Cross terms average like 1/(T |theta_i - theta_j|).
    assert square == pytest.approx(1 / d, rel=1e-3)
    assert round(1 / math.sqrt(128), 3) == 0.088
    assert quoted("0.088")


def test_almost_periodic():
    """Text before sinus-floor: with two pairs, g comes back near g(0)."""
    s = np.arange(1, 50000)
    g = np.cos(s) + np.cos(0.1 * s)
    assert np.max(g) > 2 - 1e-4
    assert np.max(g[25000:]) > 2 - 1e-3


def test_equal_spacing_revives(scripts):
    """Text after sinus-floor: the period is pi d; 0.998 at s = 402 for d = 128."""
    decay, _ = scripts
    d = 128
    for s in (3.0, 20.5):
        assert decay.mean_cosine(s + math.pi * d, "t") == pytest.approx(
            float(decay.mean_cosine(s, "t")), abs=EXACT
        )
    assert round(math.pi * d) == 402
    assert f"{decay.mean_cosine(402, 't'):.3f}" == "0.998"
    assert all("$402$" in panel.replace("$s=402$", "$402$") for panel in both_panels("$0.998$"))
    # Geometric spacing has nothing like it up to there.
    assert np.max(decay.mean_cosine(np.arange(100, 2000))) < 0.6


def test_poisson_summation():
    """The unlabelled display: end-point term and the sum over k, for a slow phase."""
    d, s = 32, 9.0

    def f(x):
        return np.cos(s * B ** (-2 * x / d))

    n = d // 2
    total = n * quadrature(lambda t: f(n * t)) + (f(0) - f(n)) / 2
    for k in range(1, 101):
        total += (
            2
            * n
            * quadrature(
                lambda t, k=k: f(n * t) * np.cos(2 * np.pi * k * n * t), panels=3000, nodes=4
            )
        )
    # Terms are about (F'(0) - F'(n)) / (2 pi^2 k^2), with F'(0) = 2.1: the tail is 1e-3.
    assert total == pytest.approx(f(np.arange(n)).sum(), abs=2e-3)
    assert abs(total - f(np.arange(n)).sum()) < abs(n * quadrature(lambda t: f(n * t)) - total) / 9


def test_stationary_points():
    """Text before sinus-alias: where the phases keep step, their sum there, the curvature."""
    d, s, k = 128, 500.0, 3
    log = math.log(B)
    u = k * math.pi * d / log
    x = d / (2 * log) * math.log(s / u)

    def phase(y):
        return s * B ** (-2 * y / d) + 2 * math.pi * k * y

    h = 1e-2
    assert phase(x) == pytest.approx(u * (1 + math.log(s / u)), rel=1e-12)
    assert (phase(x + h) - phase(x - h)) / (2 * h) == pytest.approx(0, abs=1e-4)
    curvature = (phase(x + h) - 2 * phase(x) + phase(x - h)) / h**2
    assert curvature == pytest.approx(4 * math.pi * k * log / d, rel=1e-4)
    amplitude = 2 / d * math.sqrt(2 * math.pi / curvature)
    assert amplitude == pytest.approx(math.sqrt(2 / (k * d * log)), rel=1e-4)


def written_alias(s, d=128):
    """The right-hand side of sinus-alias as the post writes it, summed term by term."""
    log = math.log(B)
    total = (math.cos(s) - math.cos(s / B)) / d
    k = 1
    while (u := k * math.pi * d / log) < s:
        total += math.sqrt(2 / (k * d * log)) * math.cos(u * (1 + math.log(s / u)) + math.pi / 4)
        k += 1
    return total


def test_alias_formula(scripts):
    """Equation sinus-alias and the numbers after it."""
    decay, _ = scripts
    s = np.arange(200, 800)
    difference = decay.mean_cosine(s) - decay.integral(s)
    predicted = np.array([written_alias(float(x)) for x in s])
    assert predicted == pytest.approx(np.array([decay.aliases(x) for x in s]), abs=1e-12)
    rms = math.sqrt(np.mean(difference**2)), math.sqrt(np.mean((difference - predicted) ** 2))
    assert (f"{rms[0]:.3f}", f"{rms[1]:.4f}") == ("0.051", "0.0027")
    here = decay.mean_cosine(128.0), decay.integral(128.0)
    assert [f"{x:.3f}" for x in (*here, here[0] - here[1], written_alias(128.0))] == [
        "0.333", "0.411", "-0.078", "-0.068",
    ]  # fmt: skip
    log = math.log(B)
    assert (round(math.pi * 128 / log), round(math.pi * 768 / log)) == (44, 262)
    assert round(math.sqrt(2 / (128 * log)), 3) == 0.041
    for panel in both_panels("$0.0027$"):
        for number in ("44", "262", "0.041", "0.333", "0.411", "-0.078", "-0.068", "0.051"):
            assert f"${number}$" in panel
    # Before the first ripple the end points are all there is.
    early = np.arange(1, 30)
    rest = (
        decay.mean_cosine(early)
        - decay.integral(early)
        - np.array([written_alias(float(x)) for x in early])
    )
    assert np.abs(rest).max() < 0.007
    # The mean square, and its limit 1/d for s far beyond b.
    ripple = difference - (np.cos(s) - np.cos(s / B)) / 128
    u1 = math.pi * 128 / log
    assert np.mean(ripple**2) == pytest.approx(
        (np.mean(np.log(s / u1)) + GAMMA) / (128 * log), rel=0.1
    )
    k = np.arange(math.ceil(1e7 / B / u1), math.floor(1e7 / u1) + 1)
    assert np.sum(1 / k) == pytest.approx(log, rel=0.05)


def test_full_turn_between_neighbours():
    """Text after sinus-alias: at s = pi d/ln b the phase gap at the high end is about 2 pi."""
    for d in (128, 768):
        theta = frequencies(d)
        gap = math.pi * d / math.log(B) * (theta[0] - theta[1])
        assert gap == pytest.approx(2 * math.pi, rel=0.08)  # 1 - b^(-2/d) to first order


def test_diagonal_matrix():
    """Equation sinus-diagonal, and that h_{2i} = h_{2i+1} is necessary for relative only."""
    rng = np.random.default_rng(11)
    theta = frequencies(16)
    h = rng.normal(size=16)
    m = np.arange(25)
    p = encode(m, theta)
    form = (p * h) @ p.T
    even, odd = h[::2], h[1::2]
    minus = np.multiply.outer(m[:, None] - m, theta)
    plus = np.multiply.outer(m[:, None] + m, theta)
    expected = np.cos(minus) @ ((even + odd) / 2) + np.cos(plus) @ ((even - odd) / 2)
    assert np.abs(form - expected).max() < EXACT
    assert spread_along_diagonals(form) > 0.1
    h[1::2] = even
    assert spread_along_diagonals((p * h) @ p.T) < EXACT


def test_commuting_matrices_are_all():
    """Equation sinus-commute: relative-only matrices form exactly this d-dimensional space."""
    d = 8
    theta = frequencies(d, 100.0)
    r = rotation(1, theta)
    # R^T H R - H as a linear map on the d^2 entries of H.
    operator = np.kron(r.T, r.T) - np.eye(d * d)
    values = np.linalg.svd(operator, compute_uv=False)
    assert np.sum(values < 1e-10) == d
    rng = np.random.default_rng(12)
    lam, mu = rng.normal(size=(2, d // 2))
    h = np.zeros((d, d))
    for i in range(d // 2):
        h[2 * i : 2 * i + 2, 2 * i : 2 * i + 2] = [[lam[i], -mu[i]], [mu[i], lam[i]]]
    assert np.abs(h @ r - r @ h).max() < EXACT
    m = np.arange(30)
    p = encode(m, theta)
    assert np.linalg.matrix_rank(p) == d  # the position vectors span
    angle = np.multiply.outer(m[:, None] - m, theta)
    assert np.abs(p @ h @ p.T - np.cos(angle) @ lam - np.sin(angle) @ mu).max() < EXACT
    assert spread_along_diagonals(p @ rng.normal(size=(d, d)) @ p.T) > 1


def test_average_over_shifts():
    """Equation sinus-average: projection, mean over shifts, share 1/d of the squared norm."""
    rng = np.random.default_rng(13)
    d = 8
    theta = np.array([0.3, 0.9, 1.7, 2.6])
    h = rng.normal(size=(d, d))
    bar = np.zeros((d, d))
    for i in range(0, d, 2):
        lam = (h[i, i] + h[i + 1, i + 1]) / 2
        mu = (h[i + 1, i] - h[i, i + 1]) / 2
        bar[i : i + 2, i : i + 2] = [[lam, -mu], [mu, lam]]
    steps = 20000
    t = np.arange(steps)
    total = np.zeros((d, d))
    for k in t[:4000]:
        r = rotation(k, theta)
        total += r.T @ h @ r
    # Oscillating entries average like 1/(T |sin of half the frequency|).
    assert np.abs(total / 4000 - bar).max() < 5e-3
    assert np.sum(bar * (h - bar)) == pytest.approx(0, abs=1e-12)
    first, second = encode(t + 3, theta), encode(t + 11, theta)
    rest = np.einsum("ta,ab,tb->t", first, h - bar, second)
    assert abs(rest.mean()) < 2e-3
    assert np.abs(rest).max() > 0.5
    share = []
    for _ in range(4000):
        g = rng.normal(size=(d, d))
        lam = g[::2, ::2].diagonal() + g[1::2, 1::2].diagonal()
        mu = g[1::2, ::2].diagonal() - g[::2, 1::2].diagonal()
        share.append(np.sum(lam**2 + mu**2) / 2)
    # Mean of a sum of d unit normal squares: d of d^2; four standard errors.
    assert np.mean(share) == pytest.approx(d, abs=4 * math.sqrt(2 * d / 4000))
    assert 1 / 128 < 0.01


def test_weights_of_mixed_sign_rise(scripts):
    """Equation sinus-rise and the numbers after it: the maximum over integers is at 105."""
    decay, _ = scripts

    def closed(s):
        return (2 * decay.ci(s / 100) - decay.ci(s / B) - decay.ci(s)) / np.log(B)

    for s in (1.0, 40.0, 105.0, 3000.0):
        # 4000 panels: the jump at 1/2 falls on an edge.
        value = quadrature(lambda t, s=s: np.where(t < 0.5, -1, 1) * np.cos(s * B**-t))
        assert value == pytest.approx(float(closed(s)), abs=1e-7)
    s = np.arange(1.0, 20000.0)
    values = closed(s)
    assert s[np.argmax(values)] == 105
    assert f"{values.max():.3f}" == "0.512"
    for panel in both_panels("0.512"):
        assert "$s=105$" in panel
    smooth = np.convolve(values[:100], np.ones(7) / 7, mode="valid")  # over one turn of cos s
    assert np.all(np.diff(smooth) > 0)
    assert values[999] < 0.2
    # Rough form: the integral of h over t > ln s / ln b.
    for x in (5.0, 20.0):
        assert closed(x) == pytest.approx(math.log(x) / math.log(B), abs=0.09)


def test_rotation_after_projection():
    """Last text of the section on H: relative for any weights, unlike the additive form."""
    rng = np.random.default_rng(14)
    d = 8
    theta = frequencies(d)
    wq, wk = rng.normal(size=(2, d, d))
    a, c = rng.normal(size=(2, d))
    m = range(12)
    rotary = np.array(
        [[(rotation(i, theta) @ wq @ a) @ (rotation(j, theta) @ wk @ c) for j in m] for i in m]
    )
    assert spread_along_diagonals(rotary) < EXACT
    assert rotary[2, 7] == pytest.approx((wq @ a) @ rotation(5, theta) @ (wk @ c), abs=EXACT)
    p = encode(np.arange(12), theta)
    assert spread_along_diagonals(p @ wq.T @ wk @ p.T) > 1


def test_third_order_is_never_relative():
    """Last section: for d = 8 no signed sum of three frequencies vanishes."""
    theta = frequencies(8)
    assert theta == pytest.approx([1, 0.1, 0.01, 0.001])
    assert quoted("1,0.1,0.01,0.001")
    smallest = min(
        abs(a * x + c * y + z)
        for x, y, z in itertools.product(theta, repeat=3)
        for a, c in itertools.product((1, -1), repeat=2)
    )
    assert smallest > 5e-4
    assert 3 * theta[0] < 2 * math.pi
    # A trilinear form in p_m, p_m, p_n: no coefficients give a function of m - n other than 0.
    p = encode(np.arange(0, 4000, 61), theta)
    rng = np.random.default_rng(15)
    pick = rng.integers(0, len(p) - 1, size=(600, 2))
    rows = [
        np.einsum("a,b,c->abc", p[m + 1], p[m + 1], p[n + 1]).ravel()
        - np.einsum("a,b,c->abc", p[m], p[m], p[n]).ravel()
        for m, n in pick
    ]
    _, values, right = np.linalg.svd(np.array(rows))
    null = right[np.sum(values > 1e-9 * values[0]) :]
    forms = np.array([np.einsum("a,b,c->abc", p[m], p[m], p[n]).ravel() for m, n in pick[:200]])
    assert np.abs(forms @ null.T).max() < 1e-6


def test_causal_models_tell_order(layers):
    """Last section: with a mask two layers see the order of earlier inputs, one does not."""
    x = np.random.default_rng(16).normal(size=(5, 4))
    y = x[[2, 0, 1, 3, 4]]
    one = [attention(z, layers[0], causal=True) for z in (x, y)]
    assert np.abs(one[0][-1] - one[1][-1]).max() < 1e-12
    two = [attention(z, layers[1], causal=True) for z in one]
    assert np.abs(two[0][-1] - two[1][-1]).max() > 1e-3


def test_code_block(tmp_path):
    """The post's code runs; U and the frequencies come out of the scrambled vectors."""
    blocks = re.findall(r"^```python\n(.*?)^```$", POST, re.MULTILINE | re.DOTALL)
    assert len(blocks) == 1
    script = tmp_path / "block.py"
    script.write_text(blocks[0], encoding="utf-8")
    space = runpy.run_path(str(script))
    assert np.abs(space["found"] - space["theta"]).max() < 1e-6
    assert len(set(space["amplitude"])) == 4
    assert not np.allclose(space["x"], space["p"])


def test_figures(scripts):
    """Figures sinus-fig-decay, sinus-fig-gram: sizes as captioned, entries as in the text."""
    decay, gram = scripts
    assert (decay.D, decay.BASE, gram.D, gram.BASE) == (128, B, 128, B)
    assert POST.count("$d=128$。左：") == 2
    left, right = gram.gram(), gram.gram((1.5, 0.5))
    assert left[3, 40] == pytest.approx(float(decay.mean_cosine(37)), abs=EXACT)
    m = np.arange(128)
    sums = decay.mean_cosine(m[:, None] + m)
    assert np.abs(right - left - sums / 2).max() < EXACT
    assert spread_along_diagonals(left) < EXACT
    assert np.argmax(right) == 0
    for name in ("gram", "decay"):
        for suffix in ("svg", "pdf"):
            path = ROOT / "posts" / "transformer-upgrade-1-sinusoidal" / f"{name}.{suffix}"
            assert path.stat().st_size > 0
