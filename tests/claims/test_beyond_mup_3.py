"""Numeric checks of posts/beyond-mup-3.md: each test names the equation that it checks."""

import math
import re
import runpy
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
POST = (ROOT / "posts" / "beyond-mup-3.md").read_text(encoding="utf-8")
EXACT = 1e-10  # identities: double-precision rounding only


def rms(z, axis=None):
    return np.sqrt(np.mean(np.square(z), axis=axis))


def msign(g):
    """U V^T over the non-zero singular values."""
    u, s, vt = np.linalg.svd(g, full_matrices=False)
    keep = s > 1e-12 * s.max()
    return u[:, keep] @ vt[keep]


def sphere(shape, rng):
    """Rows of RMS 1."""
    x = rng.normal(size=shape)
    return x / rms(x, axis=-1)[..., None]


def loss(n, t, w):
    a = n @ w
    top = a.max()
    return top + math.log(np.exp(a - top).sum()) - a[t]


def all_losses(w, n):
    """Losses for inputs n (rows) and all targets: a matrix inputs x targets."""
    a = n @ w
    top = a.max(axis=1, keepdims=True)
    return top + np.log(np.exp(a - top).sum(axis=1, keepdims=True)) - a


def probabilities(n, w):
    p = np.exp(n @ w - (n @ w).max())
    return p / p.sum()


def differences(w):
    """Columns w_i - w_j of all ordered pairs, as rows."""
    return (w.T[:, None, :] - w.T[None, :, :]).reshape(-1, w.shape[0])


def delta(w):
    return rms(differences(w), axis=1).max()


def worst_inputs(w):
    """Inputs of RMS 1 along the differences of columns: where linear margins are largest."""
    diff = differences(w)
    diff = diff[rms(diff, axis=1) > 0]
    return diff / rms(diff, axis=1)[:, None]


def figure_module():
    import mup3_rows_head

    return mup3_rows_head


def test_steepest_descent_in_blocks():
    """Equation mup3-block: value -rho sum m_i RMS(G_i), attained; feasible steps stay above."""
    rng = np.random.default_rng(1)
    rho, sizes = 0.3, [1, 1, 3, 8, 20]
    blocks = [rng.normal(size=m) * 10.0 ** rng.uniform(-2, 2) for m in sizes]
    best = [-rho * g / rms(g) for g in blocks]
    value = -rho * sum(g.size * rms(g) for g in blocks)
    assert all(rms(step) == pytest.approx(rho, abs=EXACT) for step in best)
    assert sum(g @ step for g, step in zip(blocks, best, strict=True)) == pytest.approx(value)
    for _ in range(500):
        near = rng.choice([0.0, 0.1, 3.0])
        steps = [b + near * rng.normal(size=b.size) for b in best]
        steps = [s * min(1.0, rho / rms(s)) for s in steps]
        found = sum(g @ s for g, s in zip(blocks, steps, strict=True))
        assert found >= value * (1 + EXACT)
        if near:
            assert found > value * (1 - 1e-9)  # the minimiser is unique
    # A block as a 1 x m matrix: msign, up to sqrt(m); a block of one entry: the sign.
    for g, step in zip(blocks, best, strict=True):
        assert step == pytest.approx(-rho * math.sqrt(g.size) * msign(g[None])[0], abs=EXACT)
    assert best[0] == pytest.approx(-rho * np.sign(blocks[0]), abs=EXACT)


def test_blocks_ignore_one_another_and_msign_does_not():
    """Text after mup3-block: scaling one row leaves other rows' steps, but not their msign."""
    rng = np.random.default_rng(2)
    g = rng.normal(size=(12, 4))
    other = g.copy()
    other[0] *= 100
    by_row = [x / rms(x, axis=1)[:, None] for x in (g, other)]
    assert by_row[0] == pytest.approx(by_row[1], abs=EXACT)
    before, after = (np.linalg.norm(msign(x)[1:], axis=1) for x in (g, other))
    assert np.sum(before**2) - np.sum(after**2) > 0.1


