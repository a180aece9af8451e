"""Numeric checks of posts/muon-guide.md: each test names the equation that it checks."""

import itertools
import math
import re
from pathlib import Path

import muon_newton
import muon_rulers
import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
POST = (ROOT / "posts" / "muon-guide.md").read_text(encoding="utf-8")
EXACT = 1e-10  # identities: double-precision rounding only
A, B, C = 3.4445, -4.7750, 2.0315
SHAPES = [(24, 24), (12, 48), (48, 12), (10, 14), (14, 10)]


def quintic(s):
    return A * s + B * s**3 + C * s**5


def iterate(s, steps):
    for _ in range(steps):
        s = quintic(s)
    return s


def polar(m):
    """msign by SVD, on the non-zero singular values only."""
    u, s, vt = np.linalg.svd(m, full_matrices=False)
    r = int(np.sum(s > 1e-10 * s[0]))
    return u[:, :r] @ vt[:r]


def rms(w):
    return math.sqrt(np.mean(np.square(w)))


def spec(w):
    return np.linalg.norm(w, 2)


def gamma(w):
    """Largest amplification from RMS to RMS."""
    d_in, d_out = w.shape
    return math.sqrt(d_in / d_out) * spec(w)


def mean_gain(w, rng):
    """Root mean square amplification, averaged exactly over a rotated orthogonal design."""
    d_in = w.shape[0]
    n = math.sqrt(d_in) * np.linalg.qr(rng.normal(size=(d_in, d_in)))[0]
    return math.sqrt(np.mean((n @ w) ** 2))


def factors(d_in, d_out):
    """c1 to c4, written out here and not taken from the post's code."""
    big = max(d_in, d_out)
    return [
        1.0,
        math.sqrt(d_out / d_in) if d_out > d_in else 1.0,
        math.sqrt(d_out) / math.sqrt(d_in),
        0.2 * math.sqrt(big),
    ]


def code_blocks():
    blocks = re.findall(r"^```python\n(.*?)^```$", POST, re.MULTILINE | re.DOTALL)
    assert len(blocks) == 2
    return blocks


@pytest.fixture(scope="module")
def code():
    """Names defined by the post's two blocks, run in order (their asserts hold)."""
    space = {}
    for block in code_blocks():
        exec(compile(block, "muon-guide.md", "exec"), space)
    return space


def panels(marker):
    """The zh and the en block that contain `marker`."""
    found = []
    for language in ("zh", "en"):
        blocks = re.findall(rf"^:::\{{{language}\}}\n(.*?)^:::$", POST, re.MULTILINE | re.DOTALL)
        (text,) = [block for block in blocks if marker in block]
        found.append(text)
    return found


def quoted(*numbers):
    """Whether one pair has all of these numbers, in both languages."""
    for text in panels(numbers[0]):
        for number in numbers:
            assert number in text, number


def test_msign_has_three_descriptions():
    """Equation muon-msign: polar factor, inverse root, nearest and best aligned matrix."""
    rng = np.random.default_rng(0)
    for shape in SHAPES:
        m = rng.normal(size=shape)
        phi = polar(m)
        s = np.linalg.svd(m, compute_uv=False)
        w, q = np.linalg.eigh(m @ m.T)
        keep = w > 1e-9 * w[-1]  # the negative power acts on non-zero eigenvalues
        root = (q[:, keep] * w[keep] ** -0.5) @ q[:, keep].T
        assert root @ m == pytest.approx(phi, abs=1e-8)  # the condition of m m^T squares
        assert np.sum(m * phi) == pytest.approx(s.sum(), rel=EXACT)
        for _ in range(100):
            other = polar(rng.normal(size=shape))
            assert np.sum(m * other) < s.sum()
            assert np.linalg.norm(m - other) > np.linalg.norm(m - phi)
            p = rng.normal(size=shape)
            assert np.sum(m * p) / spec(p) < s.sum()
    m = np.outer(rng.normal(size=9), rng.normal(size=6))  # rank one: a unit of its direction
    assert polar(m) == pytest.approx(m / np.linalg.norm(m), abs=EXACT)


