"""Numeric checks of posts/linear-attention-history.md; each docstring names what it checks.

Tolerances: 1e-9 for algebraic identities in double precision (rounding gives about 1e-14);
for averages, four or more standard errors, estimated from the sample itself or stated beside.
"""

import math
import re
import runpy
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
POST = (ROOT / "posts" / "linear-attention-history.md").read_text(encoding="utf-8")
EXACT = 1e-9


@pytest.fixture(scope="module")
def recall():
    """The figure's own module, so that figure and post can't drift apart."""
    import lahist_recall

    return lahist_recall


def gap(a, b):
    return float(np.max(np.abs(np.asarray(a) - np.asarray(b))))


def sequence(n=10, d=6, seed=7):
    """q, k, v with unit keys."""
    q, k, v = np.random.default_rng(seed).normal(size=(3, n, d))
    return q, k / np.linalg.norm(k, axis=1, keepdims=True), v


def run(step, q, k, v):
    """Outputs S_t q_t of S_t = step(S_{t-1}, k_t, v_t, t)."""
    s, out = np.zeros((v.shape[1], k.shape[1])), []
    for t in range(len(q)):
        s = step(s, k[t], v[t], t)
        out.append(s @ q[t])
    return np.array(out)


def plain(s, k, v, t):
    return s + np.outer(v, k)


def delta(s, k, v, t, eta=1.0):
    return s - eta * np.outer(s @ k - v, k)


def gates(g):
    """Gamma by its definition."""
    n = len(g)
    out = np.zeros((n, n))
    for i in range(n):
        for j in range(i + 1):
            out[i, j] = np.prod(g[j + 1 : i + 1])
    return out


def numerical_gradient(f, s, h=1e-6):
    g = np.zeros_like(s)
    for i in np.ndindex(s.shape):
        e = np.zeros_like(s)
        e[i] = h
        g[i] = (f(s + e) - f(s - e)) / (2 * h)
    return g


