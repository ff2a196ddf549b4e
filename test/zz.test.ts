import { test } from 'vitest';
import { writeFileSync } from 'node:fs';
import { randomModel } from './typecheck/types/randomModel.ts';
import { layers } from '../nn/library.ts';
import { check } from '../typecheck/check.ts';
import { parse } from '../dsl/parse.ts';
import { source } from '../dsl/source.ts';
import { mainModel } from '../typecheck/model.ts';
test('x', () => {
  let ok = 0, bad = 0; const lines: string[] = [];
  const n = Number(process.env['N'] ?? 300);
  const out = [`import type { MistakeIn, SignatureOf } from '/tmp/wt/model/typecheck/types/source.ts';`];
  for (let i = 0; i < n; i++) {
    const text = randomModel(i);
    const from = source(text), { tree, diagnostics } = parse(from);
    const c = check(tree, layers);
    const errors = [...diagnostics, ...c.diagnostics].filter((d) => d.severity === 'error');
    if (errors.length) bad++; else ok++;
    const say = errors.map((d) => JSON.stringify(`line ${text.slice(0, d.span.start).split('\n').length}: ${d.message}`));
    const main = mainModel(tree, c.models);
    out.push(`/* ${i} */ export const m${i}: ${say.length ? say.join(' | ') : 'undefined'} = null! as MistakeIn<${JSON.stringify(text)}>;`);
    if (!say.length) out.push(`export const s${i}: ${JSON.stringify(main!.signature)} = null! as SignatureOf<${JSON.stringify(text)}>;`);
  }
  writeFileSync('/tmp/gen.ts', out.join('\n'));
  console.log(ok, bad);
});
