import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addIndex, at, axis, constant, convert, int, load, mulIndex, scalar, select } from '../../../core/build.ts';
import type { Axis, Expr } from '../../../core/expr.ts';
import { scalars } from '../../../core/scalar.ts';
import { Pool } from '../../../lowering/kernel/pool.ts';
import { printKernel } from '../../../lowering/kernel/text.ts';

const [i, j, k] = [axis(6), axis(4), axis(10)];
const sums = (...terms: readonly (readonly [Axis, number])[]): Expr => terms.reduce<Expr>((sum, [a, by]) => addIndex(sum, mulIndex(at(a), by)), int(0));
const quot = (e: Expr, n: number): Expr => scalar('quot', e, int(n)), rem = (e: Expr, n: number): Expr => scalar('rem', e, int(n));

/** The expression as a kernel would show it, with i, j, k as i0, i1, i2. */
function shown(e: Expr): string {
  const body = { kind: 'store', to: 0, index: int(0), value: new Pool().rebuild(e) } as const;
  const text = printKernel({
    buffers: [{ dtype: 'i32', elements: 1, role: 'out' }, { dtype: 'i32', elements: 100, role: 'in' }], scratch: [],
    body: [i, j, k].reduceRight<Parameters<typeof printKernel>[0]['body']>((inner, a) => [{ kind: 'for', how: 'serial', axis: a, body: inner }], [body]),
  });
  return /b0\[0\] = (.*)/.exec(text)![1]!;
}

describe('quotients and remainders vanish where the ranges allow it', () => {
  test.each<[string, Expr, string]>([
    ['of a sum of multiples', quot(sums([i, 12], [j, 3]), 12), 'i0'],
    ['of what is left', rem(sums([i, 12], [j, 3]), 12), 'i1 * 3'],
    ['of a common factor', quot(sums([i, 8], [j, 2]), 4), 'i0 * 2 + quot(i1, 2)'],
    ['together they make the whole', addIndex(mulIndex(quot(at(k), 4), 4), rem(at(k), 4)), 'i2'],
    ['and so in a longer chain', addIndex(mulIndex(quot(at(k), 6), 6), addIndex(mulIndex(rem(quot(at(k), 2), 3), 2), rem(at(k), 2))), 'i2'],
    ['quotients of quotients', quot(quot(at(k), 2), 3), 'quot(i2, 6)'],
    ['remainders of remainders', rem(rem(at(k), 6), 3), 'rem(i2, 3)'],
    ['a clamp that does nothing', scalar('min', scalar('max', sums([i, 4], [j, 1]), int(0)), int(23)), 'i0 * 4 + i1'],
    ['a clamp that does something stays', scalar('min', at(k), int(7)), 'min(i2, 7)'],
    ['a test that always holds', select(scalar('lt', at(i), int(6)), int(1), int(2)), '1'],
    ['a test that never holds', select(scalar('ge', sums([i, 1], [j, 1]), int(9)), int(1), int(2)), '2'],
    ['a test of a value that may be negative stays', select(scalar('lt', scalar('sub', at(i), int(3)), int(0)), int(1), int(2)), 'select(i0 + (-3) < 0, 1, 2)'],
    ['a negative dividend stays', quot(scalar('sub', at(i), int(3)), 2), 'quot(i0 + (-3), 2)'],
    ['data has no range', quot(addIndex(mulIndex(load(1, 'i32', [at(i)]), 4), at(j)), 4), 'quot(b1[i0] * 4 + i1, 4)'],
    ['clamped data has one', quot(addIndex(mulIndex(scalar('min', scalar('max', load(1, 'i32', [at(i)]), int(0)), int(9)), 4), at(j)), 4), 'min(max(b1[i0], 0), 9)'],
  ])('%s', (_, e, text) => expect(shown(e)).toBe(text));
});

