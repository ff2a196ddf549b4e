/** checkpoint: the same values and gradients, less memory, and as much work again as the policy says. */
import { describe, expect, test } from 'vitest';
import type { Graph } from '../../../core/graph.ts';
import { printGraph } from '../../../core/print.ts';
import { readGraph } from '../../../core/read.ts';
import * as ops from '../../../ops/all.ts';
import { runPasses, standard } from '../../../lowering/passes/pipeline.ts';
import { tensor } from '../../../tensor/create.ts';
import { device } from '../../../tensor/device.ts';
import * as f from '../../../tensor/functions.ts';
import * as random from '../../../tensor/random.ts';
import { checkpoint, checkpointName, saveAnyBut, saveAnythingExcept, savedResiduals, saveOnly, type SavePolicy } from '../../../tensor/transform/checkpoint.ts';
import { grad, valueAndGrad } from '../../../tensor/transform/grad.ts';
import { jit, makeGraph } from '../../../tensor/transform/jit.ts';
import { jvp, linearize } from '../../../tensor/transform/jvp.ts';
import { vjp } from '../../../tensor/transform/vjp.ts';
import { scan } from '../../../tensor/transform/control.ts';
import { vmap } from '../../../tensor/transform/vmap.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import '../../../tensor/methods.ts';

device('reference');
const values = (x: Tensor): number[] => [...x.dataSync()];
const close = (found: Tensor, wanted: Tensor): void => values(found).forEach((v, i) => expect(v).toBeCloseTo(values(wanted)[i]!, 4));

const x = random.normal(random.key(1), [3, 4]), w = random.normal(random.key(2), [4, 4]), batches = random.normal(random.key(3), [2, 3, 4]);
const block = (h: Tensor, w: Tensor): Tensor => f.tanh(checkpointName(f.matmul(f.sin(checkpointName(f.matmul(h, w), 'first')), w), 'second'));
const policies: readonly SavePolicy[] = ['nothing', 'everything', 'dots', 'dotsWithNoBatchDims', saveOnly('first'), saveAnyBut('first'), saveAnythingExcept('first')];

const count = (graph: Graph, op: string): number => graph.nodes.filter((n) => n.op.name === op).length;
const optimized = (g: (...args: never[]) => unknown, ...args: Tensor[]): Graph => runPasses(makeGraph(g as (...args: unknown[]) => unknown)(...args), standard);

describe.each(policies.map((policy) => [JSON.stringify(policy), policy] as const))('policy %s', (_, policy) => {
  const kept = checkpoint(block, { policy });
  const of = (g: typeof block) => (w: Tensor): Tensor => f.sum(g(g(x, w), w));

  test('values and gradients are those without, through every other transformation', () => {
    close(of(kept)(w), of(block)(w));
    close(grad(of(kept))(w), grad(of(block))(w));
    close(jit(grad(of(kept)))(w), grad(of(block))(w));
    close(jvp(of(kept), [w], [w])[1], jvp(of(block), [w], [w])[1]);
    close(linearize(of(kept), w)[1](w), jvp(of(block), [w], [w])[1]);
    close(vjp(of(kept), w)[1](tensor(1))[0], grad(of(block))(w));
    const twice = (g: typeof block) => (w: Tensor): Tensor => f.sum(f.sin(grad(of(g))(w)));
    close(grad(twice(kept))(w), grad(twice(block))(w));
    close(jit(grad(twice(kept)))(w), grad(twice(block))(w));
    close(jvp(grad(of(kept)), [w], [w])[1], jvp(grad(of(block)), [w], [w])[1]);
    close(grad((w: Tensor) => jvp(of(kept), [w], [w])[1])(w), grad((w: Tensor) => jvp(of(block), [w], [w])[1])(w));
  });

  test('inside another checkpoint', () => {
    const whole = checkpoint((w: Tensor) => of(kept)(w));
    close(grad(whole)(w), grad(of(block))(w));
  });
});

// Two products forward; backward two for each, but the first operand's is not asked for.
test.each<[SavePolicy, number]>([['everything', 0], ['dots', 0], ['dotsWithNoBatchDims', 0], ['nothing', 2], [saveOnly('first'), 1], [saveAnyBut('first'), 1], [saveAnythingExcept('first'), 0]])('policy %j makes %i products again', (policy, again) => {
  // tanh's derivative needs its own result, so the second product is needed again too.
  const loss = (g: typeof block) => (w: Tensor): Tensor => f.sum(g(x, w));
  const products = count(optimized(valueAndGrad(loss(block)), w), 'dot');
  expect(count(optimized(valueAndGrad(loss(checkpoint(block, { policy }))), w), 'dot') - products).toBe(again);
});

test('products with batch axes are made again where only those without are kept', () => {
  const attend = (x: Tensor): Tensor => f.sum(f.sin(f.matmul(x, f.transpose(x, [0, 2, 1]))));
  const products = (policy?: SavePolicy): number => count(optimized(valueAndGrad(policy ? checkpoint(attend, { policy }) : attend), batches), 'dot');
  expect(products('dots')).toBe(products());
  expect(products('dotsWithNoBatchDims')).toBe(products() + 1);
});

