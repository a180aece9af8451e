"""Numeric checks of posts/mhc-identity.md: each test names the equation that it checks."""

import functools
import itertools
import math
import re
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
POST = (ROOT / "posts" / "mhc-identity.md").read_text(encoding="utf-8")
EXACT = 1e-10  # identities: double-precision rounding only
N = 4
ONE, EYE = np.ones(N), np.eye(N)
J = np.full((N, N), 1 / N)


@functools.cache
def script():
    import mhc_collapse

    return mhc_collapse


def sinkhorn(logits, steps=300):
    """The post's iteration; 300 steps converge to rounding for the mild inputs used here."""
    m = np.exp(logits)
    for _ in range(steps):
        m = m / m.sum(axis=-2, keepdims=True)
        m = m / m.sum(axis=-1, keepdims=True)
    return m


def doubly_stochastic(rng, count, n=N, kappa=1.0):
    return sinkhorn(kappa * np.eye(n) + rng.normal(size=(count, n, n)))


def product(h):
    """H_{L-1} ... H_0: later layers stand to the left."""
    return functools.reduce(lambda p, factor: factor @ p, h, np.eye(h[0].shape[0]))


def between(h, i, j):
    """P_{j <- i} = H_{j-1} ... H_i."""
    return functools.reduce(lambda p, k: h[k] @ p, range(i, j), np.eye(h[0].shape[0]))


def singular(a):
    return np.linalg.svd(a, compute_uv=False)


def inside(values, upper):
    """All in the open interval (0, upper)."""
    return bool(np.all((values > 0) & (values < upper)))


def tau(h):
    return 0.5 * np.abs(h[:, None, :] - h[None, :, :]).sum(axis=-1).max()


class Network:
    """HC with given gates; each layer is a fixed nonlinear map of a row vector."""

    def __init__(self, rng, mixing, width=5):
        self.mixing, layers, n = mixing, len(mixing), mixing[0].shape[0]
        self.start = rng.normal(size=(n, width))
        self.pre = rng.uniform(0, 1, size=(layers, n))
        self.post = rng.uniform(0, 2, size=(layers, n))
        self.weights = rng.normal(size=(layers, width, width)) / math.sqrt(width)

    def f(self, step, z):
        return np.tanh(z @ self.weights[step])

    def run(self):
        x, states, reads, outputs = self.start, [self.start], [], []
        for k, h in enumerate(self.mixing):
            reads.append(self.pre[k] @ x)
            outputs.append(self.f(k, reads[-1]))
            x = h @ x + np.outer(self.post[k], outputs[-1])
            states.append(x)
        return states, reads, outputs


@pytest.mark.parametrize("kind", ["free", "doubly stochastic", "identity"])
def test_recursion_unrolled_and_as_channels(kind):
    """Equations mhc-hc, mhc-unrolled, mhc-channel, mhc-identity-hc: from every l to every L."""
    rng = np.random.default_rng(1)
    depth = 7
    mixing = {
        "free": rng.normal(size=(depth, N, N)),
        "doubly stochastic": doubly_stochastic(rng, depth),
        "identity": np.array([EYE] * depth),
    }[kind]
    net = Network(rng, mixing)
    states, reads, outputs = net.run()
    for start, end in itertools.combinations(range(depth + 1), 2):
        total = between(mixing, start, end) @ states[start]
        for i in range(start, end):
            total = total + np.outer(between(mixing, i + 1, end) @ net.post[i], outputs[i])
        assert total == pytest.approx(states[end], abs=EXACT * np.abs(states[end]).max())
    for j in range(depth):
        channels = [net.pre[j] @ between(mixing, i + 1, j) @ net.post[i] for i in range(j)]
        read = net.pre[j] @ between(mixing, 0, j) @ states[0]
        read = read + sum((c * o for c, o in zip(channels, outputs, strict=False)), start=0.0)
        assert read == pytest.approx(reads[j], abs=EXACT * np.abs(reads[j]).max())
        if kind == "identity":
            assert channels == pytest.approx([net.pre[j] @ net.post[i] for i in range(j)])
    if kind == "identity":
        matrix = net.pre @ net.post.T
        assert np.linalg.matrix_rank(matrix) == N < depth


