/** What the constructs of the language mean to the checker: types of expressions, and what is refused, at which place. */
import { describe, expect, test } from 'vitest';
import { found, read } from './read.ts';

/** The type of an expression over inputs: a model that returns it is right, and one that returns anything else would not be. */
const inputs = 'x: f32[B, T, C], y: f32[C], m: f32[4, 6], ids: i32[B, T], n: i32[3], q: f16[B, T, C], d: f64[C], p: bool[B, T], s: f32[]';
const typed = (expression: string, type: string): void => {
  const model = (t: string): string => `model M<K, L = 2>(${inputs}) -> ${t} where K <= 3, T >= 2 = ${expression}`;
  expect(found(model(type))).toEqual([]);
  const wrong = type.replace(/^\w+/, 'u8');
  expect(read(model(wrong)).diagnostics.map((d) => d.code)).toEqual(['NN0310']);
};

describe('types of expressions', () => {
  test.each<[expression: string, type: string]>([
    // numbers take the dtype of what they meet
    ['x + 1', 'f32[B, T, C]'], ['q * 0.5', 'f16[B, T, C]'], ['d / 3', 'f64[C]'], ['ids * 2', 'i32[B, T]'], ['ids * 0.5', 'f32[B, T]'], ['ids / 2', 'f32[B, T]'], ['ids ** 2', 'f32[B, T]'],
    ['ids % 2', 'i32[B, T]'], ['q / sqrt(C)', 'f16[B, T, C]'], ['q / sqrt(2)', 'f16[B, T, C]'], ['-q', 'f16[B, T, C]'], ['x * K', 'f32[B, T, C]'], ['ids + K', 'i32[B, T]'], ['p * 2', 'i32[B, T]'],
    // dtypes meet
    ['x + q', 'f32[B, T, C]'], ['x + d', 'f64[B, T, C]'], ['ids + p', 'i32[B, T]'], ['q + convert(ids, "f32")[0, 0]', 'f32[B, T, C]'], ['x + s', 'f32[B, T, C]'],
    // shapes meet
    ['x + y', 'f32[B, T, C]'], ['y + x', 'f32[B, T, C]'], ['x @ y', 'f32[B, T]'], ['m @ m.T', 'f32[4, 4]'], ['m.T @ m', 'f32[6, 6]'], ['x @ x.T', 'f32[B, T, T]'], ['x.T', 'f32[B, C, T]'], ['x - mean(x, -1, keep = true)', 'f32[B, T, C]'],
    // indices
    ['m[0]', 'f32[6]'], ['m[-1]', 'f32[6]'], ['m[1:3]', 'f32[2, 6]'], ['m[:, 2]', 'f32[4]'], ['m[:-1]', 'f32[3, 6]'], ['m[1:, -2:]', 'f32[3, 2]'], ['m[..., 0]', 'f32[4]'], ['m[..., 0, 0]', 'f32[]'], ['x[..., 0:1]', 'f32[B, T, 1]'],
    ['x[:, -1]', 'f32[B, C]'], ['x[:, T - 1]', 'f32[B, C]'], ['x[:, 1:]', 'f32[B, T - 1, C]'], ['x[:, :-1]', 'f32[B, T - 1, C]'], ['x[:, 0:T]', 'f32[B, T, C]'], ['m[K]', 'f32[6]'], ['m[:K]', 'f32[K, 6]'], ['m[-K:]', 'f32[K, 6]'], ['m[K - 1:K]', 'f32[1, 6]'],
    ['m[n]', 'f32[3, 6]'], ['m[ids]', 'f32[B, T, 6]'], ['m[:, ids]', 'f32[4, B, T]'], ['m[1:3, n]', 'f32[2, 3]'], ['x[0, n]', 'f32[3, C]'], ['x[n, 0]', 'f32[3, C]'], ['m[n % 2]', 'f32[3, 6]'], ['y[argmax(x, 1)]', 'f32[B, C]'],
    // functions
    ['softmax(x)', 'f32[B, T, C]'], ['argmax(x)', 'i32[B, T]'], ['sum(x)', 'f32[]'], ['max(x, 0, 1)', 'f32[C]'], ['gt(x, 0)', 'bool[B, T, C]'], ['where(p, ids, 0)', 'i32[B, T]'], ['maximum(x, 0)', 'f32[B, T, C]'], ['concat(x, x, axis = 1)', 'f32[B, 2*T, C]'],
    ['stack(y, y)', 'f32[2, C]'], ['reshape(x, B * T, -1)', 'f32[B*T, C]'], ['flatten(x)', 'f32[B, C*T]'], ['flatten(m, 0)', 'f32[24]'], ['expand(y, B, T, C)', 'f32[B, T, C]'], ['oneHot(ids, 9)', 'f32[B, T, 9]'], ['transpose(x, 2, 0, 1)', 'f32[C, B, T]'],
    ['convert(p, "f32")', 'f32[B, T]'], ['tril(m)', 'f32[4, 6]'], ['clamp(q, 0, 1)', 'f16[B, T, C]'], ['logSoftmax(d)', 'f64[C]'], ['cumsum(ids, axis = 0)', 'i32[B, T]'],
    // stages
    ['x |> [b, t, c] -> [c, (b t)]', 'f32[C, B*T]'],
    ['x |> [B, T, C] -> [T, B, C]', 'f32[T, B, C]'], ['m |> [a, (2 b)] -> [(a 2), b]', 'f32[8, 3]'], ['m |> [(a b), c] -> [b, c, a] with a = 2', 'f32[2, 6, 2]'], ['m |> [a, b] -> [a, 1, b]', 'f32[4, 1, 6]'], ['mean(m, 0, keep = true) |> [1, b] -> [b]', 'f32[6]'],
    ['x |> residual { relu } |> relu', 'f32[B, T, C]'], ['x |> repeat K { relu }', 'f32[B, T, C]'],
    // if
    ['if T >= 1 then x else x[:, 0]', 'f32[B, T, C]'],
    ['if train then x else relu(x)', 'f32[B, T, C]'], ['if K == C then x @ y + sum(m[0:C]) else x @ y', 'f32[B, T]'],
    ['if C == 6 then m[0] else y', 'f32[C]'], ['if T > 4 then x[:, 4] else x[:, 1]', 'f32[B, C]'],
  ])('%s', (expression, type) => typed(expression, type));
});

