"""The polynomial coefficients of backends/cpu/wasm/maths.ts: python3 scripts/minimax.py (needs mpmath).

Remez exchange in 60 digits (Cheney 1966, "Introduction to approximation theory", section 3.8): of all polynomials with the given powers,
the one whose largest weighted error on the interval is least. The leading terms, which are exact, are left out of
the fit (r + r^2 q(r), not p(r)), so rounding the coefficients to f32 costs little; the error after rounding is printed.
"""
import struct
import mpmath as mp

mp.mp.dps = 60


def to_f32(x):
    return mp.mpf(struct.unpack('f', struct.pack('f', float(x)))[0])


def to_f64(x):
    return mp.mpf(float(x))


def remez(f, weight, powers, a, b):
    """Coefficients c with max |weight(x) (sum c_i x^powers_i - f(x))| least on [a, b], and that maximum."""
    n = len(powers)
    points = [(a + b) / 2 - (b - a) / 2 * mp.cos(mp.pi * (i + mp.mpf(1) / 2) / (n + 1)) for i in range(n + 1)]
    # Where the weight is 0 no error counts, and the first guess must not lie there.
    points = [x if abs(weight(x)) > mp.mpf('1e-12') else x + (b - a) / 1000 for x in points]
    for _ in range(60):
        rows = mp.matrix(n + 1, n + 1)
        right = mp.matrix(n + 1, 1)
        for i, x in enumerate(points):
            for j, p in enumerate(powers):
                rows[i, j] = x ** p
            rows[i, n] = (-1) ** i / weight(x)
            right[i] = f(x)
        solution = mp.lu_solve(rows, right)
        c, level = [solution[j] for j in range(n)], abs(solution[n])
        error = lambda x: weight(x) * (mp.fsum(cj * x ** p for cj, p in zip(c, powers)) - f(x))
        grid = [(a + b) / 2 - (b - a) / 2 * mp.cos(mp.pi * i / (40 * n)) for i in range(40 * n + 1)]
        values = [error(x) for x in grid]
        extrema = []
        for i, (x, v) in enumerate(zip(grid, values)):
            low = abs(values[i - 1]) if i > 0 else -1
            high = abs(values[i + 1]) if i + 1 < len(values) else -1
            if abs(v) >= low and abs(v) > high:
                if extrema and (extrema[-1][1] > 0) == (v > 0):
                    if abs(v) > abs(extrema[-1][1]):
                        extrema[-1] = (x, v)
                else:
                    extrema.append((x, v))
        while len(extrema) > n + 1:
            extrema.pop(0 if abs(extrema[0][1]) < abs(extrema[-1][1]) else -1)
        worst = max(abs(v) for v in values)
        if len(extrema) < n + 1 or worst <= level * mp.mpf('1.0005'):
            return c, worst
        points = [x for x, _ in extrema]
    return c, worst


def fit(name, f, weight, powers, a, b, rounding=to_f32):
    """Prints the rounded coefficients and what error they leave."""
    a, b, powers = mp.mpf(a), mp.mpf(b), list(powers)
    c = [rounding(k) for k in remez(f, weight, powers, a, b)[0]]
    grid = [a + (b - a) * i / 2000 for i in range(2001)]
    worst = max(abs(weight(x) * (mp.fsum(k * x ** p for p, k in zip(powers, c)) - f(x))) for x in grid if x != 0)
    print(f"{name}: powers {powers[0]}..{powers[-1]}, error 2^{mp.nstr(mp.log(worst, 2), 4)}")
    print(f"  [{', '.join(mp.nstr(k, 9 if rounding is to_f32 else 17) for k in c)}]")
    return c


def near(f, at_zero):
    """f with its limit at 0, where the formula divides by zero."""
    return lambda x: mp.mpf(at_zero) if abs(x) < mp.mpf('1e-25') else f(x)