def test_three_indicators_of_an_embedding():
    """Equation mup3-embedding: F, D, U over one-hot inputs; D <= 2F; equal rows have D = 0."""
    rng = np.random.default_rng(3)
    e, step = rng.normal(size=(2, 30, 7))
    eye = np.eye(30)
    outputs = eye @ e
    f = max(rms(x @ e) for x in eye)
    d = max(rms(a - b) for a in outputs for b in outputs)
    u = max(rms(x @ (e + step) - x @ e) for x in eye)
    assert f == pytest.approx(rms(e, axis=1).max(), abs=EXACT)
    assert d == pytest.approx(delta(e.T), abs=EXACT)
    assert u == pytest.approx(rms(step, axis=1).max(), abs=EXACT)
    assert d <= 2 * f
    ones = np.ones((30, 7))
    assert (rms(ones, axis=1).max(), delta(ones.T)) == (1, 0)
    wide = rng.normal(size=(20, 20000))
    assert rms(wide, axis=1) == pytest.approx(1, abs=0.03)  # six standard deviations
    assert rms(wide[0] - wide[1]) == pytest.approx(math.sqrt(2), abs=0.04)


def test_largest_row_of_a_gaussian_embedding():
    """Equation mup3-embedding-max, and 1.076 and 362 at d = 4096, |V| = 131072."""
    rng = np.random.default_rng(4)
    for v, d in ((8, 4), (100, 10), (2000, 20), (1000, 200)):
        bound = 1 + math.sqrt(2 * math.log(v) / d)
        mean = np.mean([rms(rng.normal(size=(v, d)), axis=1).max() for _ in range(20)])
        assert 0.7 * bound < mean < bound
    assert mean > 0.9 * bound
    assert round(1 + math.sqrt(2 * math.log(131072) / 4096), 3) == 1.076
    assert round(math.sqrt(131072)) == 362
    for v, d in ((50, 50), (300, 20)):
        e = rng.normal(size=(v, d))
        low = np.linalg.norm(e) / math.sqrt(d)
        assert np.linalg.norm(e, 2) >= low
        assert low == pytest.approx(math.sqrt(v), rel=0.06)  # 3 sd of the chi-square mean


def test_comparison_with_coordinate_vectors():
    """Text before mup3-embedding-max: max row length = max u E v^T; the two expectations."""
    rng = np.random.default_rng(5)
    v, d = 40, 6
    rows, bounds = [], []
    for _ in range(400):
        e = rng.normal(size=(v, d))
        rows.append(max(np.linalg.norm(u @ e) for u in np.eye(v)))
        bounds.append(rng.normal(size=v).max() + np.linalg.norm(rng.normal(size=d)))
    assert rows[-1] == pytest.approx(np.linalg.norm(e, axis=1).max(), abs=EXACT)
    assert np.mean(rows) < np.mean(bounds) < math.sqrt(2 * math.log(v)) + math.sqrt(d)


def test_row_step_and_an_absent_token():
    """Equation mup3-embedding-step: RMS eta in each row; momentum keeps an absent row going."""
    rng = np.random.default_rng(6)
    eta, beta = 0.1, 0.95
    g = rng.normal(size=(9, 5)) * np.logspace(-6, 3, 9)[:, None]
    step = -eta * g / rms(g, axis=1)[:, None]
    assert rms(step, axis=1) == pytest.approx(eta, abs=EXACT)
    momentum = g[0].copy()
    for k in range(1, 50):
        momentum = beta * momentum  # no further gradient
        assert momentum == pytest.approx(beta**k * g[0], rel=1e-9)
        assert -eta * momentum / rms(momentum) == pytest.approx(step[0], abs=EXACT)
    # A constant in the denominator ends the walk: the steps sum to less than eta r/(eps(1-b)).
    walk = sum(beta**k * rms(g[0]) / (beta**k * rms(g[0]) + 1e-7) for k in range(3000))
    assert walk < rms(g[0]) / (1e-7 * (1 - beta))


def test_rows_share_a_spectral_budget():
    """Equation mup3-shared: both bounds, both attained; leverage scores sum to the rank."""
    rng = np.random.default_rng(7)
    v, d, kappa = 60, 7, 0.4

    def both(step):
        rows = rms(step, axis=1)
        return rows.max(), rms(rows)

    bounds = kappa / math.sqrt(d), kappa / math.sqrt(v)
    for _ in range(200):
        step = rng.normal(size=(v, d)) * np.exp(2 * rng.normal(size=(v, 1)))
        step *= kappa / np.linalg.norm(step, 2)
        assert all(found <= bound + EXACT for found, bound in zip(both(step), bounds, strict=True))
    single = np.zeros((v, d))
    single[3] = rng.normal(size=d)
    single *= kappa / np.linalg.norm(single, 2)
    assert both(single)[0] == pytest.approx(bounds[0], abs=EXACT)
    g = rng.normal(size=(v, d)) * np.exp(rng.normal(size=(v, 1)))
    assert both(kappa * msign(g))[1] == pytest.approx(bounds[1], abs=EXACT)
    u = np.linalg.svd(g, full_matrices=False)[0]
    leverage = np.sum(msign(g) ** 2, axis=1)
    assert leverage == pytest.approx(np.diag(u @ u.T), abs=EXACT)
    assert leverage.sum() == pytest.approx(d, abs=EXACT)
    assert round(math.sqrt(131072 / 4096), 1) == 5.7


