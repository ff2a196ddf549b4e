import { expectType } from 'tsd';
import { nn, random, type Model, type Tensor } from 'cotangent';

const key = random.key(0);

// A text is its signature, with default sizes put in.
const Mlp = nn(`model Mlp<Hidden = 256>(x: f32[B, 784]) -> f32[B, 10] = x |> linear(Hidden) |> relu |> dropout(0.1) |> linear(10)`);
expectType<Model<'Mlp(x: f32[B, 784]) -> f32[B, 10]'>>(Mlp);
expectType<Tensor<[32, 10], 'f32'>>(Mlp(Mlp.init(key), {} as Tensor<[32, 784], 'f32'>));

const Two = nn(`
// A block, and the model that it is a part of.
model Block<C>(x: f32[B, C]) -> f32[B, C] {
  let h = x |> residual { layernorm |> linear(4 * C) |> gelu |> linear(C) }
  return h
}

model Net<C = 8>(x: f32[B, 6, 2], h0: f32[B, C] = zeros) -> (y: f32[B, C], z: f32[B, 2 * C]) {
  let h = x |> flatten /* 12 */ |> linear(C) + h0
  let y = h |> repeat 3 { Block<C> }
  return (y, concat(y, h))
}
`);
expectType<Model<'Net(x: f32[B, 6, 2], h0?: f32[B, 8]) -> (y: f32[B, 8], z: f32[B, 16])'>>(Two);
expectType<Model<'Wide<C, S = 2>(x: f32[B, C, H, W]) -> f32[B, 4*C, H/S, W/S] where H % S == 0, W % S == 0'>>(nn(`model Wide<C, S = 2>(x: f32[B, C, H, W]) -> f32[B, 4 * C, H / S, W / S] where H % S == 0, W % S == 0 =
  x |> conv(4 * C, 3, stride = S, pad = 1)`));

expectType<Model<'Patch(x: f32[B, 196, T]) -> f32[B, 14, T] where T <= 64, T % 14 == 0'>>(nn(`model Patch<N = 196, P = 14>(x: f32[B, N, T]) -> f32[B, G, T] where N=G*P, T<=64,
  T%P == 0 {
  return x |> [b, (g p), t] -> [p, b, g, t] with p = P |> sum(0)
}`));
expectType<Model<'Even(x: f32[B, T]) -> f32[B, T] where T % 2 == 0'>>(nn(`model Even(x: f32[B, T]) -> f32[B, T] where T % 2 == 0 = x |> [b, (t p)] -> [b, (p t)] with p = 2`));

// Mistakes are said at the text, with their line.
nn(`model A(x: f32[B, 4]) -> f32[B, 3] = x |> linear(2)`); // ~ line 1: A returns f32[B, 2], but its signature says f32[B, 3]
nn('model A(x: f32[B, 4], y: f32[5, 6]) -> f32[B, 6] = x @ y'); // ~ line 1: @ of [B, 4] and [5, 6]: the inner sizes 4 and 5 differ
nn('model A(x: f32[B, 4]) -> f32[B, 4] {\n  let h = x |> rleu\n  return h\n}'); // ~ line 2: unknown layer 'rleu'
nn('model A(x: f32[B, 4]) -> f32[B, 4] {\n  let h = x\n  return h + hh\n}'); // ~ line 3: unknown name 'hh'
nn('model A(x: f32[B, 3, 4]) -> f32[B, 10] = x |> reshape(B, 10)'); // ~ line 1: reshape [B, 3, 4] to [B, 10]: 12*B elements against 10*B
nn('model A(x: f32[B, 3, 4, 4]) -> f32[B, 8, 1, 1] = x |> conv(8, 5)'); // ~ line 1: conv: a window of 5 does not fit into 4 elements with padding [0, 0]
nn('model A(x: f32[B, 3, 4, 4]) -> f32[B, 3, 1, 1] = x |> maxpool(5)'); // ~ line 1: maxpool: a window of 5 does not fit into 4 elements with padding [0, 0]
nn('model A(ids: i32[B, T]) -> f32[B, T, 8] = ids |> linear(8)'); // ~ line 1: linear is defined for floats, got i32[B, T]
nn('model A(x: f32[B, T]) -> f32[B, 8] = x |> linear(8)'); // ~ line 1: the weight of linear depends on T, which is only known from an input
nn('model A(x: f32[B, 10]) -> f32[B, 3, 4] = x |> [b, (p q)] -> [b, p, q] with p = 3'); // ~ line 1: axis 1 of [B, 10] is 10, which does not divide by 3
nn('model In(x: f32[B, 4]) -> f32[B, 4] = x\nmodel A(x: f32[B, 5]) -> f32[B, 4] = x |> In'); // ~ line 2: In: axis 1 of x must be 4, but got 5 in f32[B, 5]

