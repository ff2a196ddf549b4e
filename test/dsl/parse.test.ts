import { describe, expect, test } from 'vitest';
import { parse } from '../../dsl/parse.ts';
import { source } from '../../dsl/source.ts';
import { models } from './models.ts';

describe('the six models', () => {
  test.each(models)('$name parses without a diagnostic', ({ text }) => {
    const { tree, diagnostics } = parse(source(text));
    expect(diagnostics).toEqual([]);
    expect(tree.models.length).toBe(text.match(/^model/gm)!.length);
  });
});