def test_log_sum_exp_moves_no_more_than_its_arguments():
    """Equations mup3-head, mup3-lse: two forms of the loss; 500 random pairs; equality."""
    rng = np.random.default_rng(8)

    def lse(a):
        return a.max() + math.log(np.exp(a - a.max()).sum())

    tight = 0.0
    for _ in range(500):
        a = rng.normal(size=6) * rng.choice([0.1, 1, 10])
        b = a + rng.normal(size=6) * rng.choice([0.01, 1, 10]) + rng.normal()
        bound = np.abs(a - b).max()
        assert abs(lse(a) - lse(b)) <= bound + EXACT
        tight = max(tight, abs(lse(a) - lse(b)) / bound)
    assert tight > 0.98
    assert lse(a + 3) - lse(a) == pytest.approx(3, abs=EXACT)
    n, w = sphere(5, rng), rng.normal(size=(5, 6))
    for t in range(6):
        margins = n @ (w - w[:, [t]])
        assert loss(n, t, w) == pytest.approx(lse(margins), abs=EXACT)


@pytest.mark.parametrize("scale", [0.01, 0.3, 3.0])
def test_three_indicators_of_a_head(scale):
    """Equation mup3-head-three: all six inequalities, on worst inputs and on random ones."""
    rng = np.random.default_rng(9)
    d, v = 6, 12
    for _ in range(10):
        w = scale * rng.normal(size=(d, v))
        step = scale * rng.choice([0.1, 1, 3]) * rng.normal(size=(d, v))
        n = np.concatenate([worst_inputs(w), worst_inputs(step), sphere((300, d), rng)])
        n = np.concatenate([n, -n])
        margin = d * delta(w)
        assert max((n @ differences(w).T).max(), 0) == pytest.approx(margin, rel=EXACT)
        before = all_losses(w, n)
        assert margin <= before.max() + EXACT
        assert before.max() <= math.log(v) + margin
        spread = before.max() - before.min()
        assert margin - EXACT <= spread <= 2 * margin
        moved = np.abs(all_losses(w + step, n) - before).max()
        margin = d * delta(step)
        assert margin / 2 - EXACT <= moved <= margin + EXACT
        assert before.max() >= math.log(v)  # by convexity


def test_ends_of_the_head_bounds_are_attained():
    """Text after mup3-head-three: U/(d delta) from 1/2 to 1 and D = d delta with two tokens."""
    for size, low, high in ((1e-3, 0.5, 0.501), (1.0, 0.55, 0.95), (400.0, 0.99, 1.0)):
        w = np.array([[size, -size]]) / 2
        n = np.array([[1.0], [-1.0]])
        change = np.abs(all_losses(w, n) - math.log(2)).max()
        assert low <= change / delta(w) <= high
        spread = all_losses(w, n).max() - all_losses(w, n).min()
        assert spread == pytest.approx(delta(w), rel=1e-9)


def test_loss_of_opposite_inputs():
    """Text after mup3-head-three: l(n) + l(-n) >= 2 log|V|, whatever W is."""
    rng = np.random.default_rng(10)
    for scale in (0.0, 0.01, 1.0, 10.0):
        w, n = scale * rng.normal(size=(5, 9)), sphere((50, 5), rng)
        pair = all_losses(w, n) + all_losses(w, -n)
        assert pair.min() >= 2 * math.log(9) - EXACT


def test_scales_of_a_head_at_initialisation():
    """Text: delta(W) near sqrt 2 sigma; unit logits at 1/sqrt d; 90.5 at d = 4096."""
    rng = np.random.default_rng(11)
    d, v = 4096, 20
    w = rng.normal(size=(d, v)) / math.sqrt(d)
    assert delta(w) * math.sqrt(d) == pytest.approx(math.sqrt(2), rel=0.05)
    logits = sphere((2000, d), rng) @ w
    assert logits.var() == pytest.approx(1, rel=0.05)
    assert round(math.sqrt(2 * d), 1) == 90.5
    assert all_losses(w, worst_inputs(w)[:40]).max() > 90
    small = all_losses(w / math.sqrt(d), worst_inputs(w)[:40])
    assert math.log(v) - 2 < small.min() <= small.max() < math.log(v) + 2