def test_example_of_the_polar_decomposition():
    """Equation muon-example: the factorisation, rotation times positive definite."""
    m, q = np.array([[3, -2], [1, 1]]), np.array([[4, -3], [3, 4]]) / 5
    p = np.array([[3, -1], [-1, 2]])
    assert q @ p == pytest.approx(m, abs=EXACT)
    assert q.T @ q == pytest.approx(np.eye(2), abs=EXACT)
    assert np.linalg.det(q) == pytest.approx(1)
    assert np.all(np.linalg.eigvalsh(p) > 0)
    assert polar(m) == pytest.approx(q, abs=EXACT)
    numbers = re.search(r"\\boldsymbol M=(.*?)\$\$ \(muon-example\)", POST, re.DOTALL)[1]
    found = re.findall(r"begin\{pmatrix\}(.*?)\\end", numbers)
    expected = [r"3&-2\\1&1", r"4&-3\\3&4", r"3&-1\\-1&2", r"4&-3\\3&4"]
    assert found == expected


def test_symmetries():
    """Equation muon-symmetry, the two ways to write momentum, and one-step Shampoo."""
    rng = np.random.default_rng(1)
    for shape in SHAPES:
        m = rng.normal(size=shape)
        p = np.linalg.qr(rng.normal(size=(shape[0],) * 2))[0]
        q = np.linalg.qr(rng.normal(size=(shape[1],) * 2))[0]
        assert polar(7.5 * m) == pytest.approx(polar(m), abs=EXACT)
        assert polar(-m) == pytest.approx(-polar(m), abs=EXACT)  # a > 0 is needed
        assert polar(p @ m @ q) == pytest.approx(p @ polar(m) @ q, abs=EXACT)
        assert polar(m.T) == pytest.approx(polar(m).T, abs=EXACT)
        u, s, vt = np.linalg.svd(m, full_matrices=False)
        quarter = (u * s**-0.5) @ u.T, (vt.T * s**-0.5) @ vt
        left, right = np.linalg.matrix_power(quarter[0], 4), np.linalg.matrix_power(quarter[1], 4)
        assert left @ m @ m.T @ u == pytest.approx(u, abs=1e-8)  # they are the -1/4 powers
        assert right @ m.T @ m @ vt.T == pytest.approx(vt.T, abs=1e-8)
        assert quarter[0] @ m @ quarter[1] == pytest.approx(polar(m), abs=1e-8)
    beta, total, average = 0.95, np.zeros((5, 7)), np.zeros((5, 7))
    for _ in range(20):
        g = rng.normal(size=(5, 7))
        total, average = beta * total + g, beta * average + (1 - beta) * g
    assert average == pytest.approx((1 - beta) * total, abs=EXACT)
    nesterov = beta * average + (1 - beta) * g
    assert polar(nesterov) == pytest.approx(polar(beta * total + g), abs=EXACT)


def test_iteration_acts_on_singular_values(code):
    """Equations muon-newton, muon-scalar: the post's msign against the SVD, all shapes."""
    rng = np.random.default_rng(2)
    for shape, steps in itertools.product(SHAPES, (1, 2, 5)):
        m = rng.normal(size=shape) * 10 ** rng.uniform(-3, 3)
        u, s, vt = np.linalg.svd(m, full_matrices=False)
        expected = (u * iterate(s / np.linalg.norm(m), steps)) @ vt
        assert code["msign"](m, steps) == pytest.approx(expected, abs=1e-9)
    # The displayed recurrence, product by product.
    x = rng.normal(size=(6, 4))
    x /= np.linalg.norm(x)
    gram = x @ x.T
    displayed = A * x + B * gram @ x + C * gram @ gram @ x
    assert code["msign"](x, 1) == pytest.approx(displayed, abs=EXACT)
    u, s, vt = np.linalg.svd(x, full_matrices=False)
    assert gram @ x == pytest.approx((u * s**3) @ vt, abs=EXACT)
    assert gram @ gram @ x == pytest.approx((u * s**5) @ vt, abs=EXACT)