def test_one_stream_is_a_residual_network():
    """Equation mhc-resnet: n = 1 with unit gates; then c_ij = 1."""
    rng = np.random.default_rng(2)
    net = Network(rng, np.ones((6, 1, 1)))
    net.pre[:], net.post[:] = 1, 1
    x = net.start[0]
    for k in range(6):
        x = x + net.f(k, x)
    assert net.run()[0][-1][0] == pytest.approx(x, abs=EXACT)


def gates(x, phi, bias, alpha=0.7):
    """Equation mhc-gates: h_pre, h_post, H from the flattened state."""
    flat = x.reshape(-1)
    flat = flat / np.sqrt(np.mean(flat**2))
    n = x.shape[0]
    raw = [alpha * flat @ p + b for p, b in zip(phi, bias, strict=True)]
    pre, post = (1 / (1 + np.exp(-r)) for r in raw[:2])
    return pre, 2 * post, sinkhorn(raw[2].reshape(n, n), 20)


def test_gates_have_the_stated_ranges_and_sizes():
    """Equation mhc-gates, text of mhc-sec-identity: ranges, dependence, parameter counts."""
    rng = np.random.default_rng(3)
    width = 6
    shapes = [(N * width, N), (N * width, N), (N * width, N * N)]
    phi = [rng.normal(size=s) / math.sqrt(N * width) for s in shapes]
    bias = [rng.normal(size=s[1]) for s in shapes]
    x = rng.normal(size=(N, width))
    pre, post, h = gates(x, phi, bias)
    assert inside(pre, 1)
    assert inside(post, 2)
    assert h.sum(axis=1) == pytest.approx(ONE, abs=EXACT)
    assert gates(1e3 * x, phi, bias)[0] == pytest.approx(pre, abs=EXACT)
    for stream in range(N):  # every gate listens to every stream
        moved = x.copy()
        moved[stream] += rng.normal(size=width)
        for before, after in zip((pre, post, h), gates(moved, phi, bias), strict=True):
            assert np.abs(before - after).min() > 0
    total = sum(s[0] * s[1] for s in shapes)
    assert total == N * width * (N**2 + 2 * N) == 96 * width
    assert shapes[2][0] * shapes[2][1] == N * width * N**2 == 64 * width
    assert f"{56 * 64 * 2048:.1e}" == "7.3e+06"
    assert "$7.3\\times10^6$" in POST


def test_sinkhorn_converges_but_20_steps_can_miss():
    """Equations mhc-sinkhorn, mhc-birkhoff: rows exact, columns 1.499 and 0.501 after 20 steps."""
    rng = np.random.default_rng(4)
    mild = sinkhorn(rng.normal(size=(50, N, N)), 20)
    assert mild.sum(axis=-1) == pytest.approx(np.ones((50, N)), abs=EXACT)
    assert np.abs(mild.sum(axis=-2) - 1).max() < 1e-3
    hard = np.zeros((N, N))
    hard[:3, 2:] = -30
    after = sinkhorn(hard, 20)
    assert after.sum(axis=1) == pytest.approx(ONE, abs=1e-14)
    assert [f"{s:.3f}" for s in after.sum(axis=0)] == ["1.499", "1.499", "0.501", "0.501"]
    assert POST.count("$1.499,1.499,0.501,0.501$") == 2
    limit = sinkhorn(hard, 5000)
    assert limit.min() > 0
    assert limit.sum(axis=0) == pytest.approx(ONE, abs=1e-8)
    assert f"{math.exp(30):.2e}" == "1.07e+13"
    assert np.exp(hard).max() / np.exp(hard).min() == pytest.approx(math.exp(30))


def birkhoff(h):
    """Weights of permutation matrices, greedily: the largest weight that fits is taken off."""
    rest, weights = h.copy(), {}
    rows = np.arange(len(h))
    permutations = [np.array(p) for p in itertools.permutations(rows)]
    while rest.max() > 1e-13:
        best = max(permutations, key=lambda p: rest[rows, p].min())
        weight = rest[rows, best].min()
        weights[tuple(best)] = weights.get(tuple(best), 0) + weight
        rest[rows, best] -= weight
    return weights