@pytest.mark.parametrize("d", [16, 400])
def test_column_step_on_one_example(d):
    """Equation mup3-head-step: logits move by eta, odds by exp(-2 eta), at every width."""
    rng = np.random.default_rng(12)
    v, t, eta = 30, 4, 0.07
    n, w = sphere(d, rng), rng.normal(size=(d, v)) / d
    p = probabilities(n, w)
    g = np.outer(n, p - np.eye(v)[t])
    h = 1e-5  # the gradient, by central differences
    for i, j in ((0, t), (3, 7), (d - 1, 0)):
        e = np.zeros((d, v))
        e[i, j] = h
        slope = (loss(n, t, w + e) - loss(n, t, w - e)) / (2 * h)
        assert slope == pytest.approx(g[i, j], abs=1e-8)
    step = -eta / d * g / rms(g, axis=0)
    signs = np.where(np.arange(v) == t, 1, -1)
    assert step == pytest.approx(eta / d * np.outer(n, signs), abs=EXACT)
    assert n @ step == pytest.approx(eta * signs, abs=EXACT)
    assert d * rms(step, axis=0).max() == pytest.approx(eta, abs=EXACT)
    after = probabilities(n, w + step)
    odds = ((1 - after[t]) / after[t]) / ((1 - p[t]) / p[t])
    assert odds == pytest.approx(math.exp(-2 * eta), rel=1e-9)
    assert delta(step) == pytest.approx(2 * rms(step, axis=0).max(), abs=EXACT)  # the factor 2


def test_common_shift():
    """Text before mup3-translation: loss, delta and first-order change do not see a shift."""
    rng = np.random.default_rng(13)
    d, v, batch = 5, 8, 6
    n, w = sphere((batch, d), rng), rng.normal(size=(d, v))
    g = np.zeros((d, v))
    for row in n:
        g += np.outer(row, probabilities(row, w) - np.eye(v)[rng.integers(v)])
    assert g.sum(axis=1) == pytest.approx(0, abs=EXACT)
    step, shift = rng.normal(size=(d, v)), 3 * rng.normal(size=(d, 1))
    assert all_losses(w + shift, n) == pytest.approx(all_losses(w, n), abs=EXACT)
    assert delta(step + shift) == pytest.approx(delta(step), abs=EXACT)
    assert np.sum(g * (step + shift)) == pytest.approx(np.sum(g * step), abs=EXACT)
    assert abs(rms(step + shift, axis=0).max() - rms(step, axis=0).max()) > 0.1


def test_price_of_the_column_rule():
    """Equation mup3-translation: within sqrt 2 on random steps; a simplex comes close to it."""
    rng = np.random.default_rng(14)
    eta = 0.3

    def gain(g, step):
        """First-order decrease, scaled to d delta = 2 eta, over that of the column rule."""
        d = g.shape[0]
        step = step * 2 * eta / (d * delta(step))
        return -np.sum(g * step) / (eta / d * np.sum(d * rms(g, axis=0)))

    for _ in range(200):
        d, v = rng.integers(1, 8), rng.integers(2, 10)
        g = rng.normal(size=(d, v))
        g -= g.mean(axis=1, keepdims=True)
        rule = -g / rms(g, axis=0)
        for near in (0.0, 0.2, 2.0):
            step = rule + near * rng.normal(size=(d, v))
            assert gain(g, step) < math.sqrt(2)
        assert gain(g, rule) >= 1 - EXACT
    # Corners of a regular simplex: radius delta sqrt((|V| - 1)/(2 |V|)), so the ratio is
    # sqrt(2 (|V| - 1)/|V|).
    for v in (2, 3, 50):
        g = np.eye(v) - 1 / v
        assert gain(g, -g) == pytest.approx(math.sqrt(2 * (v - 1) / v), rel=EXACT)
    assert gain(g, -g) > 1.4


def test_radius_of_the_smallest_ball():
    """Proof of mup3-translation: sum_i lambda_i |y_i - y_j|^2 = 2 r^2 at the centre."""
    rng = np.random.default_rng(15)
    for _ in range(50):
        # Points on a sphere about the origin with 0 in their hull: the ball is the smallest.
        y = sphere((4, 5), rng)
        weights = rng.dirichlet(np.ones(5))
        last = -(weights[:4] @ y) / weights[4]
        y = np.vstack([y, last])
        radius = rms(y, axis=1)
        if not np.allclose(radius, radius[0]):  # put the fifth on the sphere, mend the weights
            scale = radius[4] / radius[0]
            y[4] /= scale
            weights[4] *= scale
            weights /= weights.sum()
        assert weights @ y == pytest.approx(0, abs=EXACT)
        for j in range(5):
            mean = weights @ rms(y - y[j], axis=1) ** 2
            assert mean == pytest.approx(2 * rms(y[0]) ** 2, rel=1e-9)
        assert rms(y[0]) < delta(y.T) / math.sqrt(2)