def test_msign_is_close_to_the_svd(code):
    """Code block, msign: singular values in the band, cosine with the SVD's above 0.97."""
    rng = np.random.default_rng(3)
    low, high = 0.6818314, 1.1343573
    for shape in ((64, 256), (256, 64), (40, 100)):  # conditioned well enough for five steps
        m = rng.normal(size=shape)
        u, s, vt = np.linalg.svd(m, full_matrices=False)
        assert (s / np.linalg.norm(m)).min() > 0.0053
        diagonal = u.T @ code["msign"](m) @ vt.T
        off = diagonal - np.diag(np.diag(diagonal))
        assert off == pytest.approx(0, abs=1e-9)
        assert low - 1e-6 <= np.diag(diagonal).min()
        assert np.diag(diagonal).max() <= high + 1e-6
        error = code["msign"](m) - u @ vt
        assert spec(error) <= 1 - low + 1e-6  # the band's larger distance from 1
        assert spec(error) > 0.05  # it isn't exact either
        cosine = np.trace(diagonal) / np.linalg.norm(diagonal) / math.sqrt(min(shape))
        assert cosine > 0.97
    assert code_blocks()[0].split("\n\n\n")[1].count("\n") == 9  # ten lines, as the text says


def test_band():
    """Equation muon-band and its proof: critical points, extrema, invariance, fixed point."""
    derivative = np.polynomial.Polynomial([A, 0, 3 * B, 0, 5 * C])
    roots = np.sort([r.real for r in derivative.roots() if abs(r.imag) < 1e-12 and r.real > 0])
    assert roots == pytest.approx([0.5545, 1.0501], abs=5e-5)
    minus, plus = roots
    low = quintic(plus)
    assert quintic(minus) == pytest.approx(1.2024, abs=5e-5)
    assert low == pytest.approx(0.6818, abs=5e-5)
    assert quintic(low) == pytest.approx(1.1344, abs=5e-5)
    assert quintic(quintic(low)) == pytest.approx(0.7531, abs=5e-5)
    assert quintic(quintic(minus)) == pytest.approx(0.9465, abs=5e-5)
    assert quintic(1) == pytest.approx(0.701, abs=1e-12)
    assert minus < low < plus < quintic(low)
    inside = quintic(np.linspace(low, quintic(low), 200001))
    assert inside.min() == pytest.approx(low, abs=1e-8)  # grid of 2e-6, quadratic minimum
    assert inside.max() == pytest.approx(quintic(low), abs=EXACT)
    wide = np.linspace(0, quintic(minus), 100001)
    assert quintic(wide).max() <= quintic(minus) + EXACT
    assert quintic(wide).min() >= 0
    reached = iterate(np.linspace(minus, quintic(minus), 100001), 2)
    assert low - EXACT <= reached.min() <= reached.max() <= quintic(low) + EXACT
    below = np.linspace(1e-6, minus, 10001)
    growth = quintic(below) / below
    assert growth.min() == pytest.approx(2.168, abs=5e-4)
    assert growth.max() == pytest.approx(3.4445, abs=1e-6)
    fixed = np.polynomial.Polynomial([A - 1, 0, B, 0, C]).roots()
    fixed = [r.real for r in fixed if abs(r.imag) < 1e-12 and low < r.real < quintic(low)]
    assert len(fixed) == 1
    assert fixed[0] == pytest.approx(0.868, abs=5e-4)
    assert derivative(fixed[0]) == pytest.approx(-1.58, abs=5e-3)
    quoted("0.5545", "1.0501", "1.2024", "0.6818")
    quoted("0.7531", "0.9465", "2.168", "0.868", "-1.58")


