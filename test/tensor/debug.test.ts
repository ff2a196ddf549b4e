/** What observers are shown: everywhere once per time the work is done, in the order in which it is written. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { add, CotangentError, debug, device, grad, greater, jit, log, mul, nn, random, scan, sqrt, sum, tensor, valueAndGrad, vmap, type Tensor } from '../../index.ts';
import { graphBuilder } from '../../ops/builder.ts';
import * as ops from '../../ops/all.ts';
import { printGraph } from '../../core/print.ts';
import { readGraph } from '../../core/read.ts';
import { addObserver } from '../../tensor/observers.ts';
import { runGraph } from '../../tensor/run.ts';

const seen: (number | readonly number[])[] = [];
const see = (...xs: readonly Tensor[]): void => { for (const x of xs) seen.push(x.rank === 0 ? x.dataSync()[0]! : [...x.dataSync()]); };
beforeEach(() => { seen.length = 0; });

describe.each(['cpu', 'reference'] as const)('%s', (name) => {
  beforeEach(() => { device(name, name === 'cpu' ? { threads: 1 } : {}); });

  test('at once outside of traces', () => {
    debug.callback(see, tensor([1, 2]));
    expect(seen).toEqual([[1, 2]]);
  });

  test('in every call of a compiled function, in order, though nobody uses the value', () => {
    const f = jit((x: Tensor) => {
      debug.callback(see, mul(x, 2));
      const y = add(x, 1);
      debug.callback(see, x, y);
      return y;
    });
    f(tensor(1));
    f(tensor(5));
    expect(seen).toEqual([2, 1, 2, 10, 5, 6]);
  });

  test('once in a function that is differentiated, also within jit and twice', () => {
    const f = (x: Tensor): Tensor => { debug.callback(see, x); return mul(x, mul(x, x)); };
    expect(grad(f)(tensor(2)).dataSync()[0]).toBe(12);
    expect(seen).toEqual([2]);
    expect(jit(grad(grad(f)))(tensor(2)).dataSync()[0]).toBe(12);
    expect(seen).toEqual([2, 2]);
    expect(valueAndGrad((x: Tensor) => sum(f(x)))(tensor([1, 3]))[1].dataSync()).toEqual(Float32Array.of(3, 27));
  });

  test('in every turn of a loop, forwards and backwards, and in the side of a branch that is taken', () => {
    const turn = graphBuilder('turn'), [c, x] = [turn.input({ shape: [], dtype: 'f32' }), turn.input({ shape: [], dtype: 'f32' })];
    const observer = addObserver(([a, b]) => see(a!, b!)), none = addObserver(() => undefined);
    turn.observe([c, x], { observer, levels: [] });
    const side = (label: number) => {
      const t = graphBuilder('side'), v = t.input({ shape: [], dtype: 'f32' }), o = addObserver(([y]) => seen.push(label, y!.dataSync()[0]!));
      t.observe([v], { observer: o, levels: [] });
      return t.finish([v]);
    };
    const next = turn.cond([turn.gt(x, 2), x], { then: side(100), otherwise: side(-100) } as never);
    const body = turn.finish([turn.add(c, next[0]!), turn.mul(c, x)]);
    for (const reverse of [false, true]) {
      seen.length = 0;
      const b = graphBuilder('loop'), xs = b.input({ shape: [3], dtype: 'f32' });
      b.observe([xs], { observer: none, levels: [] });
      const out = b.scan([b.full({ value: 0, shape: [], dtype: 'f32' }), xs], { body, constants: 0, carries: 1, length: 3, reverse } as never);
      const graph = b.finish([out[0]!]);
      expect(runGraph(readGraph(printGraph(graph), ops), [tensor([1, 2, 3])], [])[0]!.dataSync()[0]).toBe(6);
      expect(seen).toEqual(reverse ? [0, 3, 100, 3, 3, 2, -100, 2, 5, 1, -100, 1] : [0, 1, -100, 1, 1, 2, -100, 2, 3, 3, 100, 3]);
    }
  });

  test('for every element of a batch, also in the loops and gradients of a batch', () => {
    const f = (x: Tensor, y: Tensor): Tensor => { debug.callback(see, x, y); return mul(x, y); };
    vmap(f, { inAxes: [0, null] })(tensor([1, 2]), tensor(5));
    expect(seen).toEqual([1, 5, 2, 5]);
    seen.length = 0;
    jit(vmap(vmap(f, { inAxes: [0, null] }), { inAxes: [null, 0] }))(tensor([1, 2]), tensor([10, 20]));
    expect(seen).toEqual([1, 10, 2, 10, 1, 20, 2, 20]);
    seen.length = 0;
    vmap(grad(f), { inAxes: [0, null] })(tensor([3, 4]), tensor(7));
    expect(seen).toEqual([3, 7, 4, 7]);
    seen.length = 0;
    const sums = (xs: Tensor): Tensor => scan((c: Tensor, x: Tensor) => { debug.callback(see, c); return [add(c, x), c]; }, tensor(0), xs)[0] as Tensor;
    vmap(sums)(tensor([[1, 2], [10, 20]]));
    expect(seen).toEqual([0, 0, 1, 10]);
    seen.length = 0;
    expect(grad((x: Tensor) => sums(mul(x, x)))(tensor([1, 2])).dataSync()).toEqual(Float32Array.of(2, 4));
    expect(seen).toEqual([0, 1]);
  });

  test('in a loop of unknown length: the first turns and the last', () => {
    const integer = { shape: [], dtype: 'i32' } as const, observer = addObserver(([a]) => see(a!));
    const condition = (() => { const t = graphBuilder('condition'), n = t.input(integer), i = t.input(integer); return t.finish([t.lt(i, n)]); })();
    const body = (() => { const t = graphBuilder('body'); t.input(integer); const i = t.input(integer); t.observe([i], { observer, levels: [] }); return t.finish([t.add(i, 1)]); })();
    const b = graphBuilder('f'), n = b.input(integer);
    const graph = b.finish(b.whileLoop([n, b.full({ value: 0, ...integer })], { condition, body, constants: 1 } as never));
    expect(runGraph(graph, [tensor(4, { dtype: 'i32' })], [])[0]!.dataSync()[0]).toBe(4);
    expect(seen).toEqual([0, 1, 2, 3]);
    seen.length = 0;
    runGraph(graph, [tensor(1000, { dtype: 'i32' })], []);
    expect(seen).toEqual([...Array.from({ length: 255 }, (_, i) => i), 999]);
    seen.length = 0;
    runGraph(graph, [tensor(0, { dtype: 'i32' })], []);
    expect(seen).toEqual([]);
  });
});

test('print fills its places', () => {
  const lines: string[] = [], log = console.log;
  console.log = (text: string) => void lines.push(text);
  try {
    jit((x: Tensor) => { debug.print('{} and {}', x, greater(x, 1)); debug.print('sum {s}, {word}', { s: sum(x), word: 'so' }); return x; })(tensor([[1, 2.5], [-3, 4]]));
  } finally {
    console.log = log;
  }
  expect(lines).toEqual(['[[ 1.0  2.5]\n [-3.0  4.0]] and [[false  true]\n [false  true]]', 'sum 4.5, so']);
});

test('a text with places that have no values is an error before anything runs', () => {
  expect(() => debug.print('{} {}', 1)).toThrow(CotangentError);
  expect(() => debug.print('{a}', { b: 1 })).toThrow("debug.print: '{a}' has 1 place (a) for 1 values");
});

test('what an observer throws ends the call', () => {
  const f = jit((x: Tensor) => { debug.callback(() => { throw new RangeError('too large'); }, x); return x; });
  expect(() => f(tensor(1))).toThrow('too large');
});

describe('checkNans', () => {
  const caught = (f: () => unknown): string => {
    try { f(); } catch (e) { return (e as Error).message; }
    return 'nothing';
  };
  beforeEach(() => { device('cpu', { threads: 1 }); debug.checkNans(); });
  afterEach(() => debug.checkNans(false));
  const here = /debug\.test\.ts:(\d+)/;
  const lineOf = (message: string): number => Number(here.exec(message)?.[1]);
  const thisLine = (): number => Number(/debug\.test\.ts:(\d+):\d+/.exec(new Error().stack!.split('\n')[2]!)![1]);

  test('an operation at once, a compiled function, and its gradient name the operation and its line', () => {
    const eager = caught(() => log(tensor(-1))), line = thisLine();
    expect(eager).toMatch(/^log: log .*gives NaN/);
    expect(lineOf(eager)).toBe(line);
    const f = (x: Tensor): Tensor => {
      const y = mul(x, 2);
      return sum(sqrt(y));
    };
    expect(caught(() => jit(f)(tensor([1, -4])))).toMatch(/sqrt at .*debug\.test\.ts:\d+:\d+ gives NaN/);
    expect(lineOf(caught(() => jit(f)(tensor([1, -4]))))).toBe(line + 5);
    // The value is good, 0; the gradient of √(0·x)² is not.
    const g = (x: Tensor): Tensor => mul(sqrt(mul(x, 0)), 1);
    expect(caught(() => jit(grad(g))(tensor(1)))).toMatch(/at the gradient of .*debug\.test\.ts:\d+:\d+ gives (NaN|Infinity)/);
  });

  test('a layer of a model', () => {
    const M = nn`model M(x: f32[B, 2]) -> f32[B, 2] = x |> linear(2) |> log`;
    const parameters = M.init(random.key(0));
    expect(caught(() => jit((x: Tensor) => M(parameters, x))(tensor([[NaN, 1]])))).toMatch(/argument 0 is not finite|gives NaN/);
    expect(caught(() => jit((x: Tensor) => M(parameters, x))(tensor([[-9, 1], [9, 1]])))).toMatch(/log at M.* gives NaN/);
  });

  test('infinities only when asked for, and nothing once it is off', () => {
    expect(caught(() => log(tensor(0)))).toBe('nothing');
    debug.checkNans(true, { infinities: true });
    expect(caught(() => log(tensor(0)))).toMatch(/log: log gives -Infinity .*debug\.test\.ts/);
    debug.checkNans(false);
    expect(caught(() => log(tensor(-1)))).toBe('nothing');
  });
});