describe('what is refused, and where', () => {
  test.each<[expression: string, ...string[]]>([
    ['x + ids @ m', 'NN0215  @ m'], ['m[4]', 'NN0324 4'], ['m[-5]', 'NN0324 -5'], ['m[3:2]', 'NN0324 3:2'], ['m[0:7]', 'NN0324 7'], ['x[:, 2]', 'NN0324 2'], ['m[ids, ids]', 'NN0325 ids'], ['m[..., ..., 0]', 'NN0325 ...'], ['m[s]', 'NN0325 s'], ['m["a"]', 'NN0325 "a"'],
    ['s.T', 'NN0333 s.T'], ['split(m, 2) + 1', 'NN0337 split(m, 2)'], ['-"a"', 'NN0337 "a"'], ['x + train', 'NN0337 train'], ['y |> split(2)', 'NN0241 2'], ['mean(x, 7)', 'NN0202 7'], ['mean(x, 1.5)', 'NN0306 1.5'], ['x |> dropout(K, 1)', 'NN0316 1'], ['relu()', 'NN0316 relu'],
    ['relu(x = x, x = x)', 'NN0115 x = x'], ['relu(x, x = x)', 'NN0316 x = x'], ['gelu(x, approximate = "erf")', 'NN0240 approximate = "erf"'], ['gelu(x, approximate = 1)', 'NN0318 approximate = 1'], ['unstack(x, B)', 'NN0318 B'], ['convert(x, "f31")', 'NN0240 "f31"'],
    ['if s then x else x', 'NN0327 s'], ['if train && K == 1 then x else x', 'NN0327 train && K == 1'], ['x |> linear(C)', 'NN0309 linear'], ['x |> repeat T { relu }', 'NN0309 T'], ['where(x, x, x)', 'NN0205 x'], ['x |> [b, t, c] -> [b, t]', 'NN0322 c'], ['x |> [B, T, K] -> [T, B, K]', 'NN0323 K'],
    ['concat(x, y)', 'NN0218 y'], ['concat()', 'NN0218 concat'], ['expand(x, B, T)', 'NN0243 T'], ['reshape(x, B, 7)', 'NN0208 reshape'], ['m @ m', 'NN0215  @ m'], ['exp(ids)', 'NN0205 exp'], ['x ** "2"', 'NN0337 "2"'], ['x |> linear(K, bias = "no")', 'NN0318 bias = "no"'],
  ])('%s', (expression, ...expected) => expect(found(`model M<K, L = 2>(${inputs}) -> f32[B] where K <= 3, T >= 2 = ${expression}`)).toEqual(expected));
});