def test_linear_rule_at_the_two_ends():
    """Equation mup3-opposite: eta/sqrt|V|, eta sqrt|V| (1 - p_t)/|p - e_t|, eta sqrt(|V| - 1)."""
    rng = np.random.default_rng(16)
    v, eta, t = 90, 0.2, 5
    for d in (8, 200):
        g = np.zeros((v, d))
        g[t] = rng.normal(size=d)
        step = -eta * math.sqrt(d / v) * msign(g)  # d_in = |V|, d_out = d
        assert rms(step[t]) == pytest.approx(eta / math.sqrt(v), abs=EXACT)
        n = sphere(d, rng)
        for w in (np.zeros((d, v)), rng.normal(size=(d, v)) / math.sqrt(d)):
            p = probabilities(n, w)
            residual = p - np.eye(v)[t]
            sign = msign(np.outer(n, residual))
            direct = np.outer(n, residual) / (math.sqrt(d) * np.linalg.norm(residual))
            assert sign == pytest.approx(direct, abs=EXACT)
            risen = -eta * math.sqrt(v / d) * (n @ sign)[t]  # d_in = d, d_out = |V|
            expected = eta * math.sqrt(v) * (1 - p[t]) / np.linalg.norm(residual)
            assert risen == pytest.approx(expected, abs=EXACT)
            if not w.any():
                assert risen == pytest.approx(eta * math.sqrt(v - 1), abs=EXACT)
    assert round(math.sqrt(131072)) == round(math.sqrt(131072 - 1)) == 362


def test_gain():
    """Equation mup3-gain: msign of a diagonal matrix; maxima at sqrt(d) e_i; sign step best."""
    rng = np.random.default_rng(17)
    d, eta = 7, 0.1
    g = rng.normal(size=d)
    g[2] = 0
    assert msign(np.diag(g)) == pytest.approx(np.diag(np.sign(g)), abs=EXACT)
    eye = np.eye(d)
    rebuilt = sum(abs(x) * np.sign(x) * np.outer(e, e) for x, e in zip(g, eye, strict=True))
    assert rebuilt == pytest.approx(np.diag(g), abs=EXACT)
    gamma = rng.normal(size=d)
    assert np.linalg.norm(np.diag(gamma), 2) == pytest.approx(np.abs(gamma).max(), abs=EXACT)
    n = sphere((5000, d), rng)
    assert n * gamma == pytest.approx(n @ np.diag(gamma), abs=EXACT)
    worst = math.sqrt(d) * eye
    assert rms(worst * gamma, axis=1).max() == pytest.approx(np.abs(gamma).max(), abs=EXACT)
    assert rms(n * gamma, axis=1).max() <= np.abs(gamma).max()
    best = -eta * np.abs(g).sum()
    assert -eta * g @ np.sign(g) == pytest.approx(best, abs=EXACT)
    for _ in range(500):  # also among all matrices of spectral norm eta
        assert g @ rng.uniform(-eta, eta, size=d) >= best
        step = rng.normal(size=(d, d))
        step *= eta / np.linalg.norm(step, 2)
        assert np.sum(np.diag(g) * step) >= best


def test_gain_on_average():
    """Text after mup3-gain: over the sphere the mean square is RMS(gamma)^2: one block."""
    rng = np.random.default_rng(18)
    gamma = np.array([5.0, 0.1, -0.2, 1.0])
    # Rows of sqrt(d) Q average n^T n to I exactly.
    n = 2 * np.linalg.qr(rng.normal(size=(4, 4)))[0]
    assert np.mean(rms(n * gamma, axis=1) ** 2) == pytest.approx(rms(gamma) ** 2, rel=EXACT)
    assert np.abs(gamma).max() > 1.9 * rms(gamma)