def test_norm_one_and_convex_combination():
    """Equation mhc-norm: a Birkhoff decomposition; norm 1; closed under products, transposes."""
    rng = np.random.default_rng(5)
    samples = doubly_stochastic(rng, 20)
    for h in samples:
        weights = birkhoff(h)
        assert sum(weights.values()) == pytest.approx(1, abs=1e-9)
        assert sum(w * EYE[list(p)] for p, w in weights.items()) == pytest.approx(h, abs=1e-9)
        assert singular(h)[0] == pytest.approx(1, abs=1e-9)
        assert singular(EYE[rng.permutation(N)])[0] == pytest.approx(1, abs=EXACT)
    for p in (product(samples), samples[0].T, samples[0] @ samples[1].T):
        assert p.min() >= 0
        assert p.sum(axis=0) == pytest.approx(ONE, abs=1e-9)
        assert p.sum(axis=1) == pytest.approx(ONE, abs=1e-9)
    # One of the two conditions does not suffice for the norm.
    assert singular(np.outer(ONE, EYE[0]))[0] == pytest.approx(2)


def test_two_streams():
    """Text after mhc-norm: the sum is kept, the difference shrinks to 0.92^56 = 0.0094."""
    h = np.array([[0.96, 0.04], [0.04, 0.96]])
    x = np.array([3.0, -1.0])
    y = np.linalg.matrix_power(h, 56) @ x
    assert y.sum() == pytest.approx(x.sum(), abs=EXACT)
    assert (y[0] - y[1]) / (x[0] - x[1]) == pytest.approx(0.92**56, rel=1e-9)
    assert f"{0.92**56:.4f}" == "0.0094"


def test_mean_and_deviations():
    """Equation mhc-split: the mean ignores H; fails if the columns do not sum to 1."""
    rng = np.random.default_rng(6)
    net = Network(rng, doubly_stochastic(rng, 8))
    states, _, outputs = net.run()
    for k, out in enumerate(outputs):
        mean, after = states[k].mean(axis=0), states[k + 1].mean(axis=0)
        share = net.post[k].sum() / N
        assert after == pytest.approx(mean + share * out, abs=EXACT)
        d, d_after = states[k] - mean, states[k + 1] - after
        expected = net.mixing[k] @ d + np.outer(net.post[k] - share, out)
        assert d_after == pytest.approx(expected, abs=EXACT)


def test_uniform_gates_make_every_doubly_stochastic_mixing_the_same_network():
    """Corollary after mhc-split: a residual network for any H; not so if H is free."""
    rng = np.random.default_rng(7)
    net = Network(rng, np.array([EYE] * 6))
    net.pre[:], net.post[:] = 1 / N, 1
    x = net.start.mean(axis=0)
    for k in range(6):
        x = x + net.f(k, x)
    means = []
    for mixing in (
        np.array([EYE] * 6),
        doubly_stochastic(rng, 6),
        EYE[np.argsort(rng.normal(size=(6, N)))],
        np.array([J] * 6),
        rng.uniform(size=(6, N, N)),
    ):
        net.mixing = mixing
        means.append(np.abs(net.run()[0][-1].mean(axis=0) - x).max())
    assert max(means[:4]) < EXACT
    assert means[4] > 0.1
    for number in ("$0$", "$-0.022$", "$-0.025$", "$-0.027$"):
        assert POST.count(number) >= 2