test('memory falls: twelve layers keep what four and four and four do', () => {
  const layer = (h: Tensor): Tensor => f.mul(f.sin(f.matmul(h, h)), f.cos(h));
  const four = (h: Tensor): Tensor => layer(layer(layer(layer(h))));
  const big = random.normal(random.key(4), [64, 64]).mul(0.1);
  device('cpu', { threads: 1 });
  const memory = (g: typeof four): number => jit(grad((h: Tensor) => f.sum(g(g(g(h)))))).program(big).arenaBytes;
  const bytes = 64 * 64 * 4;
  const before = memory(four), after = memory(checkpoint(four));
  expect(before).toBeGreaterThan(24 * bytes);
  expect(after).toBeLessThan(0.6 * before);
  close(grad((h: Tensor) => f.sum(checkpoint(four)(h)))(big), grad((h: Tensor) => f.sum(four(h)))(big));
  device('reference');
});

test('in a loop: every turn keeps what the policy says', () => {
  const turn = (h: Tensor, x: Tensor): Tensor => f.tanh(f.add(f.matmul(h, w), f.sin(f.matmul(x, w))));
  const loss = (g: typeof turn) => (x: Tensor): Tensor => f.sum(f.square(scan((h: Tensor, x: Tensor): [Tensor, Tensor] => [g(h, x), h], f.zeros([4]), x)[0]));
  const xs = random.normal(random.key(5), [8, 4]);
  const kept = (g: typeof turn): number => jit(grad(loss(g))).program(xs).arenaBytes;
  device('cpu', { threads: 1 });
  // Each turn: the carried values alone, or those and two products.
  expect(kept(checkpoint(turn))).toBeLessThan(kept(checkpoint(turn, { policy: 'dots' })));
  device('reference');
  for (const policy of ['nothing', 'dots', 'everything'] as const) {
    close(grad(loss(checkpoint(turn, { policy })))(xs), grad(loss(turn))(xs));
    close(linearize(loss(checkpoint(turn, { policy })), xs)[1](xs), jvp(loss(turn), [xs], [xs])[1]);
    close(vmap(grad(loss(checkpoint(turn, { policy }))))(f.stack([xs, xs])), f.stack([grad(loss(turn))(xs), grad(loss(turn))(xs)]));
  }
});

test('donated parameters are updated in place behind a barrier', () => {
  const step = (g: typeof block) => (w: Tensor): Tensor => f.sub(w, f.mul(grad((w: Tensor) => f.sum(f.square(g(g(x, w), w))))(w), 0.1));
  device('cpu', { threads: 1 });
  const plain = jit(step(block)), donating = jit(step(checkpoint(block)), { donate: [0] });
  let a: Tensor = tensor(w.dataSync(), { shape: [4, 4] }), b: Tensor = tensor(w.dataSync(), { shape: [4, 4] });
  for (let i = 0; i < 3; i++) { a = plain(a); b = donating(b); }
  close(b, a);
  device('reference');
});

test('a closed-over tensor is differentiated too, and trees and static arguments pass', () => {
  const g = (scale: Tensor): Tensor => checkpoint(({ a }: { a: Tensor }, kind: string, n: number) => (kind === 'sum' ? f.sum(f.mul(f.exp(a), scale)).mul(n) : a), { staticArgnums: [2] })({ a: tensor([1, 2]) }, 'sum', 3);
  expect(grad(g)(tensor(1)).itemSync()).toBeCloseTo(3 * (Math.E + Math.E ** 2), 4);
});

test('its text reads back and says the same', () => {
  const graph = makeGraph(grad((w: Tensor) => f.sum(checkpoint(block, { policy: saveOnly('first') })(x, w))))(w);
  const text = printGraph(graph);
  expect(text).toContain('policy: {save: "only", names: ["first"]}, again: true');
  expect(printGraph(readGraph(text, ops))).toBe(text);
});

test('the work again is neither merged with the first pass nor done before the way back begins', () => {
  const graph = optimized(grad((x: Tensor) => f.sum(f.sin(checkpoint((x: Tensor) => f.exp(f.sin(x)))(x)))), x);
  const names = graph.nodes.map((n) => n.op.name), barrier = names.indexOf('barrier');
  expect([count(graph, 'barrier'), count(graph, 'exp')]).toEqual([1, 2]);
  expect(names.indexOf('exp')).toBeLessThan(barrier);
  expect(names.lastIndexOf('exp')).toBeGreaterThan(barrier);
});

test('savedResiduals says what is kept', () => {
  const loss = (g: typeof block) => (w: Tensor): Tensor => f.sum(g(tensor([[1, 2, 3, 4]]), w));
  const from = (policy: SavePolicy): string[] => savedResiduals(loss(checkpoint(block, { policy })), { shape: [4, 4], dtype: 'f32' }).map((r) => `${r.dtype}[${r.shape.join()}] ${r.from.replace(/ at .*/, '')}`);
  expect(from('nothing')).toEqual(['f32[4,4] arguments[0]', 'f32[1,4] a tensor from outside']);
  expect(from(saveOnly('first'))).toEqual(['f32[4,4] arguments[0]', 'f32[1,4] a tensor from outside', "f32[1,4] 'first'"]);
  expect(from('dots')).toEqual(['f32[4,4] arguments[0]', 'f32[1,4] a tensor from outside', 'f32[1,4] dot', 'f32[1,4] dot']);
});
