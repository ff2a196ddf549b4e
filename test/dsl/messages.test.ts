/** Each mistake gets one message; ‹ › mark where. In short ones, a line of a block stands for the model around it. */
import { describe, expect, test } from 'vitest';
import { parse } from '../../dsl/parse.ts';
import { source } from '../../dsl/source.ts';

function check(marked: string, code: string, message: string, hint?: string): void {
  const start = marked.indexOf('‹'), end = marked.indexOf('›') - 1;
  const text = marked.replace(/[‹›]/g, '');
  const { diagnostics } = parse(source(text));
  expect(diagnostics.map(({ code, message, hint, span, severity }) => ({ code, message, hint, span, severity }))).toEqual(
    [{ code, message, hint, span: { start, end }, severity: 'error' }]);
}

const statements = 'let, param, state, layer, return, scan, next or emit';

describe('a model and its head', () => {
  test.each<[string, string, string, string?]>([
    ['model M(x: f32[B]) -> f32[B]‹›', 'NN0102', "expected '{' or '=', but the text ends here"],
    ['model M(x: f32[B]) -> ‹=› x', 'NN0105', "expected a type such as f32[B, 10], but found '='"],
    ['model ‹(›x: f32[B]) -> f32[B] = x', 'NN0102', "expected a name, but found '('"],
    ['model ‹let›(x: f32[B]) -> f32[B] = x', 'NN0102', "expected a name, but found 'let'", 'let is a keyword'],
    ['‹modle› M(x: f32[B]) -> f32[B] = x', 'NN0107', "expected a model, but found 'modle'", 'did you mean model?'],
    ['‹def› f(x)', 'NN0107', "expected a model, but found 'def'", 'here the word is model'],
    ['model M(x: f32[B]) -> f32[B] = x ‹y›', 'NN0107', "expected a model, but found 'y'", 'a text is a list of models; each begins with the word model'],
    ['model M(x: f32[B‹)› -> f32[B] = x', 'NN0102', "expected ',' or ']', but found ')'"],
    ['model M<‹(›x: f32[B]) -> f32[B] = x', 'NN0102', "expected a name, but found '('"],
    ['model M(x: f32‹)› -> f32[B] = x', 'NN0102', "expected '[', but found ')'", 'the sizes follow the dtype: f32[B, 10], and f32[] is a scalar'],
    ['model M(x: f32[B], h0‹?›: f32[B]) -> f32[B] = x', 'NN0101', "unexpected character '?'", 'what may be left out has a default: h0: f32[B] = zeros'],
    ['model M(x‹)› -> f32[B] = x', 'NN0102', "expected ':', but found ')'", 'inputs and outputs have a name and a type: x: f32[B, 10]'],
    ['model M(x: f32[B],‹)› -> f32[B] = x', 'NN0102', "expected a name, but found ')'", 'a list does not end with a comma'],
    ['model M(x: f32[B]) ‹f32›[B] = x', 'NN0102', "expected '->', but found 'f32'"],
    ['model M(x: f32[‹...›]) -> f32[B] = x', 'NN0102', "expected a size or ']', but found '...'"],
    ['model M(x: f32[B, ‹...›]) -> f32[B] = x', 'NN0103', "expected a size, but found '...'"],
    ['model M(x: ‹f33›[B]) -> f32[B] = x', 'NN0105', "there is no dtype 'f33'", 'did you mean f32?'],
    ['model M(x: ‹complex›[B]) -> f32[B] = x', 'NN0105', "there is no dtype 'complex'", 'the dtypes are bool, u8, i8, u32, i32, f16, bf16, f32, f64'],
    ['model M(x: f32[B]) -> (y: f32[B] = ‹3›) = x', 'NN0116', "the output 'y' has an initialiser, but only inputs can be left out", 'remove it'],
    ['model M(x: f32[B]) -> f32[B] where B ‹{› return x }', 'NN0102', "expected '==', '!=', '<=', '>=', '<', '>' or '=', but found '{'"],
    ['model M(x: f32[B]) -> f32[B] where ‹f(B)› == 2 = x', 'NN0119', 'a size is made of names and numbers with + - * / % and **', 'compute with sizes only'],
    ['model M(x: f32[B]) -> f32[B] { let y = x ‹}›', 'NN0117', 'the model returns nothing', 'end the block with return'],
    ['model M(x: f32[B]) -> f32[B] { return x ‹let y = x› }', 'NN0117', 'a statement stands after return', 'make return the last statement'],
    ['model M(x: f32[B]) -> f32[B] { return x‹›', 'NN0106', "expected a statement or '}', but the text ends here"],
  ])('%s', check);
});

const inBlock = (line: string): string => `model M(x: f32[B]) -> f32[B] {\n  ${line}\n  return x\n}`;

describe('a statement', () => {
  test.each<[string, string, string, string?]>([
    ['‹y› = x', 'NN0106', "expected a statement or '}', but found 'y'", 'write let y = …'],
    ['‹const› y = x', 'NN0106', "expected a statement or '}', but found 'const'", 'here the word is let'],
    ['‹lte› y = x', 'NN0106', "expected a statement or '}', but found 'lte'", 'did you mean let?'],
    ['let y = x ‹relu›', 'NN0106', "expected a statement or '}', but found 'relu'", `a statement begins with ${statements}; a stage stands after |>`],
    ['let y = f(x)‹)›', 'NN0106', "expected a statement or '}', but found ')'", 'no bracket is open that it could close'],
    ['let y = x ‹==› z', 'NN0106', "expected a statement or '}', but found '=='", 'sizes are compared in if … then … else …'],
    ['layer l = linear(3) ‹|>› relu', 'NN0106', "expected a statement or '}', but found '|>'", 'a layer and an initialiser are single calls; name the value with let and pipe it on'],
    ['layer l = ‹3›', 'NN0104', "expected a layer or a model, but found '3'"],
    ['let ‹if› = x', 'NN0102', "expected a name, but found 'if'", 'if is a keyword'],
    ['let a ‹b› = x', 'NN0102', "expected '=', but found 'b'"],
    ['param w: f32[B]‹›', 'NN0102', "expected '=', but found 'return'", 'it needs an initialiser: = zeros, or = normal(0.02)'],
    ['‹emit y = x›', 'NN0118', 'emit stands outside of scan', 'move it into the block of a scan, or write let'],
    ['scan a in x over B from h = 0 { ‹param p: f32[] = 0› }', 'NN0118', 'param stands inside of scan', 'a scan holds let, next, emit and scan; move this in front of it'],
  ])('%s', (line, ...rest) => check(inBlock(line), ...rest));
});