@pytest.mark.parametrize("shape", [(6, 9), (9, 6)])
def test_bias(shape):
    """Equations mup3-bias, mup3-bias-step: both bounds on F, ratio at most sqrt 2; D; U."""
    rng = np.random.default_rng(19)
    d_in, d_out = shape
    for size in (0.0, 0.1, 1.0, 10.0):
        w, b = rng.normal(size=shape), size * rng.normal(size=d_out)
        a = math.sqrt(d_in / d_out) * np.linalg.norm(w, 2)
        worst = math.sqrt(d_in) * np.linalg.svd(w)[0][:, 0]
        n = np.vstack([worst, -worst, sphere((3000, d_in), rng)])
        for _ in range(100):  # ascent, as in the tests of part 1
            n = (n @ w + b) @ w.T
            n /= rms(n, axis=1)[:, None]
        n = np.vstack([n, worst, -worst])
        largest = rms(n @ w + b, axis=1).max()
        low, high = math.hypot(a, rms(b)), a + rms(b)
        assert low - EXACT <= largest <= high + EXACT
        assert high <= math.sqrt(2) * low + EXACT
        y = worst @ w
        both = rms(y + b) ** 2 + rms(-y + b) ** 2
        assert both == pytest.approx(2 * a**2 + 2 * rms(b) ** 2, rel=EXACT)
        assert rms((worst @ w + b) - (-worst @ w + b)) == pytest.approx(2 * a, rel=EXACT)
    g, eta = rng.normal(size=d_out), 0.2
    best = -eta * g / rms(g)
    assert rms(best) == pytest.approx(eta, abs=EXACT)
    for step in sphere((500, d_out), rng) * eta:
        assert g @ step >= g @ best


def test_joint_budget_of_weight_and_bias():
    """Text on limits: one shared budget goes to one side; two budgets give U <= 2 eta."""
    rng = np.random.default_rng(20)
    eta, d_in, d_out = 0.1, 5, 4
    shape = math.sqrt(d_in / d_out)
    for weight in (0.1, 1.0, 10.0):
        g, h = rng.normal(size=(d_in, d_out)), weight * rng.normal(size=d_out)
        step, shift = -msign(g) / shape, -h / rms(h)
        values = [
            np.sum(g * step) * share * eta + h @ shift * (1 - share) * eta
            for share in np.linspace(0, 1, 11)
        ]
        assert min(values) == min(values[0], values[-1])
    n = sphere((2000, d_in), rng)
    n = np.vstack([n, math.sqrt(d_in) * np.linalg.svd(step)[0][:, 0]])
    moved = rms(n @ (eta * step) + eta * shift, axis=1).max()
    assert eta < moved <= 2 * eta


def test_attention_logits():
    """Equation mup3-attention and the text: F, D, U of s <q, k>, attained; variance d_h."""
    rng = np.random.default_rng(21)
    d, eta = 32, 0.1
    s = 1 / d
    q, k, dq, dk = sphere((4, 20000, d), rng)
    inner = np.sum(q * k, axis=1)
    assert np.abs(s * inner).max() <= s * d
    assert s * q[0] @ q[0] == pytest.approx(s * d, abs=EXACT)
    assert s * q[0] @ q[0] - s * q[0] @ -q[0] == pytest.approx(2 * s * d, abs=EXACT)
    moved = s * np.abs(np.sum((q + eta * dq) * (k + eta * dk), axis=1) - inner)
    bound = s * d * (2 * eta + eta**2)
    assert moved.max() <= bound
    aligned = s * ((1 + eta) ** 2 - 1) * q[0] @ q[0]
    assert aligned == pytest.approx(bound, abs=EXACT)
    free = np.sum(rng.normal(size=(20000, d)) * rng.normal(size=(20000, d)), axis=1)
    assert free.var() == pytest.approx(d, rel=0.05)
    # The base dimension 128: s = sqrt(128)/d_h.
    assert math.sqrt(128) / 128 == pytest.approx(1 / math.sqrt(128))
    assert math.sqrt(128) / 256 == pytest.approx(1 / (2 * math.sqrt(128)))
    assert round(1 / (2 * math.sqrt(128)), 3) == 0.044
    assert 1 / math.sqrt(256) == 0.0625
    assert "0.063" in POST