def test_five_steps():
    """Text after muon-band: thresholds 0.0053 and 0.0015, 11 against 4 steps, 485, 1.2024."""
    low = quintic(1.050136079)
    start = np.geomspace(1e-6, 1, 400001)
    end = iterate(start, 5)
    inside = (end >= low - 1e-9) & (end <= quintic(low) + 1e-9)
    assert inside[start >= 0.0053].all()
    assert not inside[start >= 0.0051].all()  # 0.0053 is sharp to two digits
    assert (end[start < 0.0015] < low).all()
    assert end[start > 0.00152].min() >= low - 1e-9
    assert end.max() <= 1.2024
    assert abs(A**5 - 485) < 0.5
    assert np.all(end <= A**5 * start)
    assert iterate(1e-7, 5) == pytest.approx(A**5 * 1e-7, rel=1e-6)
    steps, s = 0, 0.01
    while s < low:
        s, steps = (3 * s - s**3) / 2, steps + 1
    assert steps == 11
    assert iterate(0.01, 3) < low < iterate(0.01, 4)
    assert 1 - low < 0.32  # "up to about 0.3"
    assert quintic(low) - 1 < 0.32
    quoted("0.0053", "0.0015", "485", "$11$", "$4$", "1.2024")


def test_gaussian_singular_values():
    """Text after muon-band: 1/64 at rank 4096; 21 % and 6 % below the thresholds."""

    def below(x):  # quarter-circle law: density sqrt(4 - x^2)/pi on [0, 2]
        return (x * math.sqrt(4 - x * x) / 2 + 2 * math.asin(x / 2)) / math.pi

    assert below(2) == pytest.approx(1)
    assert round(100 * below(0.0053 * 64)) == 21
    assert round(100 * below(0.0015 * 64)) == 6
    assert math.sqrt(1 / 4096) == 1 / 64 == pytest.approx(0.016, abs=5e-4)
    # The law at n = 64: thresholds scale like 1/sqrt(n). Rigid spectrum: 1 % off at most.
    rng = np.random.default_rng(4)
    share = []
    for _ in range(10):
        s = np.linalg.svd(rng.normal(size=(64, 64)), compute_uv=False)
        s /= math.sqrt(np.sum(s**2))
        share.append(np.mean(s < math.sqrt(4096 / 64) * 0.0053))
    assert np.mean(share) == pytest.approx(0.21, abs=0.02)
    quoted(r"$21\%$", r"$6\%$")


def test_cost():
    """Text after the figure: 4 n^2 m + 2 n^3 <= 6 n^2 m; overhead at most 5 n/T, below 2 %."""

    def matmul(p, q, r):
        return 2 * p * q * r

    for n, m in ((1, 1), (5, 5), (64, 256), (4096, 16384)):
        step = matmul(n, m, n) + matmul(n, n, n) + matmul(n, n, m)
        assert step == 4 * n**2 * m + 2 * n**3 <= 6 * n**2 * m
        tokens = 2**20
        assert 5 * step / (3 * matmul(tokens, n, m)) <= 5 * n / tokens
    assert 0.019 < 5 * 4096 / 2**20 < 0.02


@pytest.mark.parametrize("shape", SHAPES)
def test_sizes_and_rulers(shape):
    """Equations muon-rms, muon-sizes, muon-factors, muon-mup, muon-rulers: on real momenta."""
    rng = np.random.default_rng(5)
    d_in, d_out = shape
    phi = polar(rng.normal(size=shape))
    assert np.linalg.norm(phi) == pytest.approx(math.sqrt(min(shape)), rel=EXACT)
    assert rms(phi) == pytest.approx(1 / math.sqrt(max(shape)), rel=EXACT)
    assert spec(phi) == pytest.approx(1, rel=EXACT)
    assert mean_gain(phi, rng) == pytest.approx(min(1, math.sqrt(d_in / d_out)), rel=EXACT)
    assert gamma(phi) == pytest.approx(math.sqrt(d_in / d_out), rel=EXACT)
    c1, c2, c3, c4 = factors(*shape)
    for c in (c1, c2, c3, c4, 3.7):
        sizes = [spec(c * phi), mean_gain(c * phi, rng), gamma(c * phi), rms(c * phi)]
        assert sizes == pytest.approx([c / c1, c / c2, c / c3, 0.2 * c / c4], rel=EXACT)
    if d_out >= d_in:
        assert c2 == pytest.approx(c3)
        assert c4 == pytest.approx(0.2 * math.sqrt(d_in) * c3)
    else:
        assert c1 == c2 > c3


