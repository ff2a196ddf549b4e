/** What the compiler knows of transformations: gradients have the types of their arguments, and so on. */
import { expectTypeOf, test } from 'vitest';
import { checkpoint, customJvp, customVjp, evalShape, grad, jit, jvp, linearize, linearTranspose, makeGraph, mul, valueAndGrad, vjp, type Tensor } from '../../../index.ts';
import type { Graph } from '../../../core/graph.ts';

interface Parameters { readonly w: Tensor; readonly layers: readonly { b: Tensor }[] }
const loss = (p: Parameters, x: Tensor, _labels: readonly Tensor[]): Tensor => mul(p.w, x);
const withAux = (p: Parameters, x: Tensor): readonly [Tensor, { accuracy: Tensor }] => [mul(p.w, x), { accuracy: x }];
const f = (p: Parameters): { y: Tensor } => ({ y: p.w });
declare const p: Parameters, x: Tensor;

test('grad and valueAndGrad', () => {
  expectTypeOf(grad(loss)).toEqualTypeOf<(p: Parameters, x: Tensor, labels: readonly Tensor[]) => Parameters>();
  expectTypeOf(grad(loss, { argnums: 1 })).returns.toEqualTypeOf<Tensor>();
  expectTypeOf(grad(loss, { argnums: -1 })).returns.toEqualTypeOf<readonly Tensor[]>();
  expectTypeOf(grad(loss, { argnums: [0, 2] })).returns.toEqualTypeOf<[Parameters, readonly Tensor[]]>();
  expectTypeOf(grad(withAux, { hasAux: true })).returns.toEqualTypeOf<[Parameters, { accuracy: Tensor }]>();
  expectTypeOf(valueAndGrad(loss)).returns.toEqualTypeOf<[Tensor, Parameters]>();
  expectTypeOf(valueAndGrad(withAux, { hasAux: true, argnums: [1] })).returns.toEqualTypeOf<[readonly [Tensor, { accuracy: Tensor }], [Tensor]]>();
});

test('vjp, jvp, linearize, linearTranspose', () => {
  // Never called: the types are what is looked at.
  const _calls = () => ({
    vjp: vjp(f, p), aux: vjp(withAux, p, x, { hasAux: true }), jvp: jvp(f, [p], [p]), jvpAux: jvp(withAux, [p, x], [p, x], { hasAux: true }),
    linearize: linearize(f, p), transpose: linearTranspose(f, { w: { shape: [2], dtype: 'f32' }, layers: [] }),
  });
  type Calls = ReturnType<typeof _calls>;
  expectTypeOf<Calls['vjp']>().toEqualTypeOf<[{ y: Tensor }, (cotangent: { y: Tensor }) => [p: Parameters]]>();
  expectTypeOf<Calls['aux']>().toEqualTypeOf<[Tensor, (cotangent: Tensor) => [p: Parameters, x: Tensor], { accuracy: Tensor }]>();
  expectTypeOf<Calls['jvp'][1]>().toEqualTypeOf<{ y: Tensor }>();
  expectTypeOf<Calls['jvpAux']>().toEqualTypeOf<[Tensor, Tensor, { accuracy: Tensor }]>();
  expectTypeOf<Calls['linearize']>().toEqualTypeOf<[{ y: Tensor }, (p: Parameters) => { y: Tensor }]>();
  expectTypeOf<Calls['transpose']>().toEqualTypeOf<(cotangent: { y: Tensor }) => [p: Parameters]>();
});

test('jit, checkpoint and custom rules keep the signature', () => {
  expectTypeOf(jit(loss)).parameters.toEqualTypeOf<[p: Parameters, x: Tensor, labels: readonly Tensor[]]>();
  expectTypeOf(jit(loss)).returns.toEqualTypeOf<Tensor>();
  expectTypeOf(checkpoint(f)).toEqualTypeOf<(p: Parameters) => { y: Tensor }>();
  expectTypeOf(customJvp(f, ([p], [t]) => { expectTypeOf(p).toEqualTypeOf<Parameters>(); return [f(p), f(t)]; })).toEqualTypeOf<(p: Parameters) => { y: Tensor }>();
  expectTypeOf(customVjp(f, {
    forward: (p) => [f(p), { kept: p.w }],
    backward: (residuals, g) => { expectTypeOf(residuals).toEqualTypeOf<{ kept: Tensor }>(); expectTypeOf(g).toEqualTypeOf<{ y: Tensor }>(); return [null]; },
  })).toEqualTypeOf<(p: Parameters) => { y: Tensor }>();
});

test('types without numbers', () => {
  const _shapes = () => evalShape(f, { w: { shape: [2], dtype: 'f32' }, layers: [] });
  expectTypeOf<ReturnType<typeof _shapes>['y']['shape']>().toEqualTypeOf<readonly number[]>();
  expectTypeOf(makeGraph(f)).returns.toEqualTypeOf<Graph>();
});