def test_attention_output():
    """Equation mup3-attention-output: random logits and changes; 0.906 and 0.550."""
    rng = np.random.default_rng(22)

    def softmax(a):
        a = np.exp(a - a.max())
        return a / a.sum()

    for _ in range(300):
        size = rng.choice([0.01, 0.3, 2.0])
        logits, v = 3 * rng.normal(size=6), sphere((6, 8), rng) * rng.uniform(0.5, 2)
        change = rng.uniform(-size, size, size=6)
        eps = np.abs(change).max()
        a, b = softmax(logits), softmax(logits + change)
        assert np.abs(np.log(b) - np.log(a)).max() <= 2 * eps + EXACT
        assert np.all(np.abs(b - a) <= (math.exp(2 * eps) - 1) * a + EXACT)
        largest = rms(v, axis=1).max()
        assert rms(b @ v - a @ v) <= (math.exp(2 * eps) - 1) * largest
        assert rms(a @ v) <= largest

    def weight(s, d, eta=0.1):
        k = sphere(d, rng)
        q = sphere(d, rng)
        q -= k * (q @ k) / (k @ k)
        q /= rms(q)
        keys = np.stack([k, -k])
        assert softmax(s * keys @ q) == pytest.approx(0.5, abs=1e-9)
        return softmax(s * keys @ (q + eta * k))[0]

    assert round(weight(1 / math.sqrt(128), 128), 3) == 0.906
    assert weight(1 / math.sqrt(4096), 4096) > 0.999
    for d in (16, 128, 4096):
        assert round(weight(1 / d, d), 3) == 0.550
        expected = 1 / (1 + math.exp(-2 * math.sqrt(d) * 0.1))
        assert weight(1 / math.sqrt(d), d) == pytest.approx(expected, rel=1e-9)


def test_head_as_attention_and_shared_parameters():
    """Text: w_i = k_i/d turns mup3-head-step into a step of RMS eta, the embedding's rule."""
    rng = np.random.default_rng(23)
    d, v, eta = 12, 20, 0.1
    keys, n, t = rng.normal(size=(v, d)), sphere(d, rng), 3
    w = keys.T / d
    g = np.outer(n, probabilities(n, w) - np.eye(v)[t])
    step = -eta / d * g / rms(g, axis=0)
    by_key = g.T / d  # chain rule: the gradient with respect to k_i
    assert d * step.T == pytest.approx(-eta * by_key / rms(by_key, axis=1)[:, None], abs=EXACT)
    assert n @ w == pytest.approx(keys @ n / d, abs=EXACT)


def test_norms_at_a_fixed_vocabulary():
    """Text on limits: longest column <= spectral <= Frobenius <= sqrt|V| longest column."""
    rng = np.random.default_rng(24)
    for d in (4, 40, 400):
        w = rng.normal(size=(d, 9)) * np.exp(rng.normal(size=9))
        longest = np.linalg.norm(w, axis=0).max()
        chain = [longest, np.linalg.norm(w, 2), np.linalg.norm(w), 3 * longest]
        assert chain == sorted(chain)
        equal = w / np.linalg.norm(w, axis=0)  # columns of one length attain the last bound
        assert np.linalg.norm(equal) == pytest.approx(math.sqrt(9), abs=EXACT)


TABLE = {  # cells after the first, and what they say: norm of a step, initial s.d., step
    "linear": (
        r"$\sqrt{\tfrac{d_{in}}{d_{out}}}\,\Vert\Delta\boldsymbol W\Vert_2$",
        lambda step: math.sqrt(step.shape[0] / step.shape[1]) * np.linalg.norm(step, 2),
        r"$\tfrac{\sqrt{d_{out}/d_{in}}}{\sqrt{d_{in}}+\sqrt{d_{out}}}$",
        r"$-\eta\sqrt{\tfrac{d_{out}}{d_{in}}}\,\msign(\boldsymbol G)$",
        lambda g, eta: -eta * math.sqrt(g.shape[1] / g.shape[0]) * msign(g),
    ),
    "bias": (
        r"$\Vert\Delta\boldsymbol b\Vert_{RMS}$",
        rms,
        "$0$",
        r"$-\eta\,\boldsymbol g/\Vert\boldsymbol g\Vert_{RMS}$",
        lambda g, eta: -eta * g / rms(g),
    ),
    "embedding": (
        r"$\max_i\Vert\Delta\boldsymbol E_i\Vert_{RMS}$",
        lambda step: rms(step, axis=1).max(),
        "$1$",
        r"$-\eta\,\boldsymbol G_i/\Vert\boldsymbol G_i\Vert_{RMS}$",
        lambda g, eta: -eta * g / rms(g, axis=1)[:, None],
    ),
    "LM head": (
        r"$d\max_i\Vert\Delta\boldsymbol w_i\Vert_{RMS}$",
        lambda step: step.shape[0] * rms(step, axis=0).max(),
        "$1/d$",
        r"$-\tfrac\eta d\,\boldsymbol g_i/\Vert\boldsymbol g_i\Vert_{RMS}$",
        lambda g, eta: -eta / g.shape[0] * g / rms(g, axis=0),
    ),
    "gain": (
        r"$\max_i\lvert\Delta\gamma_i\rvert$",
        lambda step: np.abs(step).max(),
        r"$\boldsymbol\gamma=\boldsymbol1$",
        r"$-\eta\operatorname{sign}(\boldsymbol g)$",
        lambda g, eta: -eta * np.sign(g),
    ),
}


