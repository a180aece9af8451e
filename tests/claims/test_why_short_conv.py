"""Numeric checks of posts/why-short-conv.md; each docstring names what it checks.

Tolerances: 1e-9 for algebraic identities in double precision (rounding gives about 1e-14);
for averages, four or more standard errors, estimated from the sample itself or stated beside.
"""

import math
import re
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
POST = ROOT / "posts" / "why-short-conv.md"
EXACT = 1e-9


@pytest.fixture(scope="module")
def collapse():
    """The figure's own module, so that figure and post can't drift apart."""
    import short_conv_collapse

    return short_conv_collapse


def gap(a, b):
    return float(np.max(np.abs(np.asarray(a) - np.asarray(b))))


def unit_rows(rng, n, d):
    x = rng.normal(size=(n, d))
    return x / np.linalg.norm(x, axis=1, keepdims=True)


def deltanet_step(s, k, v, eta=1.0):
    """One gradient step on |S k - v|^2 / 2."""
    return s - eta * np.outer(s @ k - v, k)


def mesa(k, v):
    """Least-squares map from the rows of k to those of v, of least norm."""
    return np.linalg.lstsq(k, v, rcond=None)[0].T


def convolve(k, a):
    """Causal depthwise convolution, from its definition: row t is sum_j a_j * k_{t-j}."""
    out = np.zeros_like(k)
    for t in range(len(k)):
        for j, aj in enumerate(a):
            if t - j >= 0:
                out[t] += aj * k[t - j]
    return out


def numerical_gradient(f, s, h=1e-5):
    g = np.zeros_like(s)
    for i in np.ndindex(s.shape):
        e = np.zeros_like(s)
        e[i] = h
        g[i] = (f(s + e) - f(s - e)) / (2 * h)
    return g


def autoregression(rng, a, n):
    x = np.zeros((n, len(a)))
    noise = rng.normal(size=x.shape)
    for t in range(1, n):
        x[t] = a @ x[t - 1] + noise[t]
    return x, noise


def test_linear_attention_is_a_recurrence():
    """Equation shortconv-linear: the recurrence gives ((Q K') * M) V."""
    rng = np.random.default_rng(0)
    q, k, v = rng.normal(size=(3, 9, 4))
    s, out = np.zeros((4, 4)), []
    for t in range(9):
        s = s + np.outer(v[t], k[t])
        out.append(s @ q[t])
    assert gap(out, np.tril(q @ k.T) @ v) < EXACT


def test_losses_give_their_updates():
    """Equations shortconv-ttt, shortconv-delta, the residual, the other loss and the gate."""
    rng = np.random.default_rng(1)
    d, eta, gamma = 4, 0.3, 0.8
    s, k, v = rng.normal(size=(d, d)), rng.normal(size=d), rng.normal(size=d)

    def square(m):
        return 0.5 * np.sum((m @ k - v) ** 2)

    def gated(m):
        return square(m) + (1 - gamma) / (2 * eta) * np.sum(m**2)

    # Central differences are exact for quadratics up to rounding: about 1e-16 / 1e-5.
    step = s - eta * numerical_gradient(square, s)
    delta = s @ (np.eye(d) - eta * np.outer(k, k)) + eta * np.outer(v, k)
    assert gap(step, delta) < 1e-8
    assert gap(deltanet_step(s, k, v, eta), delta) < EXACT
    assert gap(delta @ k - v, (1 - eta * (k @ k)) * (s @ k - v)) < EXACT
    linear = s - numerical_gradient(lambda m: -v @ m @ k, s)
    assert gap(linear, s + np.outer(v, k)) < 1e-8
    step = s - eta * numerical_gradient(gated, s)
    assert gap(step, gamma * s - eta * np.outer(s @ k - v, k)) < 1e-8


def test_gated_deltanet_is_of_the_gated_kind():
    """Text after shortconv-delta: Gated DeltaNet after a change of parameters."""
    rng = np.random.default_rng(2)
    d, alpha, beta = 4, 0.9, 0.6
    s, k, v = rng.normal(size=(d, d)), rng.normal(size=d), rng.normal(size=d)
    gdn = s @ (alpha * (np.eye(d) - beta * np.outer(k, k))) + beta * np.outer(v, k)
    gamma, eta, w = alpha, alpha * beta, v / alpha
    assert gap(gdn, gamma * s + eta * np.outer(w - s @ k, k)) < EXACT


