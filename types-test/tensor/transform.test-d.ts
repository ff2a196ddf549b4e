import { expectType } from 'tsd';
import { add, cond, div, exp, foriLoop, grad, hessian, jacrev, jit, jvp, map, mul, scan, sub, valueAndGrad, vjp, vmap, whileLoop, type Dim, type DType, type Tensor } from 'cotangent';

interface Net { readonly w: Tensor<[3, 4], 'f32'>; readonly layers: readonly [{ readonly b: Tensor<[4], 'f32'> }] }
declare const net: Net;
declare const x: Tensor<[2, 3], 'f32'>;
declare const loss: (p: Net, x: Tensor<[2, 3], 'f32'>) => Tensor<[], 'f32'>;
declare const rows: (p: Net, x: Tensor<[2, 3], 'f32'>) => Tensor<[2], 'f32'>;
declare const counts: (p: Net) => Tensor<[], 'i32'>;
declare const any: (p: Net) => Tensor;

// Gradients have the types of what they are by.
expectType<Net>(grad(loss)(net, x));
expectType<[Net, Tensor<[2, 3], 'f32'>]>(grad(loss, { argnums: [0, 1] })(net, x));
expectType<[Tensor<[], 'f32'>, Net]>(valueAndGrad(loss)(net, x));
expectType<[Net, { readonly accuracy: Tensor<[], 'f32'> }]>(grad((p: Net) => [loss(p, x), { accuracy: exp(loss(p, x)) }] as const, { hasAux: true })(net));
grad(rows); // ~ grad needs a function that returns one float of shape [], but it returns f32[2]
valueAndGrad((p: Net) => exp(p.w)); // ~ grad needs a function that returns one float of shape [], but it returns f32[3, 4]
grad(counts); // ~ grad needs a function that returns one float of shape [], but it returns i32[]
expectType<Net>(grad(any)(net));
// A function written in place needs no types.
grad((p) => p)(net);
vmap((row) => row)(x);
jit((p) => p)(net);
expectType<Tensor<[2, 2, 3], 'f32'>>(jacrev((x: Tensor<[2, 3], 'f32'>) => rows(net, x))(x));
expectType<Tensor<[2, 3, 2, 3], 'f32'>>(hessian((x: Tensor<[2, 3], 'f32'>) => loss(net, x))(x));
expectType<[Tensor<[2], 'f32'>, Tensor<[2], 'f32'>]>(jvp((x: Tensor<[2, 3], 'f32'>) => rows(net, x), [x], [x]));
expectType<Tensor<[2], 'f32'>>(vjp((x: Tensor<[2, 3], 'f32'>) => rows(net, x), x)[0]);
jvp((x: Tensor<[2, 3], 'f32'>) => rows(net, x), [x], [net.w]); // ~ TS2322

// vmap puts an axis in, of one size for all.
declare const dot: (a: Tensor<[3], 'f32'>, b: Tensor<[3], 'f32'>) => { readonly y: Tensor<[], 'f32'>; readonly outer: Tensor<[3, 3], 'f32'> };
declare const a: Tensor<[5, 3], 'f32'>, b: Tensor<[3, 5], 'f32'>, v: Tensor<[3], 'f32'>, c: Tensor<[4, 3], 'f32'>;
expectType<Tensor<[5, 3, 3], 'f32'>>(vmap(dot)(a, a).outer);
expectType<Tensor<[5], 'f32'>>(vmap(dot, { inAxes: [0, 1] })(a, b).y);
expectType<Tensor<[3, 5, 3], 'f32'>>(vmap(dot, { inAxes: [0, null], outAxes: { y: 0, outer: 1 } })(a, v).outer);
expectType<Tensor<[3, 3, 5], 'f32'>>(vmap(dot, { inAxes: -2, outAxes: -1 })(a, a).outer);
expectType<Tensor<[2, Dim, 3, 3], 'f32'>>(vmap(vmap(dot), { inAxes: [null, 0], outAxes: 0 })(a, {} as Tensor<[2, 5, 3], 'f32'>).outer);
expectType<Net>(vmap((p: { readonly w: Tensor<[4], 'f32'>; readonly layers: readonly [{ readonly b: Tensor<[4], 'f32'> }] }) => p, { inAxes: [{ w: 0, layers: null }], outAxes: { w: 0, layers: null } })(net));
vmap(dot)(a, c); // ~ TS2345
vmap(dot)(a, v); // ~ TS2345
expectType<Tensor<[number], DType>>(vmap((x: Tensor<[3], 'f32'>) => 1 as number)({} as Tensor<[number, 3], 'f32'>));

// jit keeps everything, type parameters too.
const scaled = jit(<B extends Dim>(x: Tensor<[B, 3], 'f32'>) => div(sub(x, v), exp(v)));
expectType<Tensor<[2, 3], 'f32'>>(scaled(x));
expectType<Tensor<[5, 3], 'f32'>>(scaled(a));
scaled(b); // ~ TS2345
scaled.lower({ shape: [2, 3], dtype: 'f32' });

// A loop keeps the types of what it carries; sequences are taken and given slice by slice.
expectType<[Tensor<[3], 'f32'>, Tensor<[5, 3], 'f32'>]>(scan((c, x) => [add(c, x), mul(c, x)], v, a));
expectType<Tensor<[7], 'f32'>>(scan((c: { n: Tensor<[], 'f32'> }) => [{ n: exp(c.n) }, c.n], { n: {} as Tensor<[], 'f32'> }, null, { length: 7 })[1]);
scan((c, x) => [add(c, a), x], v, a); // ~ scan: carry starts as f32[3] and becomes f32[5, 3]
scan((c: { h: Tensor<[3], 'f32'> }, x: Tensor<[3], 'f32'>) => [{ h: add(c.h, {} as Tensor<[], 'f64'>) }, x], { h: v }, a); // ~ scan: carry.h starts as f32[3] and becomes f64[3]
expectType<Tensor>(scan((c, x) => [add(c, x), x], {} as Tensor, {} as Tensor)[1]);
expectType<Tensor<[5], 'f32'>>(map((row) => dot(row, v).y, a));
expectType<Tensor<[3], 'f32'>>(foriLoop(0, 4, (_, c) => mul(c, 2), v));
foriLoop(0, 4, (_, c) => add(c, a), v); // ~ foriLoop: carry starts as f32[3] and becomes f32[5, 3]
expectType<Tensor<[3], 'f32'>>(whileLoop(() => true, (c) => mul(c, 2), v));
expectType<Tensor<[3], 'f32'>>(cond(true, (x) => mul(x, 2), (x) => exp(x), v));
cond(true, () => v, () => a); // ~ cond: result is f32[3] from yes, and f32[5, 3] from no