def test_table():
    """The table: every step uses up its budget, and no feasible one lowers the loss further."""
    rows = re.findall(r"^\| (?!\[参数\]|---)(.+) \|$", POST, re.MULTILINE)
    cells = [row.split(" | ") for row in rows]
    assert [len(row) for row in cells] == [4] * 5
    rng = np.random.default_rng(25)
    eta = 0.1
    for (name, *found), (label, entry) in zip(cells, TABLE.items(), strict=True):
        norm_tex, norm, sigma_tex, step_tex, rule = entry
        assert label in name
        assert found == [norm_tex, sigma_tex, step_tex]
        g = rng.normal(size=(6, 10) if label not in ("bias", "gain") else 8)
        step = rule(g, eta)
        assert norm(step) == pytest.approx(eta, abs=EXACT)
        for near in (0.1, 1.0, 10.0) * 50:
            other = step + near * rng.normal(size=g.shape) * rms(step)
            assert np.sum(g * other) * eta / norm(other) >= np.sum(g * step)


def test_initial_scales():
    """The table's third column gives F of order 1 (linear: close to 1) at several widths."""
    rng = np.random.default_rng(28)
    for d_in, d_out in ((64, 64), (256, 64), (64, 256)):
        sigma = math.sqrt(d_out / d_in) / (math.sqrt(d_in) + math.sqrt(d_out))
        w = sigma * rng.normal(size=(d_in, d_out))
        gain = math.sqrt(d_in / d_out) * np.linalg.norm(w, 2)
        assert gain == pytest.approx(1, abs=0.06)  # finite size: a few per cent below
    for d in (32, 512):
        assert rms(rng.normal(size=(40, d)), axis=1).max() < 1.5
        assert 1 < d * delta(rng.normal(size=(d, 40)) / d) < 2.2


def code_block():
    blocks = re.findall(r"^```python\n(.*?)^```$", POST, re.MULTILINE | re.DOTALL)
    assert len(blocks) == 1
    return blocks[0]


def test_code_block(tmp_path):
    """The post's code runs; its last step is the linear rule's, 31.6 times too large."""
    script = tmp_path / "block.py"
    script.write_text(code_block(), encoding="utf-8")
    space = runpy.run_path(str(script))
    g, d, v = space["G"], space["d"], space["V"]
    n = space["n"]
    assert np.abs(g - np.outer(n, n @ g / d)).max() < EXACT  # rank one: msign is G over its norm
    assert rms(n) == pytest.approx(1, abs=EXACT)
    assert (d, v) == (1024, 1000)
    risen = n @ space["step"][:, space["t"]]
    assert risen / space["eta"] == pytest.approx(31.6, abs=0.05)


def test_figure_left():
    """Figure mup3-fig-rows, left: parameters of the caption; the rows of msign; about 0.1."""
    module = figure_module()
    assert (module.VOCABULARY, module.WIDTH, module.TOKENS) == (2048, 64, 8192)
    rank, rows = module.zipf_rows()
    assert rows.max() == rows[0] == 1
    assert 0.08 < np.median(rows[rank > 1000]) < 0.14
    g = np.random.default_rng(26).normal(size=(50, 6))
    assert module.msign_rows(g) == pytest.approx(np.linalg.norm(msign(g), axis=1), abs=EXACT)


@pytest.mark.parametrize("power", [1, 0.5])
def test_figure_right(power):
    """Figure mup3-fig-rows, right: dots between the bounds; flat for 1/d, rising for 1/sqrt d."""
    module = figure_module()
    assert module.CLASSES == 512
    lower, measured, upper = module.head(power, widths=[16, 256])
    assert np.all(np.maximum(lower, math.log(512)) <= measured)
    assert np.all(measured <= upper)
    w = np.random.default_rng(1).normal(size=(16, 512)) / 16**power
    assert lower[0] == pytest.approx(16 * delta(w), rel=EXACT)
    n = sphere((2000, 16), np.random.default_rng(27))
    assert all_losses(w, n).max() < measured[0]  # the ascent beats random inputs
    growth = measured[1] / measured[0]
    assert growth < 1 if power == 1 else growth > 2