def test_mesa_solves_the_least_squares_problem():
    """Equation shortconv-mesa: G H^{-1}; with a pseudo-inverse, the solution of least norm."""
    rng = np.random.default_rng(3)
    for n in (12, 3):
        k, v = rng.normal(size=(2, n, 5))
        g, h = v.T @ k, k.T @ k
        inverse = np.linalg.inv(h) if n >= 5 else np.linalg.pinv(h, rcond=1e-10)
        assert gap(g @ inverse, mesa(k, v)) < EXACT


def test_constant_map_at_every_position():
    """Equation shortconv-const: W_v W_k^{-1} has no loss, and Mesa finds it in any context."""
    rng = np.random.default_rng(4)
    wk, wv = rng.normal(size=(2, 5, 5))
    for _ in range(2):
        x = rng.normal(size=(20, 5)) @ rng.normal(size=(5, 5))
        k, v = x @ wk.T, x @ wv.T
        want = wv @ np.linalg.inv(wk)
        assert gap(k @ want.T, v) < EXACT
        assert gap(mesa(k, v), want) < 1e-8  # conditioning of random 5 x 5 matrices


def test_only_second_moments_survive():
    """Equation shortconv-sigma, its blindness to order, and both context-free cases."""
    rng = np.random.default_rng(5)
    d, big, n = 3, 7, 40
    wk, wv = rng.normal(size=(2, d, big))
    x = rng.normal(size=(n, big))
    state = mesa(x @ wk.T, x @ wv.T)
    sigma = x.T @ x / n
    assert gap(state, wv @ sigma @ wk.T @ np.linalg.inv(wk @ sigma @ wk.T)) < EXACT
    y = rng.permutation(x)
    assert gap(state, mesa(y @ wk.T, y @ wv.T)) < EXACT
    other = rng.normal(size=(n, big))
    assert gap(state, mesa(other @ wk.T, other @ wv.T)) > 1e-2  # but it isn't a constant
    white = np.linalg.qr(x)[0]
    assert gap(mesa(white @ wk.T, white @ wv.T), wv @ np.linalg.pinv(wk)) < EXACT
    # Shifted pairs: cross terms enter, so order matters.
    shifted = mesa(x[:-1] @ wk.T, x[1:] @ wv.T)
    cross, past = x[1:].T @ x[:-1], x[:-1].T @ x[:-1]
    assert gap(shifted, wv @ cross @ wk.T @ np.linalg.inv(wk @ past @ wk.T)) < EXACT
    assert gap(shifted, mesa(y[:-1] @ wk.T, y[1:] @ wv.T)) > 1e-2


def test_mesa_collapses_at_t_equal_d():
    """Equation shortconv-mesa-eye: a projection, at squared distance d - t until t = d."""
    rng = np.random.default_rng(6)
    d = 8
    k = rng.normal(size=(12, d))
    for t in range(1, 13):
        state = mesa(k[:t], k[:t])
        assert gap(state, state.T) < EXACT
        assert gap(state @ state, state) < EXACT
        assert gap(state @ k[:t].T, k[:t].T) < EXACT
        assert abs(np.linalg.norm(state - np.eye(d)) ** 2 - max(d - t, 0)) < EXACT


def test_deltanet_product():
    """Equation shortconv-product: the recursion equals the product, left to right."""
    rng = np.random.default_rng(7)
    d = 6
    k, etas = unit_rows(rng, 15, d), rng.uniform(0.2, 1.5, size=15)
    s, product = np.zeros((d, d)), np.eye(d)
    for kt, eta in zip(k, etas, strict=True):
        s = deltanet_step(s, kt, kt, eta)
        product = product @ (np.eye(d) - eta * np.outer(kt, kt))
    assert gap(s, np.eye(d) - product) < EXACT
    assert gap(s, np.eye(d) - product.T) > 1e-2  # the order does matter


def test_one_hot_state_knows_only_who_was_there():
    """Text after shortconv-product: abac and cbaa leave the same diagonal state."""
    states = []
    for text in ("abac", "cbaa"):
        s = np.zeros((5, 5))
        for letter in text:
            k = np.eye(5)["abcde".index(letter)]
            s = deltanet_step(s, k, k)
        states.append(s)
    assert gap(states[0], np.diag([1, 1, 1, 0, 0])) < EXACT
    assert gap(*states) < EXACT


@pytest.mark.parametrize("eta", [1.0, 0.4])
def test_rate_of_collapse(eta):
    """Equation shortconv-rate: the mean over 4000 runs, within 4 standard errors."""
    rng = np.random.default_rng(8)
    d, steps, runs = 6, 12, 4000
    e = np.tile(-np.eye(d), (runs, 1, 1))
    for _ in range(steps):
        k = unit_rows(rng, runs, d)
        e = e - eta * np.einsum("rij,rj,rk->rik", e, k, k)
    square = np.sum(e**2, axis=(1, 2))
    error = square.std() / math.sqrt(runs)
    exact = d * (1 - eta * (2 - eta) / d) ** steps
    assert error < 0.02 * exact  # so that the next line can fail
    assert abs(square.mean() - exact) < 4 * error