def test_code_uses_the_four_factors(code):
    """Code block, factor and muon_step: equations muon-factors, muon-mup, muon-step."""
    rng = np.random.default_rng(6)
    names = ("plain", "jordan", "mup", "moonlight")
    for shape in SHAPES:
        assert [code["factor"](name, *shape) for name in names] == pytest.approx(factors(*shape))
        w, m, g = rng.normal(size=(3, *shape))
        for name, c in zip(names, factors(*shape), strict=True):
            new, momentum = code["muon_step"](w, m, g, 0.01, 0.3, name, beta=0.9)
            assert momentum == pytest.approx(0.9 * m + g, abs=EXACT)
            u, s, vt = np.linalg.svd(0.9 * momentum + g, full_matrices=False)
            direction = (u * iterate(s / np.linalg.norm(s), 5)) @ vt
            assert new == pytest.approx(w - 0.01 * (c * direction + 0.3 * w), abs=1e-8)


def test_update_rms_of_adam():
    """Equation muon-adam and 0.2294, 0.40, 0.160: simulated Adam, with and without signal."""

    def simulate(mean, beta1, seed, beta2=0.999, entries=1000, steps=5000):
        rng = np.random.default_rng(seed)
        m, v = np.zeros(entries), np.full(entries, mean**2 + 1)
        for _ in range(steps):
            g = mean + rng.normal(size=entries)
            m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
        return rms(m / np.sqrt(v))

    def formula(square, beta1):
        noise = (1 - beta1) / (1 + beta1)
        return math.sqrt((square + noise) / (square + 1))

    assert round(formula(0, 0.9), 4) == 0.2294
    assert round(formula(0, 0.95), 3) == 0.160
    assert round(formula(0.13, 0.9), 2) == 0.40
    for square, beta1 in ((0, 0.9), (0, 0.95), (0.13, 0.9)):
        # 1000 entries: standard error 2.2 % of the RMS; fluctuation of v adds 0.1 %.
        found = simulate(math.sqrt(square), beta1, seed=7)
        assert found == pytest.approx(formula(square, beta1), rel=0.07)
    quoted("0.2294", "0.40", "0.160", "0.13")


def test_unrolled_weights():
    """Equation muon-ema, its coefficients' sum, and the ceiling max(||W_0||, c/lambda)."""
    rng = np.random.default_rng(8)
    eta, decay, c, steps = 0.05, 0.7, 1.3, 60
    start = rng.normal(size=(8, 5))
    w, updates = start, []
    for _ in range(steps):
        updates.append(polar(rng.normal(size=(8, 5)) + 2))  # a common direction: W grows
        w = w - eta * (c * updates[-1] + decay * w)
    x = eta * decay
    average = sum(x * (1 - x) ** k * updates[steps - 1 - k] for k in range(steps))
    assert w == pytest.approx((1 - x) ** steps * start - c / decay * average, abs=EXACT)
    total = (1 - x) ** steps + sum(x * (1 - x) ** k for k in range(steps))
    assert total == pytest.approx(1, abs=EXACT)
    assert spec(w) <= max(spec(start), c / decay)
    w = np.zeros((8, 5))
    for _ in range(2000):  # one direction throughout: the ceiling is attained
        w = w - eta * (c * updates[0] + decay * w)
    assert spec(w) == pytest.approx(c / decay, rel=1e-6)
    c3 = factors(8, 5)[2]
    assert gamma(c3 / decay * updates[0]) == pytest.approx(1 / decay, rel=EXACT)