def rotation(m, d):
    """Block rotation of position m, and the angles theta_i."""
    theta = 10000.0 ** (-2 * np.arange(d // 2) / d)
    out = np.zeros((d, d))
    for i, angle in enumerate(m * theta):
        c, s = math.cos(angle), math.sin(angle)
        out[2 * i : 2 * i + 2, 2 * i : 2 * i + 2] = [[c, -s], [s, c]]
    return out, theta


def path_product(w, i, j):
    """R_{i,j} of lahist-product, by its definition."""
    r = np.eye(w.shape[1])
    for t in range(j + 1, i + 1):
        r = (np.eye(w.shape[1]) - np.outer(w[t], w[t])) @ r
    return r


def path_matrix(q, k, w):
    """Equation lahist-path-matrix."""
    inner = np.eye(len(q)) + np.tril(w @ w.T, -1)
    return np.tril(q @ k.T) - np.tril(q @ w.T) @ np.linalg.solve(inner, np.tril(w @ k.T, -1))


def both_panels(marker):
    """The zh and the en panel that hold `marker`: both must quote the same numbers."""
    for language in ("zh", "en"):
        panels = re.findall(rf"^:::\{{{language}\}}\n(.*?)^:::$", POST, re.MULTILINE | re.DOTALL)
        panel = [p for p in panels if marker in p]
        assert len(panel) == 1, (language, marker)
        yield panel[0]


def test_softmax_matrix_and_components():
    """Equation lahist-softmax; and dividing by the denominator is undone by an RMSNorm."""
    q, k, v = sequence()
    with np.errstate(divide="ignore"):
        logits = q @ k.T + np.log(np.tril(np.ones((10, 10))))
    a = np.exp(logits)
    matrix = (a / a.sum(axis=1, keepdims=True)) @ v
    for t in range(10):
        weights = np.exp(k[: t + 1] @ q[t])
        assert gap(matrix[t], weights @ v[: t + 1] / weights.sum()) < EXACT
    numerator = a @ v

    def rms_norm(x):
        return x / np.sqrt(np.mean(x**2, axis=1, keepdims=True))

    assert gap(rms_norm(numerator), rms_norm(matrix)) < EXACT
    assert gap(a.sum(axis=1), a @ np.ones(10)) < EXACT  # same expression, V a column of ones


def test_linear_attention_is_a_recurrence():
    """Equations lahist-linear, lahist-state; the factor 64; order does not matter."""
    q, k, v = sequence()
    out = run(plain, q, k, v)
    assert gap(out, np.tril(q @ k.T) @ v) < EXACT
    order = np.array([3, 1, 4, 0, 2, 9, 8, 5, 7, 6])
    assert gap((v[order].T @ k[order]), v.T @ k) < EXACT
    n, d = 8192, 128
    assert 2 * n * n * d / (2 * n * d * d) == 64
    assert all("$n=8192$" in p and "$d=128$" in p for p in both_panels("$64$"))


def test_retnet_score_is_a_complex_decay():
    """Equation lahist-retnet, from the recurrence with rotated queries and keys."""
    q, k, v = sequence(n=9, d=8)
    gamma = 31 / 32
    turned_q = np.array([rotation(t, 8)[0] @ q[t] for t in range(9)])
    turned_k = np.array([rotation(t, 8)[0] @ k[t] for t in range(9)])
    out = run(lambda s, a, b, t: gamma * s + np.outer(b, a), turned_q, turned_k, v)
    _, theta = rotation(1, 8)
    zq, zk = q[:, ::2] + 1j * q[:, 1::2], k[:, ::2] + 1j * k[:, 1::2]
    for t in range(9):
        total = np.zeros(8)
        for j in range(t + 1):
            real = gamma ** (t - j) * q[t] @ rotation(j - t, 8)[0] @ k[j]
            factor = (gamma * np.exp(1j * theta)) ** (t - j)
            assert gap(real, np.sum(factor * zq[t] * zk[j].conj()).real) < EXACT
            total += real * v[j]
        assert gap(out[t], total) < EXACT


def test_retnet_numbers():
    """Text after lahist-retnet: 31/32, weights sum to 32, half in 21.8 steps."""
    gamma = 1 - 2**-5
    assert gamma == 31 / 32
    assert 1 / (1 - gamma) == pytest.approx(32)
    assert round(math.log(0.5) / math.log(gamma), 1) == 21.8
    assert all("$32$" in p for p in both_panels("$21.8$"))


def test_gates():
    """Equation lahist-gamma: scalar gates, one mask a channel, ratios c_i / c_j."""
    q, k, v = sequence()
    g = np.random.default_rng(1).uniform(0.6, 1, 10)
    big = gates(g)
    out = run(lambda s, a, b, t: g[t] * s + np.outer(b, a), q, k, v)
    assert gap(out, ((q @ k.T) * big) @ v) < EXACT
    assert gap(gates(np.ones(10)), np.tril(np.ones((10, 10)))) == 0
    c = np.cumprod(g)
    assert gap(np.tril(c[:, None] / c[None, :]), big) < EXACT
    fine = np.random.default_rng(2).uniform(0.6, 1, (10, 6))
    out = run(lambda s, a, b, t: s @ np.diag(fine[t]) + np.outer(b, a), q, k, v)
    score = sum(np.outer(q[:, c], k[:, c]) * gates(fine[:, c]) for c in range(6))
    assert gap(out, score @ v) < EXACT


@pytest.mark.parametrize("name", ["plain", "decay", "delta", "gated"])
def test_gradient_steps(name):
    """Equations lahist-ttt, lahist-losses, lahist-delta, second of lahist-gated."""
    rng = np.random.default_rng(3)
    s, k, v = rng.normal(size=(4, 4)), rng.normal(size=4), rng.normal(size=4)
    gamma = 0.9
    eta = 1.0 if name in ("plain", "decay") else 0.4

    def loss(x):
        error = x @ k - v
        return {
            "plain": -v @ x @ k,
            "decay": -v @ x @ k + (1 - gamma) / 2 * np.sum(x**2),
            "delta": error @ error / 2,
            "gated": error @ error / 2 + (1 - gamma) / (2 * eta) * np.sum(x**2),
        }[name]

    update = {
        "plain": s + np.outer(v, k),
        "decay": gamma * s + np.outer(v, k),
        "delta": s @ (np.eye(4) - eta * np.outer(k, k)) + eta * np.outer(v, k),
        "gated": gamma * s + eta * np.outer(v - s @ k, k),
    }[name]
    # Central differences of a quadratic are exact but for rounding, 1e-16 / 1e-6.
    assert gap(s - eta * numerical_gradient(loss, s), update) < 1e-7
    if name == "decay":
        best = np.outer(v, k) / (1 - gamma)
        assert np.linalg.norm(numerical_gradient(loss, best)) < 1e-6
    if name == "gated":  # twice the coefficient would leave 2 gamma - 1

        def double(x):
            return loss(x) + (1 - gamma) / (2 * eta) * np.sum(x**2)

        other = (2 * gamma - 1) * s + eta * np.outer(v - s @ k, k)
        assert gap(s - eta * numerical_gradient(double, s), other) < 1e-7


def test_delta_error_identity_and_example():
    """Text after lahist-delta: error factor, orthogonal directions, the key written twice."""
    rng = np.random.default_rng(4)
    s, (k, v, w, x) = rng.normal(size=(5, 5)), rng.normal(size=(4, 5))
    for eta in (0.3, 1 / (k @ k), 2 / (k @ k)):
        new = delta(s, k, v, 0, eta)
        assert gap(new @ k - v, (1 - eta * k @ k) * (s @ k - v)) < EXACT
        x = x - (x @ k) / (k @ k) * k
        assert gap(new @ x, s @ x) < EXACT
    unit = k / np.linalg.norm(k)
    zero = np.zeros((5, 5))
    assert gap(plain(plain(zero, unit, v, 0), unit, w, 1) @ unit, v + w) < EXACT
    assert gap(delta(delta(zero, unit, v, 0), unit, w, 1) @ unit, w) < EXACT


def test_step_size_is_absorbed():
    """Text before lahist-solve: k, v -> sqrt(eta) k, sqrt(eta) v makes the step size 1."""
    q, k, v = sequence()
    eta = np.random.default_rng(5).uniform(0.2, 1.5, 10)
    root = np.sqrt(eta)[:, None]
    first = run(lambda s, a, b, t: delta(s, a, b, t, eta[t]), q, k, v)
    assert gap(first, run(delta, q, root * k, root * v)) < EXACT


def test_delta_in_parallel():
    """Equations lahist-solve, lahist-chunk, with keys of any length."""
    q, k, v = sequence(n=12, d=5)
    k = k * np.random.default_rng(6).uniform(0.5, 1.3, (12, 1))
    out = run(delta, q, k, v)
    b = np.tril(k @ k.T, -1)
    assert gap(out, np.tril(q @ k.T) @ np.linalg.solve(np.eye(12) + b, v)) < EXACT
    s, chunked = np.zeros((5, 5)), []
    for i in range(0, 12, 4):
        cq, ck, cv = q[i : i + 4], k[i : i + 4], v[i : i + 4]
        u = np.linalg.solve(np.eye(4) + np.tril(ck @ ck.T, -1), cv - ck @ s.T)
        chunked.append(cq @ s.T + np.tril(cq @ ck.T) @ u)
        s = s + u.T @ ck
    assert gap(np.concatenate(chunked), out) < EXACT
    # With U = V the second line of lahist-chunk is plain linear attention by chunks.
    s, chunked = np.zeros((5, 5)), []
    for i in range(0, 12, 4):
        cq, ck, cv = q[i : i + 4], k[i : i + 4], v[i : i + 4]
        chunked.append(cq @ s.T + np.tril(cq @ ck.T) @ cv)
        s = s + cv.T @ ck
    assert gap(np.concatenate(chunked), run(plain, q, k, v)) < EXACT


def test_code_block(tmp_path):
    """The post's only code block runs, and its two results agree with the matrix form."""
    blocks = re.findall(r"^```python\n(.*?)^```$", POST, re.MULTILINE | re.DOTALL)
    assert len(blocks) == 1
    script = tmp_path / "block.py"
    script.write_text(blocks[0], encoding="utf-8")
    space = runpy.run_path(str(script))
    q, k, v = space["Q"], space["K"], space["V"]
    u = np.linalg.solve(np.eye(len(k)) + np.tril(k @ k.T, -1), v)
    assert gap(space["steps"], np.tril(q @ k.T) @ u) < EXACT


def test_two_gated_conventions():
    """Equations lahist-gated, lahist-gated-matrix: exchange, both masks, and their difference."""
    q, k, v = sequence()
    rng = np.random.default_rng(8)
    g, beta = rng.uniform(0.7, 1, 10), rng.uniform(0.3, 1, 10)

    def first(s, a, x, t, b=None):
        step = beta[t] if b is None else b
        return g[t] * s @ (np.eye(6) - step * np.outer(a, a)) + step * np.outer(x, a)

    def second(s, a, x, t, eta=1.0):
        return g[t] * s + eta * np.outer(x - s @ a, a)

    exchanged = run(lambda s, a, x, t: second(s, a, x / g[t], t, g[t] * beta[t]), q, k, v)
    assert gap(run(first, q, k, v), exchanged) < EXACT
    big = gates(g)
    shift = np.eye(10, k=-1)
    inner = [(k @ k.T) * (big - np.eye(10)), (k @ k.T) * (shift @ big)]
    forms = [((q @ k.T) * big) @ np.linalg.solve(np.eye(10) + b, v) for b in inner]
    assert gap(run(lambda s, a, x, t: first(s, a, x, t, 1.0), q, k, v), forms[0]) < EXACT
    assert gap(run(second, q, k, v), forms[1]) < EXACT
    assert gap(run(second, q, k, v), forms[0]) > 1e-2
    for b in inner:
        assert gap(np.triu(b), 0) < EXACT


def test_mesa():
    """Equation lahist-mesa: least squares, the recursive form, and least squares in its limit."""
    _, k, v = sequence(n=14, d=4)
    g, h, s = np.zeros((4, 4)), np.zeros((4, 4)), None
    for t in range(14):
        g, h = g + np.outer(v[t], k[t]), h + np.outer(k[t], k[t])
        if t < 3:
            assert np.linalg.matrix_rank(h) == t + 1  # not invertible before t = d
            continue
        solved = g @ np.linalg.inv(h)
        lstsq = np.linalg.lstsq(k[: t + 1], v[: t + 1], rcond=None)[0].T
        assert gap(solved, lstsq) < 1e-8  # the first h are badly conditioned
        if s is not None:
            assert gap(s - np.outer(s @ k[t] - v[t], k[t]) @ np.linalg.inv(h), solved) < 1e-8
        s = solved


@pytest.mark.parametrize(("m", "runs"), [(7, 1200), (20, 600)])
def test_recall_formulas(recall, m, runs):
    """Equation lahist-recall in a small dimension, every age; Mesa by pseudo-inverse."""
    d = 8
    rng = np.random.default_rng(9)
    squares = {name: [] for name in "bcdf"}
    for _ in range(runs):
        k, v = recall.unit(rng, m, d), recall.unit(rng, m, d)
        for name, s in recall.states(k, v, gamma=0.9).items():
            squares[name].append(np.sum((k @ s.T - v) ** 2, axis=1)[::-1])
    for name, curve in recall.expected(m, d, gamma=0.9).items():
        sample = np.array(squares[name])
        error = 4.5 * sample.std(axis=0) / math.sqrt(len(sample)) + EXACT
        assert np.all(np.abs(sample.mean(axis=0) - curve) < error), name


@pytest.mark.parametrize("m", [2, 5])
def test_recall_of_the_delta_rule(recall, m):
    """Equation lahist-recall, (d), in three dimensions, where its last term is large."""
    d, runs = 3, 100000
    rng = np.random.default_rng(16)
    k, v = recall.unit(rng, m, runs, d), recall.unit(rng, m, runs, d)
    s = np.zeros((runs, d, d))
    for t in range(m):
        s -= (np.einsum("nij,nj->ni", s, k[t]) - v[t])[:, :, None] * k[t][:, None, :]
    curve = recall.expected(m, d)["d"]
    for a in range(m):
        j = m - 1 - a
        sample = np.sum((np.einsum("nij,nj->ni", s, k[j]) - v[j]) ** 2, axis=1)
        assert abs(sample.mean() - curve[a]) < 4.5 * sample.std() / math.sqrt(runs) + EXACT


def test_recall_ingredients(recall):
    """The means behind (d) in lahist-recall: the operator on X, p, the norm of the state."""
    d, runs = 5, 200000
    k = recall.unit(np.random.default_rng(10), runs, d)
    x = np.random.default_rng(11).normal(size=(d, d))
    x = x + x.T
    kxk = np.einsum("ni,ij,nj->n", k, x, k)
    # (I - kk')X(I - kk') = X - kk'X - Xkk' + k (k'Xk) k'
    kk = k.T @ k / runs
    mean = x - kk @ x - x @ kk + (k * kxk[:, None]).T @ k / runs
    formula = (1 - 2 / d) * x + (2 * x + np.trace(x) * np.eye(d)) / (d * (d + 2))
    assert gap(mean, formula) < 0.02  # entries of X about 2, spread 2 / sqrt(200000) = 0.004
    rho, lam = 1 - 1 / d, 1 - 2 * (d + 1) / (d * (d + 2))

    def operator(y):
        return (1 - 2 / d) * y + (2 * y + np.trace(y) * np.eye(d)) / (d * (d + 2))

    assert gap(operator(np.eye(d)), rho * np.eye(d)) < EXACT
    free = x - np.trace(x) / d * np.eye(d)
    assert gap(operator(free), lam * free) < EXACT
    y = np.outer(k[0], k[0])
    for a in range(6):
        assert gap(k[0] @ y @ k[0], rho**a / d + (1 - 1 / d) * lam**a) < EXACT
        y = operator(y)


def test_numbers_quoted_from_recall(recall):
    """Text after the figure: 44, 49, 0.25, 1.98, 0.66, 0.89, 1.06, 0.84, 0.80, and the sizes."""
    d, m, gamma = recall.D, recall.PAIRS, recall.GAMMA
    assert (d, m, gamma) == (64, 128, 31 / 32)
    curve = recall.expected(m)
    assert round(d * math.log(2)) == 44
    assert round(1 / (d * (1 - gamma**2)), 2) == 0.25
    assert curve["d"][0] == 0
    assert np.flatnonzero(curve["d"] > 1)[0] == 49
    assert all("$a=49$" in p for p in both_panels("$1.98$"))
    means = [curve[name].mean() for name in "bcd"]
    age = np.arange(m)
    overlap = [1.0, np.mean(gamma**age), np.mean((1 - 1 / d) ** age)]
    # E|c S k - v|^2 = c^2 A - 2 c B + 1, least 1 - B^2 / A
    best = [1 - b * b / (e - 1 + 2 * b) for e, b in zip(means, overlap, strict=True)]
    assert best[0] == pytest.approx((m - 1) / (d + m - 1))
    quoted = [means[0], best[0], means[1], means[2], best[1], best[2]]
    for panel in both_panels("$1.98$"):
        found = re.findall(r"\$(\d\.\d\d)\$", panel)
        assert found[0] == "0.25"
        assert found[1:] == [f"{x:.2f}" for x in quoted]
    for number in (recall.RUNS, 40):
        assert f"${number}$" in POST
    # The dots: standard error 2 / sqrt(200) = 0.14 at the most, in (b).
    for name, spots in recall.measured(m, runs=20).items():
        assert spots.mean() == pytest.approx(curve[name].mean(), abs=0.06), name


def test_kernel_features():
    """Equation lahist-kernel: truncated tensor features approach the exponential."""
    q, k = np.random.default_rng(12).normal(size=(2, 3)) * 0.7
    fq, fk, total = np.ones(1), np.ones(1), 0.0
    for p in range(9):
        total += (fq / math.sqrt(math.factorial(p))) @ (fk / math.sqrt(math.factorial(p)))
        fq, fk = np.kron(fq, q), np.kron(fk, k)
    x = float(q @ k)
    remainder = abs(x) ** 9 / math.factorial(9) * math.exp(abs(x))
    assert abs(total - math.exp(x)) <= remainder + 1e-12


def test_feeding_back():
    """Equation lahist-back: linear bias for constant gates, finite series, the zero example."""
    q, k, v = sequence()
    i, j = np.indices((10, 10))
    gamma = 0.9
    with np.errstate(divide="ignore"):
        logs = np.log(gates(np.full(10, gamma)))
    assert gap(logs[i >= j], ((i - j) * math.log(gamma))[i >= j]) < EXACT

    def deltaformer(q, k):
        return np.tril(np.exp(q @ k.T)), np.tril(np.exp(k @ k.T), -1)

    a, b = deltaformer(q, k)
    u = np.zeros_like(v)  # the delta rule with exp(k'k) in place of k'k
    for t in range(10):
        u[t] = v[t] - np.exp(k[:t] @ k[t]) @ u[:t]
    assert gap(np.linalg.solve(np.eye(10) + b, v), u) < 1e-8
    series = sum(np.linalg.matrix_power(-b, p) for p in range(10)) @ v
    assert np.abs(np.linalg.matrix_power(b, 10)).max() == 0
    assert gap(series, u) < 1e-7 * np.abs(u).max()
    a, b = deltaformer(0 * q, 0 * k)
    assert gap(a @ np.linalg.solve(np.eye(10) + b, v), v) < EXACT


def test_unrolled_delta_rule_has_the_product_of_path():
    """Text before lahist-product: coefficients of the delta rule are q_i R_{i,j} k_j, W = K."""
    q, k, v = sequence()
    out = run(delta, q, k, v)
    for i in range(10):
        total = sum((q[i] @ path_product(k, i, j) @ k[j]) * v[j] for j in range(i + 1))
        assert gap(out[i], total) < EXACT


def test_path_orthogonal():
    """Equations lahist-path, lahist-path-encode, and the rank and collapse remarks."""
    q, k, _ = sequence(n=9, d=6)
    w = np.random.default_rng(13).normal(size=(9, 6))
    w *= math.sqrt(2) / np.linalg.norm(w, axis=1, keepdims=True)
    start = [path_product(w, i, -1) for i in range(9)]
    state, states = np.zeros((6, 6)), []
    for x in w:
        state = delta(state, x, x, 0)
        states.append(state)
    for i in range(9):
        assert gap(start[i] @ start[i].T, np.eye(6)) < EXACT
        assert gap(states[i], np.eye(6) - start[i].T) < EXACT
        for j in range(i + 1):
            r = path_product(w, i, j)
            assert gap(r, start[i] @ start[j].T) < EXACT
            assert np.linalg.matrix_rank(r - np.eye(6), tol=1e-9) <= i - j
    encoded_q = q - run(delta, q, w, w)
    encoded_k = k - run(delta, k, w, w)
    assert gap(np.tril(encoded_q @ encoded_k.T), path_matrix(q, k, w)) < EXACT
    assert gap(path_product(w, 2, 0), path_product(w[[0, 2, 1]], 2, 0)) > 1e-3  # no commuting
    half = w / math.sqrt(2)  # unit vectors: projections, no inverse
    assert abs(np.linalg.det(path_product(half, 0, -1))) < EXACT


def test_path_matrix():
    """Equation lahist-path-matrix for any W, and DeltaNet's matrix for W = K; update in place."""
    q, k, _ = sequence()
    w = np.random.default_rng(14).normal(size=(10, 6)) * 0.7
    a, cache = np.zeros((10, 10)), np.zeros((0, 6))
    for i in range(10):
        cache = cache - np.outer(cache @ w[i], w[i])
        cache = np.vstack([cache, k[i]])
        for j in range(i + 1):
            a[i, j] = q[i] @ path_product(w, i, j) @ k[j]
        assert gap(cache @ q[i], a[i, : i + 1]) < EXACT * max(1, np.abs(a[i]).max())
    assert gap(path_matrix(q, k, w), a) < EXACT * np.abs(a).max()
    b = np.tril(k @ k.T, -1)
    assert gap(path_matrix(q, k, k), np.tril(q @ k.T) @ np.linalg.inv(np.eye(10) + b)) < EXACT


def test_linear_model_holds_d_keys():
    """Text of the last section: d independent keys take any values, d + 1 do not."""
    rng = np.random.default_rng(15)
    k, v = rng.normal(size=(2, 5, 4))
    s = np.linalg.lstsq(k[:4], v[:4], rcond=None)[0].T
    assert gap(k[:4] @ s.T, v[:4]) < EXACT
    s = np.linalg.lstsq(k, v, rcond=None)[0].T
    assert gap(k @ s.T, v) > 1e-2


def test_figures_exist():
    """Figures lahist-fig-tree, lahist-fig-recall: both formats of both."""
    for name in ("tree", "recall"):
        for suffix in ("svg", "pdf"):
            path = ROOT / "posts" / "linear-attention-history" / f"{name}.{suffix}"
            assert path.stat().st_size > 0