def test_ergodicity_coefficient():
    """Equations mhc-tau, mhc-dobrushin: submultiplicative; 1 - sum of minima; (1 - n delta)^L."""
    rng = np.random.default_rng(8)
    for _ in range(300):
        a, b = rng.dirichlet(np.full(N, 0.3), size=(2, N))  # stochastic rows, often extreme
        assert tau(a @ b) <= tau(a) * tau(b) + EXACT
        overlap = min(np.minimum(p, q).sum() for p, q in itertools.product(a, a))
        assert tau(a) == pytest.approx(1 - overlap, abs=EXACT)
        assert tau(a) <= 1 - N * a.min() + EXACT
    h = doubly_stochastic(rng, 12)
    bound = (1 - N * h.min()) ** 12
    assert tau(product(h)) <= np.prod([tau(x) for x in h]) + EXACT <= bound + 2 * EXACT
    # The constant n is sharp: the mixture of a permutation and the uniform matrix.
    mixed = 0.2 * EYE + 0.8 * J
    assert tau(mixed) == pytest.approx(1 - N * mixed.min(), abs=EXACT)
    assert tau(np.linalg.matrix_power(mixed, 5)) == pytest.approx((1 - N * mixed.min()) ** 5)
    assert (1 - N * 1e-13) ** 56 > 1 - 1e-10  # "says nothing about 56 layers"


def test_distance_to_the_uniform_matrix():
    """Equation mhc-l2: product of differences; sigma_2; the bound, sharp for equal normal ones."""
    rng = np.random.default_rng(9)
    h = doubly_stochastic(rng, 9, kappa=2)
    p = product(h)
    assert p - J == pytest.approx(product(h - J), abs=EXACT)
    for x in h:
        assert x @ J == pytest.approx(J, abs=1e-9)
        assert singular(x - J)[0] == pytest.approx(singular(x)[1], abs=1e-9)
    bound = np.prod([singular(x)[1] for x in h])
    assert 0 < singular(p - J)[0] <= bound
    mixed = 0.9 * EYE + 0.1 * J  # the family of the last section: sigma_2 = 1 - epsilon
    q = np.linalg.matrix_power(mixed, 9)
    assert singular(q - J)[0] == pytest.approx(0.9**9) == pytest.approx(singular(q)[1])


def test_what_does_not_collapse():
    """Text after mhc-fig-collapse: permutations; two blocks, with the eigenvalue 1 twice."""
    permutation = EYE[[2, 0, 3, 1]]
    assert tau(permutation) == 1
    assert singular(permutation)[1] == pytest.approx(1)
    blocks = np.kron(np.eye(2), np.full((2, 2), 0.5))
    assert np.linalg.matrix_power(blocks, 50) == pytest.approx(blocks)
    assert np.sum(np.abs(np.linalg.eigvals(blocks) - 1) < 1e-9) == 2
    assert not np.all(np.isin(blocks, (0, 1)))
    # Positive entries suffice: one eigenvalue on the unit circle.
    for h in doubly_stochastic(np.random.default_rng(10), 50):
        assert h.min() > 0
        assert np.sum(np.abs(np.linalg.eigvals(h)) > 1 - 1e-9) == 1


def test_distant_layers_see_one_stream():
    """Equation mhc-far: with gates of both parities; the left side vanishes with distance."""
    rng = np.random.default_rng(11)
    h = doubly_stochastic(rng, 30, kappa=2)
    pre, post = rng.uniform(0, 1, size=(31, N)), rng.uniform(0, 2, size=(31, N))
    gaps = {}
    for i, j in itertools.combinations(range(31), 2):
        c = pre[j] @ between(h, i + 1, j) @ post[i]
        gap = abs(c - pre[j].sum() * post[i].sum() / N)
        rate = np.prod([singular(h[k])[1] for k in range(i + 1, j)])
        assert gap <= np.linalg.norm(pre[j]) * np.linalg.norm(post[i]) * rate + EXACT
        gaps.setdefault(j - i, []).append(gap)
    assert np.mean(gaps[1]) > 0.1
    assert np.mean(gaps[25]) < 1e-3