def test_conversion():
    """Equations muon-convert, muon-exact: s of each variant, and its values for squares."""
    for d_in, d_out in SHAPES:
        c = factors(d_in, d_out)
        exact = [
            0.2 * math.sqrt(max(d_in, d_out)),
            0.2 * math.sqrt(d_in),
            0.2 * math.sqrt(d_in * max(1, d_in / d_out)),
            1,
        ]
        assert [c[3] / ci for ci in c] == pytest.approx(exact)
    sizes = [0.2 * math.sqrt(d) for d in (1024, 2048, 4096)]
    assert sizes == pytest.approx([6.4, 9.05, 12.8], abs=5e-3)
    quoted("$6.4$", "$9.05$", "$12.8$")


def test_table():
    """Table after muon-exact: its factors and its values of s, read from the post."""
    rows = [line.split(" | ") for line in POST.splitlines() if line.startswith("| ")]
    cells = [[cell.strip("| $") for cell in row] for row in rows if "---" not in row]
    rows = list(zip(*cells, strict=True))[1:]  # a variant each
    assert len(rows) == 4

    def value(tex, **names):
        tex = tex.replace(r"d_{in}", "i").replace(r"d_{out}", "o").replace(r"\max", "max")
        tex = re.sub(r"\\sqrt\{(.*)\}", r"*math.sqrt(\1)", tex)
        tex = tex.replace(r"\sqrt d", "*math.sqrt(d)").lstrip("*")
        return eval(tex, {"math": math, **names})

    d = 16
    for k, row in enumerate(rows):
        for i, o in ((d, d), (d, 4 * d), (4 * d, d)):
            assert value(row[1], i=i, o=o) == pytest.approx(factors(i, o)[k])
        found = [value(cell, d=d) for cell in row[5:8]]
        shapes = ((d, d), (d, 4 * d), (4 * d, d))
        assert found == pytest.approx([factors(*s)[3] / factors(*s)[k] for s in shapes])
        assert row[3:5] == (("\\eta", "\\lambda") if k == 3 else ("s\\eta", "\\lambda/s"))


def test_numbers_of_the_conversion_paragraph():
    """Text after the table: halves and quarters, 0.00384, 0.0078, 33000 and 2600 steps."""
    d = 4096
    s = 0.2 * math.sqrt(d)
    c = factors(4 * d, d)
    assert [s * c[1] / c[3], s * c[2] / c[3]] == pytest.approx([1 / 2, 1 / 4])
    for shape in ((d, d), (d, 2 * d), (d, 4 * d)):
        c = factors(*shape)
        assert [s * c[1] / c[3], s * c[2] / c[3]] == pytest.approx([1, 1])
    eta, decay = 3e-4, 0.1
    assert s == pytest.approx(12.8)
    assert factors(d, d)[0] / factors(d, d)[3] == pytest.approx(1 / 12.8)
    assert eta * s == pytest.approx(0.00384)
    assert decay / s == pytest.approx(0.0078, abs=5e-5)
    assert s / decay == pytest.approx(128)
    assert 1 / (eta * decay) == pytest.approx(33000, rel=0.02)
    assert 1 / (s * eta * decay) == pytest.approx(2600, rel=0.01)
    quoted("0.00384", "0.0078", "33000", "2600")


def test_converted_runs_coincide(code):
    """Code block 2, equation muon-convert: other shapes, exact msign, a varying rate."""
    rng = np.random.default_rng(9)
    for shape in ((12, 30), (30, 12), (9, 9)):
        target = rng.normal(size=shape)

        def run(c, scale, decay, target=target, shape=shape):
            w, m = np.zeros(shape), np.zeros(shape)
            for t in range(60):
                m = 0.9 * m + w - target
                w = w - scale * (1 + math.cos(t / 20)) * (c * polar(m) + decay * w)
            return w

        c = factors(*shape)
        reference = run(c[3], 0.01, 0.2)
        for ci in c[:3]:
            s = c[3] / ci
            assert run(ci, 0.01 * s, 0.2 / s) == pytest.approx(reference, abs=1e-7)
            assert np.abs(run(ci, 0.01 * s, 0.2) - reference).max() > 1e-3
    assert code["s"] == pytest.approx(0.2 * 8 / 0.5)  # the last variant is MuP, 64 x 16