def test_numbers_of_the_rate():
    """Text after shortconv-rate: e^{-1} at t = d, and 1179 tokens for d = 128."""
    d, eps = 128, 0.01
    assert abs((1 - 1 / d) ** d - math.exp(-1)) < 2e-3  # difference is about 1 / (2 e d)
    tokens = round(2 * d * math.log(1 / eps))
    assert tokens == 1179
    assert f"${tokens}$" in POST.read_text(encoding="utf-8")
    assert abs((1 - 1 / d) ** (tokens / 2) / eps - 1) < 0.03  # the approximation is good there
    eta = np.linspace(0, 2, 201)
    assert eta[np.argmin(1 - eta * (2 - eta) / d)] == pytest.approx(1)


def test_ridge_defect():
    """Text after shortconv-rate: in an eigendirection h of H the ridge leaves lambda/(h+lambda)."""
    rng = np.random.default_rng(9)
    k = rng.normal(size=(30, 5))
    h, lam = k.T @ k, 0.7
    state = h @ np.linalg.inv(h + lam * np.eye(5))
    values = np.linalg.eigvalsh(h)
    assert gap(np.linalg.eigvalsh(np.eye(5) - state), np.sort(lam / (values + lam))) < EXACT


def test_linear_attention_falls_slowly():
    """Equation shortconv-linear-rate: the mean over 4000 runs, within 4 standard errors."""
    rng = np.random.default_rng(10)
    d, t, runs = 5, 9, 4000
    k = unit_rows(rng, runs * t, d).reshape(runs, t, d)
    h = np.einsum("rti,rtj->rij", k, k)
    assert gap(np.trace(h, axis1=1, axis2=2), t) < EXACT
    for sample, exact in (
        (np.sum(h**2, axis=(1, 2)), t + t * (t - 1) / d),
        (np.sum((d / t * h - np.eye(d)) ** 2, axis=(1, 2)), d * (d - 1) / t),
    ):
        error = sample.std() / math.sqrt(runs)
        assert error < 0.02 * exact
        assert abs(sample.mean() - exact) < 4 * error


def test_figure_left(collapse):
    """Figure shortconv-fig-collapse, left: the three speeds, and Mesa's zero at t = 32."""
    curve, d = collapse.distances(), collapse.D
    assert d == 32
    t = np.arange(1, len(curve["mesa"]) + 1)
    assert gap(curve["mesa"], np.sqrt(np.maximum(d - t, 0))) < 1e-6
    # One run wanders about the mean: within a third on the log scale over 400 steps.
    law = np.sqrt(d) * (1 - 1 / d) ** (t / 2)
    assert np.abs(np.log(curve["delta"] / law)).max() < math.log(4 / 3)
    assert np.abs(curve["linear"] / np.sqrt(d * (d - 1) / t) - 1).max() < 0.1


def test_figure_right(collapse):
    """Figure shortconv-fig-collapse, right: 4000 tokens, largest error 0.074, rarest column."""
    assert collapse.LENGTH == 4000
    table = collapse.tables()
    assert gap(table["own"], np.eye(collapse.TOKENS)) < EXACT
    error = np.abs(table["shifted"] - table["true"])
    quoted = f"${error.max():.3f}$"
    assert quoted == "$0.074$"
    assert POST.read_text(encoding="utf-8").count(quoted) == 2
    values, vectors = np.linalg.eig(table["true"])
    stationary = np.abs(vectors[:, np.argmax(values.real)].real)
    assert np.argmax(error.max(axis=0)) == np.argmin(stationary)


def test_bigram_table_and_forgetting():
    """Equations shortconv-shifted and shortconv-bigram; DeltaNet's forgetting bigram table."""
    rng = np.random.default_rng(11)
    text = rng.integers(4, size=60)
    x = np.eye(4)[text]
    s = (x[1:].T @ x[:-1]) @ np.linalg.inv(x[:-1].T @ x[:-1])
    pairs = list(pairwise(text))
    for a in range(4):
        for b in range(4):
            assert s[a, b] == pytest.approx(pairs.count((b, a)) / sum(p == b for p, _ in pairs))
    for eta in (1.0, 0.3):
        state, columns = np.zeros((4, 4)), np.zeros((4, 4))
        for b, a in pairs:
            state = deltanet_step(state, np.eye(4)[b], np.eye(4)[a], eta)
            columns[:, b] = (1 - eta) * columns[:, b] + eta * np.eye(4)[a]
        assert gap(state, columns) < EXACT
    last = dict(pairs)
    state = np.zeros((4, 4))
    for b, a in pairs:
        state = deltanet_step(state, np.eye(4)[b], np.eye(4)[a])
    assert all(state[:, b] @ np.eye(4)[a] == 1 for b, a in last.items())


