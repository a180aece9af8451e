"""Numeric checks of posts/maximum-of-normals.md; each docstring names what it checks.

The mean of the maximum is integrated here from E z = int (1 - F) - int F, independently of
the figures' script, which integrates z against the density.
"""

import itertools
import math
import re
import runpy
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
POST = (ROOT / "posts" / "maximum-of-normals.md").read_text(encoding="utf-8")
EXACT = 1e-9
Z = np.linspace(-10.0, 12.0, 22001)
STEP = Z[1] - Z[0]


def tail(z):
    return 0.5 * math.erfc(z / math.sqrt(2))


def phi(z):
    return np.exp(-np.square(z) / 2) / math.sqrt(2 * math.pi)


def log_cdf(z):
    """log Phi(z) for an array."""
    upper = np.array([tail(x) for x in z])
    lower = np.array([tail(-x) for x in z])
    return np.where(upper < 0.5, np.log1p(-np.minimum(upper, 0.5)), np.log(lower))


LOG_CDF = log_cdf(Z)


def mean(n):
    f = np.exp(n * LOG_CDF)
    # The integrand jumps from -f to 1 - f at zero: the grid point there counts half each.
    return float(np.sum(np.where(Z > STEP / 2, 1 - f, np.where(Z > -STEP / 2, 0.5 - f, -f))) * STEP)


def density(n):
    return n * phi(Z) * np.exp((n - 1) * LOG_CDF)


def average(f, n):
    """E f(z_max) for values f on the grid."""
    return float(np.sum(f * density(n)) * STEP)


def rate(n):
    return (n - 1) * phi(Z) * np.exp(-LOG_CDF)


def rough(n):
    return math.sqrt(2 * math.log(n))


def better(n):
    return math.sqrt(2 * math.log(n / math.sqrt(2 * math.pi)))


def nu(n):
    return math.sqrt(2 * math.log((n - 1) / math.sqrt(2 * math.pi)))


def second_order(n):
    b = rough(n)
    return b - (math.log(math.log(n)) + math.log(4 * math.pi)) / (2 * b) + np.euler_gamma / b


def zero(f, low=0.01, high=12.0):
    """Zero of a decreasing function."""
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if f(middle) > 0 else (low, middle)
    return low


def mode(n):
    return zero(lambda z: (n - 1) * float(phi(z)) / (1 - tail(z)) - z)


def beta(n):
    return zero(lambda z: n * float(phi(z)) - z, high=38.0)


def panels(marker):
    """The zh and the en panel that hold `marker`: both must quote the same numbers."""
    found = []
    for language in ("zh", "en"):
        blocks = re.findall(rf"^:::\{{{language}\}}\n(.*?)^:::$", POST, re.MULTILINE | re.DOTALL)
        block = [b for b in blocks if marker in b]
        assert len(block) == 1, (language, marker)
        found.append(block[0])
    return found


def decimals(text):
    return re.findall(r"(?<![\d^{-])\d\.\d+", text)


@pytest.fixture(scope="module")
def scripts():
    """The figures' own modules, so that figures and post can't drift apart."""
    import maxnorm_estimates
    import maxnorm_ties

    return maxnorm_estimates, maxnorm_ties


def bf16(x):
    """Round float32 values to the nearest BF16 number, ties to even, by their bits."""
    bits = np.asarray(x, dtype=np.float32).view(np.uint32)
    bits = bits + 0x7FFF + ((bits >> 16) & 1)
    return (bits & 0xFFFF0000).astype(np.uint32).view(np.float32)


def test_mean_of_the_maximum():
    """Equation maxnorm-limit and the numbers of its text: exact means and two estimates."""
    assert mean(2) == pytest.approx(1 / math.sqrt(math.pi), abs=1e-5)
    assert mean(3) == pytest.approx(1.5 / math.sqrt(math.pi), abs=1e-5)  # a classical value
    rng = np.random.default_rng(1)
    drawn = rng.normal(size=(20000, 50)).max(axis=1)
    assert drawn.mean() == pytest.approx(mean(50), abs=4 * drawn.std() / math.sqrt(20000))
    opening = [f"{mean(n):.3f}" for n in (128, 65536)]
    for text in panels("$65536$"):
        if "$4.291$" in text:
            assert decimals(text)[:2] == opening
    numbers = [f"{x:.3f}" for x in (mean(4096), rough(4096), better(4096))]
    for text in panels("Sivaraman"):
        assert decimals(text) == numbers
    ratios = [mean(n) / rough(n) for n in (10, 10**3, 10**6, 10**12)]
    assert all(a < b < 1 for a, b in itertools.pairwise(ratios))
    assert better(1e300) / rough(1e300) == pytest.approx(1, abs=1e-3)


