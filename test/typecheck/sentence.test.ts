import { expect, test } from 'vitest';
import { sentenceOf } from '../../typecheck/sentence.ts';

/** As it ends where a type is wanted. */
const end = '\u00a0';
const sentence = 'matmul [32, 784] x [783, 128]: inner dims differ, 784 and 783';

test.each([
  `Argument of type 'Tensor<[32, 784], "f32">' is not assignable to parameter of type '"${sentence}${end}"'.`,
  `Type 'Tensor<[32, 784], "f32">' is not assignable to type '"${sentence}${end}"'.`,
  `The 'this' context of type 'Tensor<[2, 3], "f32">' is not assignable to method's 'this' of type '"${sentence}${end}"'.`,
  `Type '[2]' does not satisfy the constraint '"${sentence}${end}"'.`,
  `Argument of type '{ a: T; }' is not assignable to parameter of type '{ a: "x y z"; }'.\n  Types of property 'a' are incompatible.\n    Type 'T' is not assignable to type '"${sentence}${end}"'.`,
  `No overload matches this call.\n  The last overload gave the following error.\n    Argument of type 'T' is not assignable to parameter of type '"${sentence}${end}"'.`,
])('the sentence of %s', (message) => expect(sentenceOf(message)).toBe(sentence));

const refused = (text: string): string => `Type 'T' is not assignable to type '"${text}${end}"'.`;

test('escapes are undone', () =>
  expect(sentenceOf(refused('einsum \\"ij,jk\\": \\\\ is no index\\n of 3\\u0085'))).toBe('einsum "ij,jk": \\ is no index\n of 3\u0085'));

test('a size that is a type parameter is its name', () =>
  expect(sentenceOf(`Argument of type 'Tensor<[B, 27], "f32">' is not assignable to parameter of type '\`Mlp: axis 1 of x must be 28, but got 27 in f32[\${ShowDim<B>}, 27]${end}\`'.`)).toBe('Mlp: axis 1 of x must be 28, but got 27 in f32[B, 27]'));

test('what TypeScript has cut ends in …', () =>
  expect(sentenceOf("Type 'T' is not assignable to type '\"reshape [B, 3] to [B, 4...'.")).toBe('reshape [B, 3] to [B, 4…'));

test.each([
  "Type 'number' is not assignable to type 'string'.",
  // A user's own types.
  `Type '"bye"' is not assignable to type '"hello my old friend"'.`,
  `Argument of type '"left"' is not assignable to parameter of type '"matmul of 3 sides"'.`,
  `Type 'string' is not assignable to type '"iVBORw0KGgoAAAANSUhEUgAAAAUA...'.`,
  "Type '\"top\"' is not assignable to type '\"one of them all\" | \"right\"'.",
  "Cannot find name 'one two three'.",
  '',
])('as it is: %s', (message) => expect(sentenceOf(message)).toBe(message));
