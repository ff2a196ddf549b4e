/**
 * The examples in docstrings are so: each runs, and where a line ends with a comment, that is what its expression gives.
 * A tensor is written as its nested arrays, numbers with six digits. `folder` is one to write files into.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import * as cotangent from '../../index.ts';
import { publicFunctions } from './exports.ts';

const functions = publicFunctions();

/** A value as an example writes it. */
export async function show(x: unknown): Promise<string> {
  if (x instanceof cotangent.Tensor) return show(await x.array());
  if (typeof x === 'number') return Number.isFinite(x) ? String(Number(x.toPrecision(6))) : String(x);
  if (Array.isArray(x)) return `[${(await Promise.all(x.map(show))).join(', ')}]`;
  if (ArrayBuffer.isView(x)) return show([...(x as Float32Array)]);
  if (x instanceof Map) return `Map ${await show(Object.fromEntries(x))}`;
  if (typeof x === 'object' && x !== null) return `{ ${(await Promise.all(Object.entries(x).map(async ([k, v]) => `${k}: ${await show(v)}`))).join(', ')} }`;
  return typeof x === 'string' ? `'${x}'` : String(x);
}

/** Runs the statements; every expression statement followed by a comment must give what the comment says. */
async function runExample(text: string): Promise<void> {
  const file = ts.createSourceFile('example.ts', text, ts.ScriptTarget.ES2022, true), checks: { readonly wanted: string; readonly code: string }[] = [];
  let code = '';
  for (const s of file.statements) {
    const comment = ts.getTrailingCommentRanges(text, s.end)?.[0], wanted = comment && text.slice(comment.pos + 2, comment.end).trim();
    if (ts.isExpressionStatement(s) && wanted !== undefined) {
      const given = s.expression.getText();
      code += `$results.push(await $show(${given}));\n`;
      checks.push({ wanted, code: given });
    } else code += `${s.getText()}\n`;
  }
  const js = ts.transpileModule(`(async () => {\n${code}\n})()`, { compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext } }).outputText;
  const results: string[] = [], logs: string[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'example-'));
  const context = { ...cotangent, folder, $results: results, $show: show, console: { log: (...x: unknown[]) => logs.push(x.join(' ')) }, Float32Array, Float64Array, Int32Array, Uint8Array, Uint32Array, Int8Array };
  await (runInNewContext(js, context) as Promise<void>).finally(() => rmSync(folder, { recursive: true }));
  expect(checks.map((c, i) => `${c.code} // ${results[i]}`)).toEqual(checks.map((c) => `${c.code} // ${c.wanted}`));
}

test('every public function says what it does', () => {
  expect(functions.length).toBeGreaterThan(500);
  expect(functions.filter((f) => f.text.trim() === '' || f.examples.length === 0).map((f) => `${f.name} at ${f.place}`)).toEqual([]);
});

describe('examples in docstrings', () => {
  cotangent.device('cpu', { threads: 1 });
  test.each(functions.flatMap((f) => f.examples.map((text, i) => ({ name: f.name, text, n: i + 1 }))))('$name, example $n', ({ text }) => runExample(text));
});