describe('models', () => {
  const errors = (text: string): string[] => found(text);
  test.each<[what: string, text: string, ...expected: string[]]>([
    ['inputs by name and left out', 'model A(x: f32[B], y: f32[B] = ones, z: f32[B] = 0.5) -> f32[B] = x + y + z\nmodel M(x: f32[B]) -> f32[B] = A(x, z = x) + A(x) + (x |> A(x))'],
    ['an input without a default is needed', 'model A(x: f32[B], y: f32[B]) -> f32[B] = x + y\nmodel M(x: f32[B]) -> f32[B] = A(x)', 'NN0316 A'],
    ['one input too many', 'model A(x: f32[B]) -> f32[B] = x\nmodel M(x: f32[B]) -> f32[B] = A(x, x)', 'NN0316 x'],
    ['an input of another name', 'model A(x: f32[B], input: f32[B] = zeros) -> f32[B] = x + input\nmodel M(x: f32[B]) -> f32[B] = A(x, inptu = x)', 'NN0317 inptu'],
    ['a size that one input gives and another contradicts', 'model A(x: f32[B, N], y: f32[N]) -> f32[B] = x @ y\nmodel M(x: f32[B, 3], y: f32[4]) -> f32[B] = A(x, y)', 'NN0319 y'],
    ['a size that is solved for', 'model A(x: f32[2 * N + 1]) -> f32[N] = x[0:N]\nmodel M(x: f32[7]) -> f32[3] = A(x)'],
    ['a size that cannot be solved for', 'model A(x: f32[2 * N + 1]) -> f32[N] = x[0:N]\nmodel M(x: f32[8]) -> f32[3] = A(x)', 'NN0319 x'],
    ['a size that is a square', 'model A(x: f32[N * N]) -> f32[N] = x[0:N]\nmodel M(x: f32[49]) -> f32[7] = A(x)'],
    ['a quotient', 'model A<C>(x: f32[B, C]) -> f32[B, C / 2] where C % 2 == 0 = x |> linear(C / 2)\nmodel M<N>(x: f32[B, 4 * N]) -> f32[B, N] = x |> A<4 * N> |> A<2 * N>'],
    ['a quotient that is not known', 'model A<C>(x: f32[B, C]) -> f32[B, C / 2] where C % 2 == 0 = x |> linear(C / 2)\nmodel M<N>(x: f32[B, N]) -> f32[B, N] = x |> A<N> |> linear(N)', 'NN0320 A'],
    ['a division said the other way round', 'model A<C, H>(x: f32[B, C]) -> f32[B, D] where D = C / H = x[:, 0:D]\nmodel M(x: f32[B, 12]) -> f32[B, 4] = x |> A<12, 3>'],
    ['a bound that a call breaks', 'model A<N>(x: f32[T]) -> f32[T] where T <= N = x\nmodel M(x: f32[9]) -> f32[9] = x |> A<8>', 'NN0320 A'],
    ['a bound that holds by another', 'model A<N>(x: f32[T]) -> f32[T] where T <= N = x\nmodel M<N>(x: f32[T]) -> f32[T] where T <= N = x |> A<N + 1>'],
    ['an equation that never holds', 'model A(x: f32[4]) -> f32[4] where 3 = 4 = x', 'NN0307 3 = 4'],
    ['an inequality that never holds', 'model A(x: f32[N]) -> f32[N] where N < 1 = x', 'NN0307 N < 1'],
    ['a default of earlier sizes', 'model M<C = 4, F = 4 * C>(x: f32[B, C]) -> f32[B, F] = x |> linear(F)'],
    ['a default of later sizes', 'model M<F = 4 * C, C = 4>(x: f32[B, C]) -> f32[B, F] = x |> linear(F)', 'NN0303 C'],
    ['a default of nothing', 'model M<C = 0>(x: f32[B, C]) -> f32[B, C] = x', 'NN0315 0'],
    ['models in any order', 'model M(x: f32[B, 4]) -> f32[B, 4] = x |> A\nmodel A(x: f32[B, 4]) -> f32[B, 4] = x |> linear(4)'],
    ['models in a circle', 'model A(x: f32[B]) -> f32[B] = x |> B1\nmodel B1(x: f32[B]) -> f32[B] = x |> A', 'NN0314 A'],
    ['two models of one name', 'model A(x: f32[B]) -> f32[B] = x\nmodel A(x: f32[B]) -> f32[B] = x', 'NN0304 A'],
    ['a model may have the name of a layer', 'model relu(x: f32[B]) -> f32[B] = maximum(x, 0)\nmodel M(x: f32[B]) -> f32[B] = x |> relu'],
    ['parameters of a called model depend on its sizes only', 'model A<N>(x: f32[B, N]) -> f32[B, 2] = x |> linear(2)\nmodel M(x: f32[B, T]) -> f32[B, 2] = x |> A<T>', 'NN0309 A'],
    ['several outputs', 'model A(x: f32[B]) -> (a: f32[B], b: f32[]) = (x, sum(x))\nmodel M(x: f32[B]) -> f32[B] {\n  let a, b = A(x)\n  return a * b\n}'],
    ['a tuple is no tensor', 'model A(x: f32[B]) -> (a: f32[B], b: f32[]) = (x, sum(x))\nmodel M(x: f32[B]) -> f32[B] = relu(A(x))', 'NN0318 A(x)'],
    ['numbers as results', 'model M(x: f32[B]) -> (y: f32[B], z: f32[]) = (x, 1)'],
    ['wrong signatures are told where they stand', 'model A(x: f32[B, N]) -> f32[B, Q] = x\nmodel M(x: f32[B]) -> f32[B] = x |> A', 'NN0303 Q'],
  ])('%s', (_, text, ...expected) => expect(errors(text)).toEqual(expected));
});