def test_counterexample_is_exact():
    """Text after mhc-claim: sigma_min(AB) = 1/25 > 1/100, in rational arithmetic."""

    def matrix(a, b):  # J + a u u^T + b v v^T
        u, v = (1, -1, 0), (1, 1, -2)
        return [
            [Fraction(1, 3) + a * u[i] * u[j] / 2 + b * v[i] * v[j] / 6 for j in range(3)]
            for i in range(3)
        ]

    low, high = Fraction(1, 10), Fraction(2, 5)
    a, b = matrix(low, high), matrix(high, low)
    ab = [[sum(a[i][k] * b[k][j] for k in range(3)) for j in range(3)] for i in range(3)]
    assert ab == matrix(Fraction(1, 25), Fraction(1, 25))
    for m in (a, b):
        assert all(entry > 0 for row in m for entry in row)
        assert all(sum(row) == 1 for row in m)
        assert m == [list(c) for c in zip(*m, strict=True)]
        assert np.linalg.eigvalsh(np.array(m, float)) == pytest.approx([0.1, 0.4, 1])
    assert singular(np.array(ab, float))[-1] == pytest.approx(1 / 25)


def test_where_the_inequality_holds():
    """Text around mhc-claim: one factor; an equality for n = 2; reversed for normal factors."""
    rng = np.random.default_rng(12)
    for h in doubly_stochastic(rng, 100):
        assert singular(h)[-1] <= np.abs(np.linalg.eigvals(h)).min() + EXACT
    two = doubly_stochastic(rng, 6, n=2)
    lowest = np.abs(np.linalg.eigvals(two)).min(axis=1)
    assert singular(product(two))[-1] == pytest.approx(np.prod(lowest), rel=1e-6)
    strict = 0
    for _ in range(50):
        w = [sum(q * EYE[list(p)] for p, q in zip(
            itertools.permutations(range(N)), rng.dirichlet(np.full(24, 0.3)), strict=True
        )) for _ in range(4)]  # fmt: skip
        symmetric = [(m + m.T) / 2 for m in w]  # symmetric, so normal, and doubly stochastic
        rate = np.prod([np.abs(np.linalg.eigvalsh(m)).min() for m in symmetric])
        smallest = singular(product(symmetric))[-1]
        assert smallest >= rate * (1 - 1e-9)
        strict += smallest > 1.5 * rate
    assert strict > 40


def test_true_bounds_of_the_smallest_singular_value():
    """Equation mhc-chain on 300 six-layer products, where mhc-claim mostly fails."""
    rng = np.random.default_rng(13)
    h = sinkhorn(2 * EYE + 0.5 * rng.normal(size=(300, 6, N, N)))
    failures = 0
    for layers in h:
        smallest = singular(product(layers))[-1]
        moduli = np.sort(np.abs(np.linalg.eigvals(layers)), axis=1)
        above = np.prod(np.abs(np.linalg.det(layers))) ** (1 / (N - 1))
        assert above == pytest.approx(np.prod(moduli[:, :-1]) ** (1 / (N - 1)), rel=1e-6)
        assert np.prod(singular(layers)[:, -1]) * (1 - 1e-8) <= smallest <= above * (1 + 1e-8)
        failures += smallest > np.prod(moduli[:, 0])
    assert failures > 270


def test_reported_numbers_violate_the_inequality():
    """Text after mhc-chain: 0.49^56 = 4.5e-18 < 9.2e-18, and the product is at most 0.49^56."""
    assert f"{0.49**56:.1e}" == "4.5e-18"
    assert 0.49**56 < 9.2e-18
    rng = np.random.default_rng(14)
    values = rng.uniform(0.2, 0.78, size=56)
    assert np.prod(values) <= values.mean() ** 56
    assert 9.2e-18 < 1e-17 < 2.0**-53


@functools.cache
def synthetic():
    return script().smallest(script().right_draws())


def test_synthetic_comparison():
    """Text on mhc-fig-collapse, right: mean 0.49, all 200 draws above, factor about 540."""
    found, figure = synthetic(), script()
    assert (figure.LAYERS, figure.DRAWS) == (56, 200)
    assert f"{found['mean'].mean():.2f}" == "0.49"
    excess = found["sigma"][:, -1] - figure.LAYERS * np.log(found["mean"].mean(axis=1))
    assert excess.min() > 0
    assert math.exp(np.median(excess)) == pytest.approx(540, rel=0.02)
    assert np.all(found["sigma"] <= found["above"] + 1e-6)
    assert np.all(found["sigma"] >= found["below"] - 1e-6)
    assert np.all(found["sigma"][:, -1] > found["lambda"][:, -1])
    assert np.all(found["sigma"][:, 0] <= found["lambda"][:, 0] + 1e-9)  # one layer