describe('what may wrap around keeps its meaning', () => {
  test.each<[string, Expr]>([
    ['x + 1 < x', scalar('lt', addIndex(load(1, 'i32', [int(0)]), int(1)), load(1, 'i32', [int(0)]))],
    ['large factors', quot(scalar('mul', at(i), int(1_103_515_245)), 2)],
  ])('%s', (_, e) => expect(evaluate(new Pool().rebuild(e), { values: new Map([[i, 5]]), data: 2 ** 31 - 1 })).toBe(evaluate(e, { values: new Map([[i, 5]]), data: 2 ** 31 - 1 })));
});

interface Env { readonly values: ReadonlyMap<Axis, number>; readonly data: number }

function evaluate(e: Expr, env: Env): number {
  switch (e.kind) {
    case 'const': return e.value;
    case 'axis': return env.values.get(e.axis)!;
    case 'load': return env.data;
    case 'select': return evaluate(e.test, env) ? evaluate(e.yes, env) : evaluate(e.no, env);
    case 'convert': return evaluate(e.arg, env);
    case 'scalar': {
      const [a, b] = e.args.map((x) => evaluate(x, env)) as [number, number];
      return e.name === 'mul' ? Math.imul(a, b) : e.dtype === 'bool' ? scalars[e.name].js(a, b) : scalars[e.name].js(a, b) | 0;
    }
    default: throw new Error(`${e.kind} in an index`);
  }
}

const index: fc.Arbitrary<Expr> = fc.letrec<{ e: Expr }>((tie) => ({
  e: fc.oneof({ maxDepth: 6 },
    fc.constantFrom<Expr>(at(i), at(j), at(k)),
    fc.integer({ min: -20, max: 20 }).map(int),
    fc.tuple(tie('e'), tie('e')).map(([a, b]) => scalar('add', a, b)),
    fc.tuple(tie('e'), tie('e')).map(([a, b]) => scalar('sub', a, b)),
    fc.tuple(tie('e'), fc.integer({ min: -6, max: 12 })).map(([a, n]) => scalar('mul', a, int(n))),
    fc.tuple(tie('e'), fc.integer({ min: 1, max: 12 })).map(([a, n]) => quot(a, n)),
    fc.tuple(tie('e'), fc.integer({ min: 1, max: 12 })).map(([a, n]) => rem(a, n)),
    fc.tuple(tie('e'), tie('e'), fc.constantFrom('max' as const, 'min' as const)).map(([a, b, name]) => scalar(name, a, b)),
    fc.tuple(tie('e'), tie('e'), tie('e'), fc.constantFrom('lt' as const, 'le' as const, 'eq' as const)).map(([a, b, c, name]) => select(scalar(name, a, b), b, c)),
  ),
})).e;

test('an index means the same after it is simplified, and lies in the range that is known of it', () => {
  fc.assert(fc.property(index, (e) => {
    const pool = new Pool(), simple = pool.rebuild(e), [least, most] = pool.range(simple);
    for (let a = 0; a < i.extent; a++) for (let b = 0; b < j.extent; b++) for (let c = 0; c < k.extent; c++) {
      const env: Env = { values: new Map([[i, a], [j, b], [k, c]]), data: 0 }, value = evaluate(e, env);
      expect(evaluate(simple, env)).toBe(value);
      expect(value >= least && value <= most).toBe(true);
    }
  }), { numRuns: 400 });
});

test('equal expressions are one object, and signs of zero differ', () => {
  const pool = new Pool(), x = load(1, 'f32', [at(i)]);
  expect(pool.rebuild(scalar('add', x, constant('f32', 1)))).toBe(pool.rebuild(scalar('add', load(1, 'f32', [at(i)]), constant('f32', 1))));
  expect(pool.rebuild(constant('f32', -0))).not.toBe(pool.rebuild(constant('f32', 0)));
  expect(pool.rebuild(convert('f64', x))).not.toBe(pool.rebuild(x));
});