describe('statements', () => {
  const body = (statements: string, sizes = 'C', inputs = 'x: f32[B, T, C]', result = 'f32[B, T, C]'): string => `model M<${sizes}>(${inputs}) -> ${result} {\n${statements}\n}`;
  test.each<[what: string, text: string, ...expected: string[]]>([
    ['a layer that is shared', body('layer f = linear(C)\nreturn f(f(x)) + (x |> f)')],
    ['a layer of another name', body('layer f = lienar(C)\nreturn f(x)'), 'NN0302 lienar'],
    ['a layer that is a model', `model A<C>(x: f32[B, C], y: f32[B, C]) -> f32[B, C] = linear(x, C) + y\n${body('layer f = A<C>\nlet t = x[:, 0]\nreturn f(t, f(t, t))', 'C', 'x: f32[B, 2, C]', 'f32[B, C]')}`],
    ['a parameter of its own', body('param w: f32[C] = normal(0.1)\nreturn x * w')],
    ['an initialiser with too much', body('param w: f32[C] = zeros(1)\nreturn x * w'), 'NN0316 1'],
    ['an initialiser with too little', body('param w: f32[C] = constant\nreturn x * w'), 'NN0316 constant'],
    ['a tensor is no initialiser', body('param w: f32[C] = x\nreturn x * w'), 'NN0332 x'],
    ['a state', body('state n: f32[] = 0\nnext n = n + 1\nreturn x * n')],
    ['a state that changes its shape', body('state n: f32[] = 0\nnext n = x\nreturn x * n'), 'NN0330 n'],
    ['a state that changes in a scan', body('state n: f32[B, C] = 0\nscan t in x over T from h = n {\n  next n = n + t\n  next h = t\n}\nreturn x + h'), 'NN0309 n'],
    ['a number by name', body('let k = 2 * 3\nlet y = x |> linear(k) |> linear(C)\nreturn y * k')],
    ['a word by name', body('let a = "tanh"\nreturn gelu(x, a)')],
    ['a name that is a size', body('let C = x\nreturn x'), 'NN0304 C'],
    ['names in a scan end with it', body('scan t in x over T from h = x[:, 0] {\n  let u = t\n  next h = u\n}\nreturn x + u'), 'NN0301 u'],
    ['a scan in a scan', body('scan t in x over T from h = x[:, 0] {\n  scan c in t over C from s = h[:, 0] {\n    next s = s + c\n    emit r = s\n  }\n  next h = r + t * reshape(s, B, 1)\n}\nreturn x + reshape(h, B, 1, C)', 'C', 'x: f32[B, T, C]')],
    ['what is emitted has the axis of time', body('scan t in x over T from h = zeros(3) {\n  next h = h\n}\nreturn x'), 'NN0302 zeros'],
    ['a number can be carried', body('scan t in x over T from n = 0 {\n  next n = n + 1\n  emit ys = t * n\n}\nreturn ys')],
    ['layers in a scan share their parameters', body('scan t in x over T from h = x[:, 0] {\n  next h = concat(t, h) |> linear(C) |> tanh\n  emit ys = h\n}\nreturn ys')],
    ['what is not used', body('let y = x\nparam w: f32[C] = zeros\nlayer f = relu\nreturn x'), 'NN0390 y', 'NN0390 w', 'NN0390 f'],
    ['what is not used on purpose', body('let _y = x\nlet a, b = split(x, 2, axis = 0)\nreturn concat(a, a, axis = 0)').replace('x: f32[B, T, C]', 'x: f32[2 * N, T, C]').replace('-> f32[B, T, C]', '-> f32[2 * N, T, C]')],
  ])('%s', (_, text, ...expected) => expect(found(text)).toEqual(expected));
});