def odd(f, lead, limit):
    """p with f(x) = lead x + x^3 p(x^2), or with lead = None f(x) = x + x p(x^2), as a function of z = x^2; `limit` is p(0)."""
    if lead is None:
        return lambda z: f(mp.sqrt(z)) / mp.sqrt(z) - 1 if z > mp.mpf('1e-30') else limit
    return lambda z: (f(mp.sqrt(z)) - lead * mp.sqrt(z)) / (z * mp.sqrt(z)) if z > mp.mpf('1e-30') else limit


def main():
    half_ln2 = mp.log(2) / 2 * mp.mpf('1.001')
    root_half, eighth = mp.sqrt(mp.mpf(1) / 2), mp.tan(mp.pi / 8) * mp.mpf('1.0001')
    quarter = mp.pi / 4 * mp.mpf('1.0001')
    exp_q = near(lambda x: (mp.exp(x) - 1 - x) / x ** 2, 0.5)

    print('single.ts')
    fit('expQ', exp_q, lambda x: x * x / mp.exp(x), range(5), -half_ln2, half_ln2)
    fit('tanhP', odd(mp.tanh, 1, -mp.mpf(1) / 3), lambda z: z * mp.sqrt(z) / mp.tanh(mp.sqrt(z)) if z > mp.mpf('1e-30') else z, range(5), 0, mp.mpf('0.625') ** 2)
    erf_limit = 2 / mp.sqrt(mp.pi) - 1
    fit('erfP', odd(mp.erf, None, erf_limit), lambda z: mp.sqrt(z) / mp.erf(mp.sqrt(z)) if z > mp.mpf('1e-30') else 1 / (1 + erf_limit), range(7), 0, 1)
    fit('erfQ', lambda x: mp.log(mp.erfc(x)), lambda x: mp.erfc(x) / mp.erf(x), range(8), '0.9', '3.95')
    fit('logP', near(lambda x: (mp.log(1 + x) - x + x * x / 2) / x ** 3, mp.mpf(1) / 3), lambda x: x * x, range(9), root_half - 1, mp.sqrt(2) - 1)

    print('double.ts')
    fit('expQ', exp_q, lambda x: x * x / mp.exp(x), range(7), -mp.log(2) / 2, mp.log(2) / 2, to_f64)
    s = (mp.sqrt(2) - 1) / (mp.sqrt(2) + 1) * mp.mpf('1.001')
    fit('logP', odd(lambda x: 2 * mp.atanh(x), 2, mp.mpf(2) / 3), lambda z: z / 2, range(5), 0, s ** 2, to_f64)
    fit('sinS', odd(mp.sin, 1, -mp.mpf(1) / 6), lambda z: z, range(4), 0, quarter ** 2, to_f64)
    fit('cosC', lambda z: (mp.cos(mp.sqrt(z)) - 1 + z / 2) / z ** 2 if z > mp.mpf('1e-20') else mp.mpf(1) / 24, lambda z: z * z, range(4), 0, quarter ** 2, to_f64)
    fit('sinhP', odd(mp.sinh, 1, mp.mpf(1) / 6), lambda z: z, range(5), 0, 1, to_f64)
    fit('atanP', odd(mp.atan, 1, -mp.mpf(1) / 3), lambda z: z, range(6), 0, eighth ** 2, to_f64)
    point = lambda t: 3 * (1 + t) / (1 - t)
    scaled = lambda t: mp.exp(point(t) ** 2) * mp.erfc(point(t)) * (1 + 2 * point(t))
    fit('erfcP', scaled, lambda t: 1 / scaled(t), range(12), -1, (mp.mpf('10.1') - 3) / (mp.mpf('10.1') + 3), to_f64)
    print('2/pi * 2^196 =', hex(int(mp.floor(2 / mp.pi * mp.mpf(2) ** 196))))
    high = mp.floor(mp.pi / 2 * mp.mpf(2) ** 32) / mp.mpf(2) ** 32
    print('pi/2 =', mp.nstr(high, 17), '+', mp.nstr(mp.pi / 2 - high, 17))


if __name__ == '__main__':
    main()