def test_exponential_moments():
    """Equations maxnorm-moment, maxnorm-bound: each step, the best t, and dependence."""
    for n in (2, 3, 7, 100, 10**4, 10**6):
        for t in (0.3, 1.0, rough(n)):
            moment = average(np.exp(t * Z), n)
            assert math.exp(t * mean(n)) <= moment <= n * math.exp(t * t / 2)
            assert mean(n) <= math.log(n) / t + t / 2
            assert rough(n) <= math.log(n) / t + t / 2 + EXACT
        t = rough(n)
        assert math.log(n) / t + t / 2 == pytest.approx(rough(n), abs=EXACT)
        assert mean(n) <= rough(n)
    assert average(np.exp(0.7 * Z), 1) == pytest.approx(math.exp(0.7**2 / 2), abs=1e-6)
    # Equicorrelated variables: independence isn't needed.
    rng = np.random.default_rng(2)
    common, own = rng.normal(size=(2, 20000, 20)) * math.sqrt(0.5)
    assert (common[:, :1] + own).max(axis=1).mean() < rough(20)
    for text in panels("0.564"):
        assert decimals(text)[-2:] == [f"{1 / math.sqrt(math.pi):.3f}", f"{rough(2):.3f}"]
    z = rng.normal(size=(1000, 2))
    half = z.mean(axis=1) + np.abs(z[:, 0] - z[:, 1]) / 2
    assert half == pytest.approx(z.max(axis=1), abs=EXACT)


def test_tail_bounds():
    """Equation maxnorm-mills: both halves, from 0.01 to 12, and that they become sharp."""
    for z in np.geomspace(0.01, 12, 200):
        upper = float(phi(z)) / z
        assert z / (1 + z * z) * float(phi(z)) < tail(z) < upper
    assert tail(12.0) * 12 / float(phi(12.0)) == pytest.approx(1, abs=0.01)
    x, h = 1.7, 1e-5
    slope = -(phi(x + h) / (x + h) - phi(x - h) / (x - h)) / (2 * h)
    assert slope == pytest.approx((1 + x**-2) * phi(x), rel=1e-6)


def test_lower_bound():
    """Equation maxnorm-lower: all three steps, limit zero; E of the negative part."""
    for c in (0.3, 0.6, 0.9):
        last = 1.0
        for n in (10**2, 10**6, 10**20, 10**60, 10**100):
            s = c * rough(n)
            assert float(phi(s)) == pytest.approx(n ** -(c * c) / math.sqrt(2 * math.pi), rel=1e-9)
            exact = math.exp(n * math.log1p(-tail(s)))
            middle = math.exp(-n * tail(s))
            bound = s / (1 + s * s) * float(n) ** (1 - c * c) / math.sqrt(2 * math.pi)
            assert exact <= middle * (1 + 1e-9) <= math.exp(-bound) * (1 + 2e-9)
            last = min(last, math.exp(-bound))
        assert last < 1e-6
    assert -average(np.minimum(Z, 0), 1) == pytest.approx(1 / math.sqrt(2 * math.pi), abs=1e-6)
    for n in (2, 5, 50):
        assert -average(np.minimum(Z, 0), n) <= 1 / math.sqrt(2 * math.pi)