test('parameters are made for their branches', () => {
  const { models: [m] } = read('model M<C, S = 1>(x: f32[B, C]) -> f32[B, C] = if S == 1 then x |> linear(C) else x |> linear(S) |> relu |> linear(C)');
  expect(m.parameters.map((p) => `${p.path} ${p.guards.map((g) => (g.negated ? 'not ' : '') + g.tests.map((t) => `${t.left} ${t.op} ${t.right}`).join())}`)).toEqual([
    'linear.weight S == 1', 'linear.bias S == 1', 'linear2.weight not S == 1', 'linear2.bias not S == 1', 'linear3.weight not S == 1', 'linear3.bias not S == 1',
  ]);
});

test('a layer used on both ways is there on both', () => {
  const { models: [m] } = read('model M<C, S = 1>(x: f32[B, C]) -> f32[B, C] {\n  layer f = linear(C)\n  return if S == 1 then f(x) else relu(f(x))\n}');
  expect(m.parameters.map((p) => [p.path, p.guards.length])).toEqual([['f.weight', 0], ['f.bias', 0]]);
});

test.each([
  ['x |> relu', 'never'], ['x |> dropout(0.1)', 'training'], ['x + randn(x)', 'always'], ['if train then x + randn(x) else x', 'training'], ['x |> repeat 3 { dropout(0.5) }', 'training'], ['x |> dropout(0)', 'never'], ['if train then x else randn(x)', 'always'],
])('%s needs a key: %s', (expression, key) => {
  expect(read(`model M(x: f32[B, 4]) -> f32[B, 4] = ${expression}`).models[0].key).toBe(key);
  expect(read(`model M(x: f32[B, 4]) -> f32[B, 4] = ${expression}\nmodel N(x: f32[B, 4]) -> f32[B, 4] = x |> M`).models[1].key).toBe(key);
});