def test_largest_change_of_a_step_and_width():
    """Text after code block 2: c/c3 is free of width in three variants, sqrt(d) in the fourth."""
    for ratio in (1 / 4, 1, 4):
        narrow, wide = (factors(d, int(d * ratio)) for d in (64, 1024))
        growth = [(wide[k] / wide[2]) / (narrow[k] / narrow[2]) for k in range(4)]
        assert growth == pytest.approx([1, 1, 1, math.sqrt(16)])


def test_axes_mixed_up():
    """Text of the axes section: what the swapped ratio does to the factors c2 and c3."""
    d = 64
    down, up = (4 * d, d), (d, 4 * d)
    assert factors(*down)[2] == pytest.approx(1 / 2)
    assert factors(*up)[2] == pytest.approx(2)
    wrong = {s: [factors(*s[::-1])[k] / factors(*s)[k] for k in range(4)] for s in (down, up)}
    assert wrong[down] == pytest.approx([1, 2, 4, 1])
    assert wrong[up] == pytest.approx([1, 1 / 2, 1 / 4, 1])
    # The inline code: Torch stores (out, in), Keras (in, out); both are Keller Jordan's factor.
    torch, keras = (f"max(1, W.shape[{i}]/W.shape[{1 - i}])**0.5" for i in (0, 1))
    for d_in, d_out in (down, up, (d, d)):

        class Stored:
            shape = (d_out, d_in)

        assert eval(torch, {"W": Stored}) == factors(d_in, d_out)[1]
        Stored.shape = (d_in, d_out)
        assert eval(keras, {"W": Stored}) == factors(d_in, d_out)[1]
    for text in panels("W.shape[0]"):
        assert f"`{torch}`" in text
        assert f"`{keras}`" in text


def test_gain_is_a_diagonal_layer():
    """Equation muon-gain-vector: msign of a diagonal matrix, zeros included; c = 1."""
    rng = np.random.default_rng(10)
    m = rng.normal(size=9)
    m[3] = 0.0
    assert polar(np.diag(m)) == pytest.approx(np.diag(np.sign(m)), abs=EXACT)
    x, g = rng.normal(size=(2, 9))
    assert x * g == pytest.approx(x @ np.diag(g), abs=EXACT)
    assert factors(9, 9)[:3] == [1, 1, 1]


def test_embedding_row_by_row():
    """Equation muon-embedding: a row's msign and its MuP factor; the shared budget of rows."""
    rng = np.random.default_rng(11)
    vocabulary, d = 120, 16
    momentum = rng.normal(size=(vocabulary, d)) * rng.exponential(size=(vocabulary, 1))
    for row in momentum[:20]:
        phi = polar(row[None])
        assert phi[0] == pytest.approx(row / np.linalg.norm(row), abs=EXACT)
        assert factors(1, d)[2] * phi[0] == pytest.approx(row / rms(row), abs=EXACT)
    lengths = np.linalg.norm(polar(momentum), axis=1)
    assert np.sum(lengths**2) == pytest.approx(d, rel=EXACT)
    assert rms(lengths) == pytest.approx(math.sqrt(d / vocabulary), rel=EXACT)
    low = momentum.copy()
    low[:, 5:] = 0
    assert np.sum(polar(low) ** 2) == pytest.approx(5, rel=EXACT)  # at most d


def test_convolution_is_a_linear_map_of_patches():
    """Equation muon-conv: reshaping to (w h d_in) x d_out gives the convolution's matrix."""
    rng = np.random.default_rng(12)
    w, h, d_in, d_out = 3, 2, 4, 5
    kernel, image = rng.normal(size=(w, h, d_in, d_out)), rng.normal(size=(6, 7, d_in))
    matrix = kernel.reshape(w * h * d_in, d_out)
    for i, j in itertools.product(range(4), range(6)):
        patch = image[i : i + w, j : j + h]
        direct = np.einsum("abi,abio->o", patch, kernel)
        assert patch.reshape(-1) @ matrix == pytest.approx(direct, abs=EXACT)
    step = polar(matrix).reshape(kernel.shape)
    c = math.sqrt(d_out / (w * h * d_in))
    assert gamma(c * step.reshape(matrix.shape)) == pytest.approx(1, rel=EXACT)