// Indices, states, and both sides of what training decides.
nn('model A(x: f32[B, T, 4, 6]) -> f32[B, 2, 3] = x[:, -1, 1:-1, -3:]');
nn('model A(x: f32[B, T, 4, 6]) -> f32[B, T, 4] = x[..., -1]');
nn('model A(x: f32[B, T, 4, 6]) -> f32[B, 6] = x[:, 0, 1]');
nn('model A(x: f32[B, T, 4, 6]) -> f32[B, 2, 2] = x[:, -1, 1:-1, -3:]'); // ~ line 1: A returns f32[B, 2, 3], but its signature says f32[B, 2, 2]
nn('model A(x: f32[B, 4]) -> f32[B] = x[:, -5]'); // ~ line 1: the place -1 is outside of axis 1 of [B, 4], which has size 4
nn('model A(x: f32[B, 4]) -> f32[B, 2] = x[:, 3:5]'); // ~ line 1: the end 5 is outside of axis 1 of [B, 4], which has size 4
nn('model A(x: f32[B, 4]) -> f32[B, 2] = x[..., -1:2]'); // ~ line 1: the slice 3:2 ends before it starts
nn('model A(x: f32[B, 4]) -> f32[B, 2] = x[0, 0, 0]'); // ~ line 1: [B, 4] has 2 axes, but 3 are indexed
nn('model A(x: f32[B, 4]) -> f32[B, 4] {\n  let h = if train then x |> linear(4) |> dropout(0.1) else x\n  return h\n}');
nn('model A(x: f32[B, 4]) -> f32[B, 4] {\n  let h = if train then x |> linear(5) else x\n  return h\n}'); // ~ line 2: the branches of if differ: f32[B, 5] and f32[B, 4]
nn('model A<C>(x: f32[B, C]) -> f32[B, C] {\n  state now: f32[C] = zeros\n  next now = if train then 0.9 * now + 0.1 * mean(x, 0) else now\n  return x - now\n}');
nn('model A<C>(x: f32[B, C]) -> f32[B, C] {\n  state now: f32[C] = zeros\n  next now = x\n  return x - now\n}'); // ~ line 3: next now is f32[B, C], but now is f32[C]

// What is not read here is accepted; a signature of another form is the checker's to refuse.
nn(`model A(x f32[B]) -> f32[B] = x`);
nn(`model A(x: f32[B) -> f32[B] = x`);
nn(`model A(x: f33[B]) -> f32[B] = x`);
nn(`model A(x: f32[B]) -> f32[B = x`);
nn(`model A(x: f32[B]) -> (y: f32[B) = x`);
expectType<Model>(nn(`model In(x f32[B]) -> f32[B] = x\nmodel A(x: f32[B, 4]) -> f32[B, 4] = x |> In`));
nn(`model Lstm<C, H>(x: f32[B, T, C], h0: f32[B, H] = zeros) -> f32[B, H] {
  layer gates = linear(H)
  scan xt in x over T from h = h0 {
    next h = tanh(gates(concat(xt, h)))
  }
  return h
}`);
nn({} as string);