@pytest.mark.parametrize("n", [2, 5, 6, 100, 4096, 10**6])
def test_mode(n):
    """Equations maxnorm-density, maxnorm-mode, maxnorm-bracket, maxnorm-stein."""
    p = density(n)
    assert np.sum(p) * STEP == pytest.approx(1, abs=1e-9)
    assert np.cumsum(p)[::500] * STEP == pytest.approx(np.exp(n * LOG_CDF)[::500], abs=2e-3)
    slope = np.gradient(p, STEP)
    assert slope == pytest.approx((rate(n) - Z) * p, abs=1e-4)
    z = mode(n)
    assert Z[np.argmax(p)] == pytest.approx(z, abs=2 * STEP)
    cdf = 1 - tail(z)
    fixed = math.sqrt(2 * math.log((n - 1) / (z * cdf * math.sqrt(2 * math.pi))))
    assert fixed == pytest.approx(z, abs=EXACT)
    assert average(rate(n), n) == pytest.approx(mean(n), abs=1e-4)
    assert (z >= 1.15) == (n >= 6)
    if n >= 6:
        assert float(phi(nu(n))) == pytest.approx(1 / (n - 1), rel=1e-9)
        low = (n - 1) / (nu(n) * math.sqrt(2 * math.pi))
        assert z < nu(n)
        assert low <= 1 or math.sqrt(2 * math.log(low)) < z


def test_numbers_of_the_mode():
    """Text of maxnorm-bracket: z Phi(z) > 1 from 1.15 on; 2.315 < 2.375 < 2.711 at n = 100."""
    assert 1.15 * (1 - tail(1.15)) > 1 > 1.13 * (1 - tail(1.13))
    low = math.sqrt(2 * math.log(99 / (nu(100) * math.sqrt(2 * math.pi))))
    for text in panels("$n=100$"):
        assert decimals(text)[:3] == [f"{x:.3f}" for x in (low, mode(100), nu(100))]


def test_inverse_transform():
    """Equation maxnorm-quantile: E of a uniform maximum; the estimate is too small; 3.487."""
    x = np.linspace(0, 1, 100001)
    for n in (1, 2, 9):
        exact = np.sum((1 - x**n)[:-1] + (1 - x**n)[1:]) / 2 * 1e-5
        assert exact == pytest.approx(n / (n + 1), abs=1e-8)
    quantile = NormalDist().inv_cdf
    for n in (2, 10, 100, 4096, 10**6, 10**9):
        assert quantile(n / (n + 1)) < mean(n)
    for text in panels("$3.487$"):
        assert decimals(text) == [f"{quantile(4096 / 4097):.3f}"]
    above = [quantile(p) for p in np.linspace(0.5, 0.999, 100)]
    assert np.all(np.diff(above, 2) > 0)  # convex above the median
    # Mode, beta and quantile aim at the same number: differences o(1/beta).
    for n in (10**4, 10**8):
        assert abs(mode(n) - beta(n)) * beta(n) < 0.01
        assert abs(quantile(n / (n + 1)) - beta(n)) * beta(n) < 0.08


def test_limit_law():
    """Equations maxnorm-tail, maxnorm-gumbel: the limit, its mode, median, mean and variance."""
    x = np.linspace(-8, 30, 38001)
    p = np.exp(-x - np.exp(-x))
    assert x[np.argmax(p)] == pytest.approx(0, abs=1e-3)
    assert np.sum(p) * 1e-3 == pytest.approx(1, abs=1e-6)
    assert np.sum(x * p) * 1e-3 == pytest.approx(np.euler_gamma, abs=1e-6)
    variance = np.sum((x - np.euler_gamma) ** 2 * p) * 1e-3
    assert variance == pytest.approx(math.pi**2 / 6, abs=1e-5)
    assert math.exp(-math.exp(math.log(math.log(2)))) == pytest.approx(0.5, abs=EXACT)
    for text in panels("0.367"):
        quoted = [f"{-math.log(math.log(2)):.3f}", f"{np.euler_gamma:.3f}"]
        assert decimals(text)[:2] == quoted
    for y in (-1.0, 0.0, 2.0):
        gaps = []
        for n in (10**4, 10**8, 10**16, 10**30):
            b = beta(n)
            z = b + y / b
            factor = math.exp(-y - y * y / (2 * b * b)) / (1 + y / b**2)
            assert n * float(phi(z)) / z == pytest.approx(factor, rel=1e-9)
            if y >= 0:
                assert n * tail(z) <= math.exp(-y)
            gaps.append(abs(math.exp(n * math.log1p(-tail(z))) - math.exp(-math.exp(-y))))
        assert gaps[0] > gaps[1] > gaps[2] > gaps[3]
        assert gaps[3] < 0.01