describe('holes', () => {
  const inner = read('model A<C = 4>(x: f32[B, C]) -> f32[B, 2] = x |> linear(2)').models[0];
  const text = (hole: string): string => `model M(x: f32[B, 4]) -> f32[B, 2] = ${hole}`;
  test('a model', () => expect(read(text('x |> ${0}'), { holes: [{ kind: 'model', model: inner }] }).models[0].parameters.map((p) => p.path)).toEqual(['hole0.linear.weight', 'hole0.linear.bias']));
  test('a model that does not fit', () => expect(found(text('x[:, 0:3] |> ${0}'), { holes: [{ kind: 'model', model: inner }] })).toEqual(['NN0319 ${0}']));
  test('a number', () => expect(found(text('${0} * linear(x, ${1})'), { holes: [{ kind: 'number', value: 0.5 }, { kind: 'number', value: 2 }] })).toEqual([]));
  test('a number that is known later', () => expect(found(text('x |> linear(${0}) |> linear(2)'), { holes: [{ kind: 'number', value: undefined }] })).toEqual([]));
  test('a fraction as a size', () => expect(found(text('x |> linear(${0})'), { holes: [{ kind: 'number', value: 0.5 }] })).toEqual(['NN0306 ${0}']));
  test('a number that is called', () => expect(found(text('x |> ${0}'), { holes: [{ kind: 'number', value: 1 }] })).toEqual(['NN0335 ${0}']));
  test('a model that is added', () => expect(found(text('x + ${0}'), { holes: [{ kind: 'model', model: inner }] })).toEqual(['NN0335 ${0}']));
  test('something unknown silences what depends on it', () => expect(found(text('x |> ${0}(lin) |> linear(7) |> linear(x)'), {})).toEqual(['NN0301 lin', 'NN0305 x']));
});

test('editors learn what every node is', () => {
  const text = 'model M<C>(x: f32[B, C]) -> f32[B, C] {\n  let h = x |> linear(2 * C) |> relu\n  return h |> linear(C)\n}', { notes, definitions } = read(text);
  const shown = [...notes].filter(([node]) => node.kind === 'call').map(([node, { input, result }]) => [text.slice(node.span.start, node.span.end), input, result].map((r) => (typeof r === 'string' ? r : r?.kind === 'tensor' ? r.value.type.shape.join() : undefined)));
  expect(shown).toEqual([['linear(2 * C)', 'B,C', 'B,2*C'], ['relu', 'B,2*C', 'B,2*C'], ['linear(C)', 'B,2*C', 'B,C']]);
  const at = (offset: number): string => text.slice(0, offset).split('\n').length + ':' + (offset - text.lastIndexOf('\n', offset - 1));
  expect([...definitions].map(([use, definition]) => `${text.slice(use.span.start, use.span.end)} ${at(use.span.start)} → ${at(definition.span.start)}`)).toContain('h 3:10 → 2:7');
});