def test_autoregression_is_learnt_by_the_shift():
    """Equation shortconv-ar: the exact decomposition; error about 1/sqrt(t); unshifted I."""
    a = np.array([[0.6, 0.3, 0.0], [-0.4, 0.5, 0.2], [0.1, 0.0, -0.7]])
    assert np.abs(np.linalg.eigvals(a)).max() < 1
    mean = {}
    for n in (500, 8000):
        errors = []
        for seed in range(8):
            x, noise = autoregression(np.random.default_rng(seed), a, n)
            past = x[:-1].T @ x[:-1]
            state = mesa(x[:-1], x[1:])
            assert gap(state, a + noise[1:].T @ x[:-1] @ np.linalg.inv(past)) < EXACT
            assert gap(mesa(x, x), np.eye(3)) < EXACT
            errors.append(np.linalg.norm(state - a))
        mean[n] = np.mean(errors)
    assert mean[8000] < 0.05
    assert 2.5 < mean[500] / mean[8000] < 6.4  # sqrt(16) = 4, with the scatter of 8 runs


def test_convolution_in_matrix_form():
    """Equation shortconv-conv: sum_j L^j K diag(a_j) against the definition."""
    rng = np.random.default_rng(12)
    n, d, w = 9, 4, 4
    k, a = rng.normal(size=(n, d)), rng.normal(size=(w, d))
    down = np.eye(n, k=-1)
    power = [np.linalg.matrix_power(down, j) for j in range(w)]
    matrix = sum(p @ k @ np.diag(aj) for p, aj in zip(power, a, strict=True))
    assert gap(matrix, convolve(k, a)) < EXACT
    # Linear part: additive in the last w tokens, with one shared S.
    s = rng.normal(size=(d, d))
    t = 6
    terms = sum(s @ np.diag(a[j]) @ k[t - j] for j in range(w))
    assert gap(s @ convolve(k, a)[t], terms) < EXACT


def test_parallel_form_with_convolved_keys():
    """Equation shortconv-matrix: one triangular solve equals the recurrence."""
    rng = np.random.default_rng(13)
    n, d = 10, 4
    q, k, v = rng.normal(size=(3, n, d))
    kt = convolve(k, rng.normal(size=(3, d)))
    kt = kt / np.linalg.norm(kt, axis=1).max()
    s, out = np.zeros((d, d)), []
    for t in range(n):
        s = deltanet_step(s, kt[t], v[t])
        out.append(s @ q[t])
    m = np.tril(np.ones((n, n)))
    u = np.linalg.solve(np.eye(n) + (kt @ kt.T) * (m - np.eye(n)), v)
    assert gap(out, ((q @ kt.T) * m) @ u) < EXACT


def mixture(g0, g1, a0, a1):
    d0, d1 = np.diag(a0), np.diag(a1)
    h = d0 @ g0 @ d0 + d1 @ g0 @ d1 + d0 @ g1 @ d1 + d1 @ g1.T @ d0
    return (g0 @ d0 + g1 @ d1) @ np.linalg.inv(h)


def test_mixture_of_two_tasks():
    """Equation shortconv-mix and its limits, on a real convolution of a stationary sequence."""
    a = np.array([[0.6, 0.3], [-0.4, 0.5]])
    g0 = np.eye(2)
    for _ in range(200):  # Gamma_0 = A Gamma_0 A' + I
        g0 = a @ g0 @ a.T + np.eye(2)
    g1 = a @ g0
    x, _ = autoregression(np.random.default_rng(14), a, 20000)
    for coefficients in ([[1.0, 0.7], [0.8, -1.2]], [[0.3, 0.0], [1.0, 1.0]]):
        a0, a1 = np.array(coefficients)
        fit = mesa(convolve(x, (a0, a1))[1:], x[1:])
        assert gap(fit, mixture(g0, g1, a0, a1)) < 0.03  # sampling error about 1 / sqrt(20000)
    one, none = np.array([0.8, -1.2]), np.zeros(2)
    assert gap(mixture(g0, g1, one, none), np.diag(1 / one)) < EXACT
    shift = mixture(g0, g1, none, one) @ np.diag(one)
    assert gap(shift, g1 @ np.linalg.inv(g0)) < EXACT
    assert gap(shift, a) < EXACT
    a0, a1 = 0.9, 0.4
    unrelated = mixture(g0, np.zeros((2, 2)), np.full(2, a0), np.full(2, a1))
    assert gap(unrelated, a0 / (a0**2 + a1**2) * np.eye(2)) < EXACT
    # The same numbers by direct fits: the convolution alone, without and with a pure shift.
    assert gap(mesa(convolve(x, (one, none)), x), np.diag(1 / one)) < EXACT
    assert gap(mesa(convolve(x, (none, one))[1:], x[1:]) @ np.diag(one), a) < 0.03


