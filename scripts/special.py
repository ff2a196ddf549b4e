"""The coefficients of ops/special: python3 scripts/special.py (needs mpmath).

Chebyshev series of the modified Bessel functions, scaled so that they are smooth (Clenshaw 1962, "Chebyshev series for mathematical functions"), and the
Taylor coefficients of Temme's uniform expansion of the incomplete gamma function (DLMF 8.12.8 to 8.12.12).
"""
import mpmath as mp

mp.mp.dps = 40


def chebyshev(f, count):
    """c with f(t) = c0 / 2 + sum c_k T_k(t) on [-1, 1]."""
    n = 3 * count
    nodes = [mp.cos(mp.pi * (j + mp.mpf(1) / 2) / n) for j in range(n)]
    values = [f(t) for t in nodes]
    return [2 * mp.fsum(v * mp.cos(mp.pi * k * (j + mp.mpf(1) / 2) / n) for j, v in enumerate(values)) / n for k in range(count)]


def show(name, values):
    print(f"{name}: [{', '.join(mp.nstr(v, 17, min_fixed=-3, max_fixed=5) for v in values)}]")


def bessel():
    near = lambda t: 4 * (t + 1)  # 0 to 8
    far = lambda t: 16 / (t + 1)  # 8 to infinity
    safe = lambda t: t if t > -1 + mp.mpf("1e-30") else -1 + mp.mpf("1e-30")
    show("i0 near", chebyshev(lambda t: mp.exp(-near(t)) * mp.besseli(0, near(t)), 30))
    show("i0 far", chebyshev(lambda t: mp.sqrt(far(safe(t))) * mp.exp(-far(safe(t))) * mp.besseli(0, far(safe(t))), 25))
    show("i1 near", chebyshev(lambda t: mp.exp(-near(t)) * (mp.besseli(1, near(t)) / near(t) if near(t) > mp.mpf("1e-30") else mp.mpf(1) / 2), 29))
    show("i1 far", chebyshev(lambda t: mp.sqrt(far(safe(t))) * mp.exp(-far(safe(t))) * mp.besseli(1, far(safe(t))), 25))


def multiply(p, q, n):
    return [mp.fsum(p[i] * q[k - i] for i in range(k + 1) if i < len(p) and k - i < len(q)) for k in range(n)]


def temme(orders, terms):
    """d[k][n] with C_k(eta) = sum d[k][n] eta^n; 1 / mu as a series comes from mu' = eta (1 + mu) / mu, mu = eta + eta^2 / 3 + ..."""
    n = terms + 2 * orders + 6
    # eta^2 / 2 = mu - ln(1 + mu): mu mu' = eta (1 + mu). With mu = sum a_i eta^i, a_1 = 1.
    a = [mp.mpf(0), mp.mpf(1)]
    for m in range(2, n + 1):
        # coefficient of eta^m on both sides: sum_{i + j - 1 = m} j a_i a_j = a_{m-1}
        known = mp.fsum(j * a[i] * a[j] for j in range(2, m) for i in [m + 1 - j] if 2 <= i < m)
        a.append((a[m - 1] - known) / (m + 1))
    # 1 / mu = 1 / eta * (1 / (a_1 + a_2 eta + ...))
    shifted = a[1:]
    inverse = [1 / shifted[0]]
    for k in range(1, n - 1):
        inverse.append(-mp.fsum(shifted[i] * inverse[k - i] for i in range(1, k + 1)) / shifted[0])
    # C_0 = 1 / mu - 1 / eta; `pole` is the series of 1 / mu without its pole.
    pole = inverse[1:]
    # Gamma(a) ~ sqrt(2 pi / a) (a / e)^a sum g_k a^-k  (DLMF 5.11.3)
    g = [mp.mpf(1), mp.mpf(1) / 12, mp.mpf(1) / 288, -mp.mpf(139) / 51840, -mp.mpf(571) / 2488320, mp.mpf(163879) / 209018880]
    series = [pole]
    for k in range(1, orders):
        last = series[-1]
        derivative = [(i + 1) * last[i + 1] for i in range(len(last) - 1)]
        # (1 / eta) C' + (-1)^k g_k / mu: the poles cancel
        sign = (-1) ** k
        assert abs(derivative[0] + sign * g[k]) < mp.mpf("1e-25"), (k, derivative[0], g[k])
        series.append([derivative[i + 1] + sign * g[k] * pole[i] for i in range(min(len(derivative) - 1, len(pole)))])
    for k, s in enumerate(series):
        show(f"temme {k}", s[: terms - 4 * k])


bessel()
temme(5, 26)