def test_second_order():
    """Equation maxnorm-second and its text: 3.650, 4.308, 0.19, 0.22, 0.21, from n = 5 on."""
    for n in (10**4, 10**9):
        b = beta(n)
        square = 2 * math.log(n) - math.log(2 * math.pi) - 2 * math.log(b)
        assert b * b == pytest.approx(square, abs=1e-9)
    # a_n - beta is o(1/b_n): times b_n it tends to zero.
    scaled = [
        abs(second_order(n) - np.euler_gamma / rough(n) - beta(n)) * rough(n)
        for n in (1e20, 1e60, 1e150, 1e300)
    ]
    assert scaled == sorted(scaled, reverse=True)
    assert scaled[-1] < 0.01
    n = 4096
    excess = (math.log(beta(n)) - np.euler_gamma) / beta(n)
    quoted = [
        f"{second_order(4096):.3f}", f"{mean(4096):.3f}",
        f"{second_order(65536):.3f}", f"{mean(65536):.3f}",
        f"{excess:.2f}", f"{better(n) - mean(n):.2f}", f"{better(1e9) - mean(1e9):.2f}",
    ]  # fmt: skip
    spread = math.sqrt(average((Z - mean(n)) ** 2, n))
    quoted += [f"{math.pi / (math.sqrt(6) * beta(n)):.2f}", f"{spread:.2f}"]
    quoted += [f"{mean(2 * n) - mean(n):.2f}"]
    for text in panels("$3.650$"):
        assert decimals(text) == quoted
    assert mean(2 * n) - mean(n) == pytest.approx(math.log(2) / beta(n), rel=0.15)
    assert better(4) < mean(4)
    for k in [*range(5, 60), 100, 10**3, 10**4, 10**6, 10**9]:
        assert better(k) > mean(k)
        assert rough(k) > mean(k)


def code_block():
    blocks = re.findall(r"^```python\n(.*?)^```$", POST, re.MULTILINE | re.DOTALL)
    assert len(blocks) == 1
    return blocks[0]


@pytest.fixture(scope="module")
def block(tmp_path_factory):
    script = tmp_path_factory.mktemp("block") / "block.py"
    script.write_text(code_block(), encoding="utf-8")
    return runpy.run_path(str(script))


def test_bf16_numbers(block):
    """Text of maxnorm-su: spacing 2^(k-7); the code's numbers and edges are those of BF16."""
    numbers, edges = block["bf16"], block["edges"]
    assert np.array_equal(bf16(numbers), numbers.astype(np.float32))
    for k in (-3, 0, 1, 2):
        inside = numbers[(numbers >= 2.0**k) & (numbers < 2.0 ** (k + 1))]
        assert np.allclose(np.diff(inside), 2.0 ** (k - 7), rtol=0, atol=0)
    assert np.array_equal(bf16(edges * (1 + 1e-6)), numbers[1:].astype(np.float32))
    assert np.array_equal(bf16(edges * (1 - 1e-6)), numbers[:-1].astype(np.float32))
    assert tail(2.0**-3) > 0.45  # P(all of 128 below 1/8) < 0.55^128
    assert 65536 * tail(7.9) < 1e-9