def inverse(m):
    """Gauss-Jordan in rational arithmetic."""
    n = len(m)
    rows = [row + [Fraction(int(i == j)) for j in range(n)] for i, row in enumerate(m)]
    for i in range(n):
        pivot = next(r for r in range(i, n) if rows[r][i])
        rows[i], rows[pivot] = rows[pivot], rows[i]
        rows[i] = [x / rows[i][i] for x in rows[i]]
        for r in range(n):
            if r != i:
                rows[r] = [x - rows[r][i] * y for x, y in zip(rows[r], rows[i], strict=True)]
    return [row[n:] for row in rows]


def test_products_of_inverses_are_reliable_and_products_are_not():
    """Text after mhc-chain: medians 1e-25 and 1e-17 for noise 1; the former exact to 1e-9."""
    figure = script()
    h = figure.layers(2, np.random.default_rng(2), draws=40, noise=1.0)
    true = figure.smallest(h)["sigma"][:, -1]
    exact = [[Fraction(int(i == j)) for j in range(N)] for i in range(N)]
    for layer in h[0]:
        m = [[Fraction(float(x)) for x in row] for row in layer]
        exact = [[sum(m[i][k] * exact[k][j] for k in range(N)) for j in range(N)] for i in range(N)]
    norm = np.linalg.norm(np.array(inverse(exact), float), 2)
    # Layers are doubly stochastic up to rounding only, so P differs a little from an ideal one.
    assert -math.log(norm) == pytest.approx(true[0], abs=1e-9)
    computed = [singular(product(layers))[-1] for layers in h]
    assert np.median(true) / math.log(10) == pytest.approx(-25, abs=0.5)
    # How rounding falls depends on the library: an order of magnitude and a half each way.
    assert math.log10(np.median(computed)) == pytest.approx(-17, abs=1.5)


@pytest.mark.parametrize("kind", ["mixing", "permutations"])
def test_change_of_coordinates(kind):
    """Equation mhc-gauge: same outputs; read gates in (0,1); sums of gates unchanged."""
    rng = np.random.default_rng(15)
    mixing = {
        "mixing": doubly_stochastic(rng, 10, kappa=2),
        "permutations": EYE[np.argsort(rng.normal(size=(10, N)))],
    }[kind]
    net = Network(rng, mixing)
    states, _, outputs = net.run()
    phi, y = EYE, states[0]
    for k, h in enumerate(mixing):
        read = net.pre[k] @ phi
        assert net.f(k, read @ y) == pytest.approx(outputs[k], abs=1e-9)
        assert inside(read, 1)
        assert read.sum() == pytest.approx(net.pre[k].sum())
        phi = h @ phi
        write = np.linalg.solve(phi, net.post[k])
        assert write.sum() == pytest.approx(net.post[k].sum())
        spread = np.linalg.norm(write - write.mean())
        limit = np.linalg.norm(net.post[k] - net.post[k].mean()) / singular(phi)[-1]
        assert spread <= limit * (1 + 1e-9)
        y = y + np.outer(write, outputs[k])
        assert phi @ y == pytest.approx(states[k + 1], abs=1e-9)
        if kind == "permutations":
            assert sorted(write) == pytest.approx(sorted(net.post[k]))
    if kind == "mixing":
        assert not inside(write, 2)  # out of the range of 2 sigma