describe('an expression', () => {
  test.each<[string, string, string, string?]>([
    ['let y = x +‹›', 'NN0103', "expected an expression, but found 'return'"],
    ['let y = ‹)›', 'NN0103', "expected an expression, but found ')'"],
    ['let y = f(x‹›', 'NN0102', "expected ',' or ')', but found 'return'"],
    ['let y = f(a ‹b›)', 'NN0102', "expected ',' or ')', but found 'b'"],
    ['let y = f(a, ‹)›', 'NN0103', "expected an expression, but found ')'", 'a list does not end with a comma'],
    ['let y = (‹)›', 'NN0103', "expected an expression, but found ')'"],
    ['let y = x[‹]›', 'NN0103', "expected an index or a slice, but found ']'"],
    ['let y = x < 3‹›', 'NN0102', "expected ',' or '>', but found 'return'", 'after a name, < opens sizes, as in Block<64>; sizes are compared in if … then … else …'],
    ['let y = if B == 1 then x‹›', 'NN0102', "expected 'else', but found 'return'"],
    ['let y = if ‹B = 1› then x else x', 'NN0114', "a condition compares with '==', but found '='", 'write =='],
    ['let y = conv(a = 3, ‹4›)', 'NN0115', 'a positional argument stands after a named one', 'put the named arguments last'],
    ['let y = conv(a = 3, ‹a = 4›)', 'NN0115', "the argument 'a' is given twice", 'keep one of them'],
    ['let y = f<‹a @ b›>(x)', 'NN0119', 'a size is made of names and numbers with + - * / % and **', 'compute with sizes only'],
  ])('%s', (line, ...rest) => check(inBlock(line), ...rest));
});

describe('a stage', () => {
  const stage = 'a stage (a layer, residual, repeat or an axes pattern)';
  test.each<[string, string, string, string?]>([
    ['let y = x |>‹›', 'NN0104', `expected ${stage}, but found 'return'`],
    ['let y = x |> ‹3›', 'NN0104', `expected ${stage}, but found '3'`],
    ['let y = x |> ‹|>› relu', 'NN0104', `expected ${stage}, but found '|>'`],
    ['let y = x |> residual ‹layernorm›', 'NN0102', "expected '{', but found 'layernorm'"],
    ['let y = x |> repeat ‹{› relu }', 'NN0103', "expected a size, but found '{'"],
    ['let y = x |> [a, ‹1.5›] -> [a]', 'NN0119', 'an axis has a whole size, but found 1.5', 'write a name or an integer'],
    ['let y = x |> [a, b] ‹[›b, a]', 'NN0102', "expected '->', but found '['"],
  ])('%s', (line, ...rest) => check(inBlock(line), ...rest));
});

describe('a token', () => {
  test.each<[string, string, string, string?]>([
    ['let y = x‹;›', 'NN0101', "unexpected character ';'", 'a statement ends where the next begins, without a mark'],
    ['let y = x ‹||› z', 'NN0101', "unexpected character '|'", 'a pipe is written |>'],
    ['let ‹σ› = x', 'NN0101', "unexpected character 'σ'", 'names are made of the letters a to z, digits and _'],
    ['let y = x ‹?› z', 'NN0101', "unexpected character '?'"],
    ['let y = ‹1.5.2›', 'NN0109', "'1.5.2' is not a number", 'numbers look like 12, 0.5 or 1e-5'],
    ['let y = ‹12px›', 'NN0109', "'12px' is not a number", 'numbers look like 12, 0.5 or 1e-5'],
    ['let y = ‹1e999›', 'NN0109', "'1e999' is not a number", 'numbers look like 12, 0.5 or 1e-5'],
    ['let y = f(‹"same)›', 'NN0108', 'the string is not closed', 'write " where it ends, on the same line'],
    ['let y = x ‹/*› f', 'NN0108', 'the comment is not closed', 'write */ where it ends'],
    ['let y = ‹${0}›', 'NN0113', "'${0}' has no value: this text is a plain string", 'use the tag form: nn`… ${value} …`'],
  ])('%s', (line, ...rest) => check(inBlock(line), ...rest));
});

test('the bracket that is not closed is shown', () => {
  const text = inBlock('let y = f(g(x), 3');
  const [diagnostic] = parse(source(text)).diagnostics;
  expect(diagnostic!.related).toEqual([{ span: { start: text.indexOf('f(') + 1, end: text.indexOf('f(') + 2 }, message: 'opened here' }]);
});

test('no message speaks of tokens, and all are single sentences', () => {
  for (const text of ['model', 'model M', 'model M(', 'model M(x: f32[B]) -> f32[B] {', 'model M<', inBlock('let'), inBlock('scan'), inBlock('let y = x |> [')]) {
    for (const { message } of parse(source(text)).diagnostics) expect(message).toMatch(/^expected (?!.*(-->|[Tt]oken)).*, but /);
  }
});