def test_code_block_and_simulation(block):
    """Equation maxnorm-tie: the code against rounding real draws bit by bit."""
    rng = np.random.default_rng(3)
    for n, draws in ((128, 40000), (1024, 5000)):
        ties = 0
        for _ in range(10):
            z = bf16(rng.standard_normal((draws // 10, n), dtype=np.float32))
            ties += np.sum((z == z.max(axis=1, keepdims=True)).sum(axis=1) > 1)
        p = block["tie"](n)
        assert ties / draws == pytest.approx(p, abs=4 * math.sqrt(p / draws))
    for n in (2, 3):  # a coarse grid, by enumeration: cells with edges -1, 0, 1
        cdf = [0.0, tail(1.0), 0.5, 1 - tail(1.0), 1.0]
        cells = np.diff(cdf)
        formula = 1 - sum(n * p * c ** (n - 1) for p, c in zip(cells, cdf[:-1], strict=True))
        exact = 0.0
        for index in np.ndindex(*(4,) * n):
            if sorted(index)[-1] == sorted(index)[-2]:
                exact += math.prod(cells[i] for i in index)
        assert formula == pytest.approx(exact, abs=EXACT)


def spacing(z):
    return 2.0 ** (np.floor(np.log2(z)) - 7)


def local(n):
    # At the jumps, which are grid points, the mean of both sides.
    z = np.maximum(Z, STEP)
    both = (spacing(z * (1 + 1e-9)) + spacing(z * (1 - 1e-9))) / 2
    return 0.5 * average(np.where(Z > 0, rate(n) * both, 0.0), n)


DELTA = -math.log(1 - 2.0**-9)
LOG_CDF_SHIFTED = log_cdf(Z - DELTA)


def two_ones(n):
    return 1 - float(np.sum(n * phi(Z) * np.exp((n - 1) * LOG_CDF_SHIFTED)) * STEP)


def test_table(block):
    """Table: every cell, with equations maxnorm-su, maxnorm-tie, maxnorm-local, maxnorm-ones."""
    rows = re.findall(r"^\| \$(\d+)\$ \| (.*) \|$", POST, re.MULTILINE)
    assert [int(n) for n, _ in rows] == [128, 4096, 65536]
    ratios = []
    for n, cells in ((int(n), cells) for n, cells in rows):
        expected = [
            f"{nu(n) / 128:.4f}", f"{block['simulated'][n]:.6f}", f"{block['tie'](n):.6f}",
            f"{local(n):.4f}", f"{two_ones(n):.4f}",
        ]  # fmt: skip
        assert [c.strip().strip("$") for c in cells.split("|")] == expected
        ratios.append(f"{block['tie'](n) / two_ones(n):.1f}")
        # "just by one to three per cent" (1.1, 1.8, 3.4)
        assert 1.005 < local(n) / block["tie"](n) < 1.035
        full = 1 - (1 - float(phi(nu(n))) * nu(n) / 128) ** (n - 1)
        assert full == pytest.approx(nu(n) / 128, rel=0.02)
        assert 1 - math.exp(-nu(n) / 128) == pytest.approx(full, rel=1e-3)
    for text in panels("$3.6$"):
        assert [x for x in decimals(text) if len(x) == 3] == ratios


def test_reasons_for_the_deviation(block):
    """Text after maxnorm-local: Delta E z_max / 2 in one binade; 0.87 and 0.12; a third."""
    for text in panels("$0.87$"):
        over = [1 - (1 - tail(4.0)) ** n for n in (65536, 4096)]
        assert decimals(text)[-2:] == [f"{p:.2f}" for p in over]
    # n = 1024: the maximum is in [2, 4) with probability 0.97.
    assert local(1024) == pytest.approx(mean(1024) / 128, rel=0.02)
    assert nu(65536) / 128 / block["tie"](65536) == pytest.approx(2 / 3, abs=0.01)
    assert 0.5 * 2.0 ** (1 - 7) == 1 / 128
    assert (65536 - 1) * float(phi(nu(65536))) == pytest.approx(1, abs=EXACT)
    # The relative step within [2, 4) isn't constant: the absolute one is.
    step = np.diff(block["bf16"][(block["bf16"] >= 2) & (block["bf16"] < 4)])
    assert step.min() == step.max() == 2.0**-6


def test_two_ones():
    """Equation maxnorm-ones: rounding of exp(-g), the first order, the derivative, by draws."""
    below = np.nextafter(DELTA, 0, dtype=np.float64) * (1 - 1e-5)
    assert bf16(math.exp(-below)) == 1
    assert bf16(math.exp(-DELTA * (1 + 1e-4))) == 1 - 2.0**-8
    assert pytest.approx(2.0**-9, rel=1e-3) == DELTA
    for n in (128, 4096, 65536):
        assert two_ones(n) == pytest.approx(DELTA * mean(n), rel=0.01)
        slope = n * (n - 1) * float(np.sum(phi(Z) ** 2 * np.exp((n - 2) * LOG_CDF)) * STEP)
        assert slope == pytest.approx(mean(n), abs=1e-4)
    rng = np.random.default_rng(4)
    draws, n = 40000, 128
    found = 0
    for _ in range(10):
        z = rng.normal(size=(draws // 10, n))
        p = bf16(np.exp(z - z.max(axis=1, keepdims=True)))
        found += np.sum((p == 1).sum(axis=1) > 1)
    expected = two_ones(n)
    assert found / draws == pytest.approx(expected, abs=4 * math.sqrt(expected / draws))


def test_counts(block):
    """Text: 2390 and 660 in an attention matrix; 1/j and the harmonic number per row."""
    per_map = 4096**2 / 128
    for text in panels("$0.0182"):
        assert "0.0182\\,n^2/128\\approx2390" in text
        assert "0.00506\\,n^2/128\\approx660" in text
    assert f"{block['tie'](128):.4f}" == "0.0182"
    assert f"{two_ones(128):.5f}" == "0.00506"
    assert round(block["tie"](128) * per_map, -1) == 2390
    assert round(two_ones(128) * per_map, -1) == 660
    rng = np.random.default_rng(5)
    blocks = rng.normal(size=(20000, 32))
    records = (blocks == np.maximum.accumulate(blocks, axis=1)).mean(axis=0)
    assert records == pytest.approx(1 / np.arange(1, 33), abs=0.016)
    assert records.sum() == pytest.approx(math.log(32) + np.euler_gamma, abs=0.06)


def test_scale_shift_and_format():
    """Last section: sigma, a shift, FP16, the ratio 2^(k+1)."""
    rng = np.random.default_rng(6)
    draws, n = 12000, 64

    def counts(z):
        raw = bf16(z)
        ones = bf16(np.exp(z - z.max(axis=1, keepdims=True)))
        tie = np.mean((raw == raw.max(axis=1, keepdims=True)).sum(axis=1) > 1)
        return tie, np.mean((ones == 1).sum(axis=1) > 1)

    z = rng.normal(size=(draws, n))
    error = 4 * math.sqrt(0.02 / draws)
    assert counts(4 * z)[1] == pytest.approx(DELTA * mean(n) / 4, abs=error)
    assert counts(4 * z)[0] == counts(z)[0]  # a power of two only moves the exponent
    for sigma in (1.2, 1.5, 1.7, 3.0):
        assert 0.5 < counts(sigma * z)[0] / counts(z)[0] < 2
    shifted = counts(z + 20)
    assert shifted[0] > 3 * counts(z)[0]
    assert shifted[1] == pytest.approx(counts(z)[1], abs=1e-12)
    # Effective spacings: Delta/2 on [2^k, 2^(k+1)) against 2^-9.
    for k in (0, 1, 2, 3):
        assert 0.5 * 2.0 ** (k - 7) / 2.0**-9 == 2 ** (k + 1)
    assert np.spacing(np.float16(3.0)) == 2.0**-9 == 2.0**-6 / 8
    half = np.float16(math.exp(-(2.0**-12) * 0.999))
    assert half == 1
    assert np.float16(math.exp(-(2.0**-12) * 1.01)) < 1


def test_figures(scripts, block):
    """Figures maxnorm-fig-estimates, maxnorm-fig-ties: curves as in text and captions."""
    estimates, ties = scripts
    for n in (5, 128, 65536, 10**9):
        assert estimates.mean(n) == pytest.approx(mean(n), abs=2e-5)
        assert estimates.mode(n) == pytest.approx(mode(n), abs=1e-6)
    found = estimates.errors([4096])
    for error, value in zip(found, (4.0787, 3.8468, 3.4872, 3.6502), strict=True):
        assert error[0] == pytest.approx(value - 3.6261, abs=2e-4)
    assert block["simulated"] == ties.SIMULATED
    for n in (128, 4096, 65536):
        assert ties.tie(n) == pytest.approx(block["tie"](n), abs=1e-9)
        assert ties.two_ones(n) == pytest.approx(two_ones(n), abs=2e-6)
        assert ties.local(n) == pytest.approx(local(n), rel=1e-4)
        assert ties.peak_bound(n) == nu(n)
    # The staircase: levels 2^-7 and 2^-6; the level line 2^-9.
    for n, level in ((2000, 2.0**-7), (10**6, 2.0**-6)):
        assert ties.tie(n) / estimates.mean(n) == pytest.approx(level, rel=0.06)
    for n in (64, 10**8):
        assert ties.two_ones(n) / estimates.mean(n) == pytest.approx(2.0**-9, rel=0.01)
    assert "$n=10,10^2,10^3,10^4$" in POST
    assert estimates.SIZES == [10, 10**2, 10**3, 10**4]
    for name in ("estimates", "ties"):
        for suffix in ("svg", "pdf"):
            path = ROOT / "posts" / "maximum-of-normals" / f"{name}.{suffix}"
            assert path.stat().st_size > 0