def test_fixed_permutations_renumber_the_parameters():
    """Text after the code: with dynamic gates, permuted phi and b give the same network."""
    rng = np.random.default_rng(16)
    width, depth = 3, 6
    x = y = rng.normal(size=(N, width))
    frame = np.arange(N)  # stream frame[i] of y is stream i of x
    for _ in range(depth):
        phi = [rng.normal(size=(N * width, m)) for m in (N, N, N * N)]
        bias = [rng.normal(size=m) for m in (N, N, N * N)]
        w = rng.normal(size=(width, width))
        step = rng.permutation(N)  # x_new[i] takes x[step[i]]
        after = frame[step]
        pre, post, _ = gates(x, phi, bias)
        # Blocks of rows by the frame before, columns by the frame of what is read or written.
        moved, back, back_after = [], np.argsort(frame), np.argsort(after)
        for p in phi:
            moved.append(p.reshape(N, width, -1)[back].reshape(N * width, -1))
        columns = (back, back_after, np.arange(N * N))
        moved = [p[:, c] for p, c in zip(moved, columns, strict=True)]
        moved_bias = [b[c] for b, c in zip(bias, columns, strict=True)]
        pre_y, post_y, _ = gates(y, moved, moved_bias)
        out, out_y = np.tanh(pre @ x @ w), np.tanh(pre_y @ y @ w)
        assert out_y == pytest.approx(out, abs=EXACT)
        x, y = x[step] + np.outer(post, out), y + np.outer(post_y, out_y)
        frame = after
        assert y[frame] == pytest.approx(x, abs=EXACT)
    assert not np.array_equal(frame, np.arange(N))


def test_code_of_the_post():
    """The code block runs; its largest write gate is about 1e7, as the text says."""
    blocks = re.findall(r"^```python\n(.*?)^```$", POST, re.MULTILINE | re.DOTALL)
    assert len(blocks) == 1
    space = {}
    exec(blocks[0], space)
    assert space["largest"] == pytest.approx(1e7, rel=0.1)
    assert space["L"] == 30
    assert POST.count("$30$") == 2


def test_gershgorin_and_equal_layers():
    """Equation mhc-gershgorin: |lambda| >= 2a - 1; 29 of 56 modules; 0.68 and 0.285."""
    rng = np.random.default_rng(17)
    for _ in range(200):
        h = rng.dirichlet(np.full(N, 0.5), size=N)
        h = rng.uniform(0.5, 1) * EYE + 0.5 * h
        h /= h.sum(axis=1, keepdims=True)
        assert np.abs(np.linalg.eigvals(h)).min() >= 2 * np.diag(h).min() - 1 - EXACT
    sharp = np.array([[0.96, 0.04], [0.04, 0.96]])
    assert np.linalg.eigvalsh(sharp).min() == pytest.approx(2 * 0.96 - 1) == pytest.approx(0.92)
    assert (round(30 * 0.92, 2), round(56 * 0.49, 2)) == (27.6, 27.44)
    assert 29 * 0.92 < 56 * 0.49 < 30 * 0.92
    h = (0.96 - 0.04 / 3) * EYE + 0.04 / 3
    assert h.sum(axis=1) == pytest.approx(ONE)
    for power, quoted in ((10, "0.68"), (56, "0.285")):
        entry = np.linalg.matrix_power(h, power)[0, 0]
        assert entry == pytest.approx(0.25 + 0.75 * (0.96 - 0.04 / 3) ** power, abs=EXACT)
        assert f"{entry:.{len(quoted) - 2}f}" == quoted
        assert POST.count(f"${quoted}$") == 2


def test_figure():
    """Figure mhc-fig-collapse: curves under their bounds; 0.94 and 0.51 for kappa = 4."""
    figure, found = script(), {}
    for kappa, h in figure.left_draws().items():
        assert np.abs(h.sum(axis=1) - 1).max() < 1e-12
        distance, bound = figure.distances(h)
        assert distance[0] == bound[0] == 1
        assert np.all(distance <= bound * (1 + 1e-9))
        assert distance[10] == pytest.approx(singular(product(h[:10]) - J)[0], abs=1e-12)
        found[kappa] = distance
    assert list(found) == [1, 2, 4]
    assert found[1][28] < found[2][28] < found[4][28] < 1
    assert f"{np.einsum('lii->li', h).mean():.2f}" == "0.94"
    assert f"{found[4][10]:.2f}" == "0.51"
    assert figure.NOISE**2 == 1 / 4
    for suffix in ("svg", "pdf"):
        assert (ROOT / "posts" / "mhc-identity" / f"products.{suffix}").stat().st_size > 0