def test_exclusive_or_is_not_additive():
    """Text after shortconv-mix: no linear fit for XOR; after SiLU there is one."""
    rng = np.random.default_rng(15)
    bits = [(b, c) for b in (0, 1) for c in (0, 1)]
    xor = np.array([b ^ c for b, c in bits], dtype=float)
    assert xor[0] + xor[3] == 0
    assert xor[1] + xor[2] == 2
    embedding, a = rng.normal(size=(2, 8)), rng.normal(size=(2, 8))
    keys = np.array([a[0] * embedding[c] + a[1] * embedding[b] for b, c in bits])

    def residual(features):
        return gap(features @ np.linalg.lstsq(features, xor, rcond=1e-10)[0], xor)

    assert residual(keys) == pytest.approx(0.5)
    silu = keys / (1 + np.exp(-keys))
    silu = silu / np.linalg.norm(silu, axis=1, keepdims=True)
    assert residual(silu) < 1e-6


def test_channels_can_split_the_delays():
    """Text after shortconv-mix: channels in charge of one delay each give independent maps."""
    rng = np.random.default_rng(16)
    s, k = rng.normal(size=(4, 4)), rng.normal(size=(7, 4))
    a = np.array([[1.0, 1, 0, 0], [0, 0, 1, 1]])
    got = s @ convolve(k, a)[5]
    assert gap(got, s[:, :2] @ k[5, :2] + s[:, 2:] @ k[4, 2:]) < EXACT


def run_delta(q, k, v):
    s, out = np.zeros((k.shape[1],) * 2), []
    for qt, kt, vt in zip(q, k, v, strict=True):
        s = deltanet_step(s, kt, vt)
        out.append(s @ qt)
    return np.array(out)


def test_table_of_delays():
    """The table: what each delay makes of the pairs, read off on one-hot tokens a b c d e."""
    x = np.eye(5)
    late = np.vstack([np.zeros(5), x[:-1]])
    asked = {name: np.zeros((5, 5)) for name in ("none", "k", "v", "kv")}
    streams = {"none": (x, x), "k": (late, x), "v": (x, late), "kv": (late, late)}
    for name, (k, v) in streams.items():
        s = asked[name]
        for t in range(5):
            s = deltanet_step(s, k[t], v[t])
        asked[name] = s
    assert gap(asked["none"] @ x[2], x[2]) < EXACT  # oneself
    assert gap(asked["k"] @ x[2], x[3]) < EXACT  # the next
    assert gap(asked["v"] @ x[2], x[1]) < EXACT  # the previous
    assert gap(asked["kv"] @ x[2], x[2]) < EXACT  # oneself ...
    assert gap(asked["kv"] @ x[4], 0) < EXACT  # ... but not yet the present token


def test_offset_is_what_counts():
    """Text after the table: Q and K delayed return the present; all three delay the output."""
    rng = np.random.default_rng(17)
    k = unit_rows(rng, 8, 5)
    q, v = rng.normal(size=(2, 8, 5))

    def late(m):
        return np.vstack([np.zeros(5), m[:-1]])

    assert gap(run_delta(late(k), late(k), v)[1:], v[1:]) < EXACT
    assert gap(run_delta(late(q), late(k), late(v))[1:], run_delta(q, k, v)[:-1]) < EXACT
    assert gap(run_delta(q, late(k), v)[1:], run_delta(q, k, v)[:-1]) > 1e-2


def test_code_of_the_post_runs():
    """The post's one code block, taken from its file, runs and its asserts hold."""
    blocks = re.findall(r"^```python\n(.*?)^```$", POST.read_text(encoding="utf-8"), re.S | re.M)
    assert len(blocks) == 1
    assert blocks[0].count("assert ") == 3
    exec(compile(blocks[0], str(POST), "exec"), {})
