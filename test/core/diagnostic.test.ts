import { describe, expect, test } from 'vitest';
import { CotangentError, didYouMean, invariant, positionAt, renderDiagnostic } from '../../core/diagnostic.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';

const at = (text: string, word: string, more: Partial<Diagnostic> = {}): Diagnostic => {
  const start = text.indexOf(word);
  return { code: 'NN0999', message: 'this is wrong', severity: 'error', span: { start, end: start + word.length }, ...more };
};

describe('renderDiagnostic', () => {
  const text = 'model M\n  let y = rleu(x)\nreturn y';

  test('shows file, line, column, carets and hint', () => {
    expect(renderDiagnostic(at(text, 'rleu', { hint: 'write relu' }), text, { file: 'a.nn' })).toBe([
      'a.nn:2:11  NN0999  this is wrong',
      '  2 |   let y = rleu(x)',
      '    |           ^^^^',
      'hint: write relu',
    ].join('\n'));
  });

  test('counts lines from where the text stands in its file', () => {
    expect(renderDiagnostic(at(text, 'rleu'), text, { lineOffset: 1199 })).toBe(
      '1201:11  NN0999  this is wrong\n1201 |   let y = rleu(x)\n     |           ^^^^');
  });

  test('shows related places', () => {
    const diagnostic = at(text, 'rleu', { related: [{ span: { start: 0, end: 5 }, message: 'the model' }], severity: 'warning' });
    expect(renderDiagnostic(diagnostic, text)).toBe([
      '2:11  warning NN0999  this is wrong', '  2 |   let y = rleu(x)', '    |           ^^^^',
      '1:1  the model', '  1 | model M', '    | ^^^^^',
    ].join('\n'));
  });

  test('points past the end of a line, and stops at it', () => {
    expect(renderDiagnostic(at('ab', 'b', { span: { start: 2, end: 2 } }), 'ab')).toContain('\n    |   ^');
    expect(renderDiagnostic(at('ab\ncd', 'b\nc'), 'ab\ncd')).toMatch(/\| {2}\^$/);
  });

  test('keeps tabs, so that the carets stand below', () => {
    expect(renderDiagnostic(at('\tx = y', 'y'), '\tx = y')).toContain('\n    | \t    ^');
  });

  test('cuts a long line to the place that matters', () => {
    const long = `${'a'.repeat(5000)}wrong${'b'.repeat(5000)}`;
    const [, line, carets] = renderDiagnostic(at(long, 'wrong'), long).split('\n');
    expect(line!.length).toBeLessThan(140);
    expect(line!.slice(carets!.indexOf('^'), carets!.lastIndexOf('^') + 1)).toBe('wrong');
  });

  test('shows no control or direction marks', () => {
    const text = 'a\u001b[2J\u202eb';
    expect(renderDiagnostic(at(text, 'b'), text)).not.toMatch(/[\u001b\u202e]/);
  });
});

test('positionAt counts lines and columns from 1', () => {
  expect(positionAt('ab\ncd', 0)).toEqual({ line: 1, column: 1 });
  expect(positionAt('ab\ncd', 2)).toEqual({ line: 1, column: 3 });
  expect(positionAt('ab\ncd', 3)).toEqual({ line: 2, column: 1 });
  expect(positionAt('ab\ncd', 99)).toEqual({ line: 2, column: 3 });
});

describe('didYouMean', () => {
  const names = ['relu', 'gelu', 'linear', 'layernorm', 'batchnorm', 'Block'];
  test.each([
    ['rleu', 'relu'], ['lienar', 'linear'], ['layernrom', 'layernorm'], ['block', 'Block'], ['batchnrm', 'batchnorm'],
    ['zzz', undefined], ['x', undefined], ['linearregression', undefined], ['relu', 'gelu'],
  ])('%s → %s', (name, meant) => expect(didYouMean(name, names)).toBe(meant));
});

test('an error carries its code and its hint', () => {
  const cause = new Error('below');
  const error = new CotangentError('lr is -1, but must be positive', { code: 'NN0998', hint: 'give lr > 0', cause });
  expect(error).toMatchObject({ name: 'CotangentError', code: 'NN0998', hint: 'give lr > 0', cause, diagnostics: [] });
  expect(error).toBeInstanceOf(Error);
});

test('invariant throws only when its condition fails', () => {
  invariant(true, 'never said');
  expect(() => invariant(false, 'the value has no shape')).toThrow(/the value has no shape; this is a defect of cotangent/);
});