def test_limits_of_the_sizes(code):
    """Last section: low rank, the error of five steps (0.91, 0.98), heads apart or together."""
    rng = np.random.default_rng(13)
    d_in, d_out, r = 20, 30, 4
    m = rng.normal(size=(d_in, r)) @ rng.normal(size=(r, d_out))
    assert rms(polar(m)) == pytest.approx(math.sqrt(r / (d_in * d_out)), rel=EXACT)
    # 1024 x 1024 through its singular values: quantiles of the quarter-circle law.
    n = 1024
    grid = np.linspace(0, 2, 20001)
    law = (grid * np.sqrt(4 - grid**2) / 2 + 2 * np.arcsin(grid / 2)) / math.pi
    s = np.interp((np.arange(n) + 0.5) / n, law, grid)
    end = iterate(s / np.linalg.norm(s), 5)
    assert round(rms(end), 2) == 0.91
    assert round(end.mean() / rms(end), 2) == 0.98
    m = rng.normal(size=(96, 96))  # the same two numbers from a matrix, at another size
    u, s, vt = np.linalg.svd(m)
    out = code["msign"](m)
    assert rms(out) * math.sqrt(96) == pytest.approx(
        rms(iterate(s / np.linalg.norm(s), 5)), rel=1e-9
    )
    assert 0.85 < rms(out) * math.sqrt(96) < 0.95
    assert np.sum(out * (u @ vt)) / np.linalg.norm(out) / math.sqrt(96) > 0.97
    d, heads = 12, 3
    whole = rng.normal(size=(d, d))
    parts = np.hstack([polar(p) for p in np.split(whole, heads, axis=1)])
    for k in range(4):
        together = factors(d, d)[k] * polar(whole)
        apart = factors(d, d // heads)[k] * parts
        expected = 1 / math.sqrt(heads) if k == 2 else 1  # the MuP variant alone is smaller
        assert rms(apart) / rms(together) == pytest.approx(expected, rel=EXACT)
        cosine = np.sum(apart * together) / np.linalg.norm(apart) / np.linalg.norm(together)
        assert cosine < 0.99
    quoted("0.91", "0.98")


def test_figures():
    """Figures muon-fig-newton, muon-fig-rulers: same constants, points on their lines."""
    assert (muon_newton.A, muon_newton.B, muon_newton.C) == (A, B, C)
    assert muon_newton.critical_points() == pytest.approx([0.5545, 1.0501], abs=5e-5)
    assert muon_newton.band() == pytest.approx([0.6818, 1.1344], abs=5e-5)
    assert muon_newton.fixed_point() == pytest.approx(0.868, abs=5e-4)
    assert 0.0051 < muon_newton.threshold(points=50001) < 0.0053
    start = np.array([0.003, 0.2, 0.9])
    assert muon_newton.iterates(start)[-1] == pytest.approx(iterate(start, 5))
    assert f"$d={muon_rulers.D}$" in POST
    points, lines = muon_rulers.measured(), muon_rulers.formula(muon_rulers.RATIOS)
    assert points == pytest.approx(lines, rel=1e-9)
    for size, k in ((0, 1), (1, 2), (2, 3)):  # each ruler is flat for one factor only
        flat = [np.ptp(lines[size, j]) < 1e-9 for j in range(4)]
        assert flat == [j == k for j in range(4)]
    wide = np.array(muon_rulers.RATIOS) >= 1
    assert lines[:, 1:, wide] == pytest.approx(1)  # the last three coincide there
    for name in ("newton", "rulers"):
        for suffix in ("svg", "pdf"):
            assert (ROOT / "posts" / "muon-guide" / f"{name}.{suffix}").stat().st_size > 0
