/** Passes as cases: text of a graph, `==>` with the names of passes, text of what becomes of it. UPDATE=1 writes what became. */
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { printGraph } from '../../core/print.ts';
import { readGraph } from '../../core/read.ts';
import { verifyGraph } from '../../core/verify.ts';
import { gradGraph } from '../../lowering/grad.ts';
import { cse } from '../../lowering/passes/cse.ts';
import { deadCode } from '../../lowering/passes/deadCode.ts';
import { expand } from '../../lowering/passes/expand.ts';
import { hoist } from '../../lowering/passes/hoist.ts';
import { runPasses } from '../../lowering/passes/pipeline.ts';
import type { Pass } from '../../lowering/passes/rewrite.ts';
import * as ops from '../../ops/all.ts';

const passes: Record<string, Pass> = { cse, deadCode, expand: expand(), hoist, grad: (g) => gradGraph(g, g.inputs.map((_, i) => i)) };
const normal = (text: string): string => printGraph(verifyGraph(readGraph(text, ops)));

for (const name of ['cse', 'deadCode', 'hoist', 'grad']) {
  const file = new URL(`cases/${name}.txt`, import.meta.url);
  const cases = readFileSync(file, 'utf8').split(/^(?=# )/m).map((text) => {
    const [, title, input, names, expected] = /^# (.*)\n([^]*?)\n==>([^\n]*)\n([^]*)$/.exec(text) ?? [];
    return { title: title!, input: input!, names: names!.trim().split(/\s+/), expected: expected! };
  });
  const run = ({ input, names }: (typeof cases)[number]): string => printGraph(runPasses(readGraph(input, ops), names.map((n) => passes[n]!)));
  if (process.env['UPDATE']) {
    writeFileSync(file, `${cases.map((c) => `# ${c.title}\n${normal(c.input)}\n==> ${c.names.join(' ')}\n${run(c)}\n`).join('\n')}`);
  }
  describe(name, () => {
    for (const c of cases) test(c.title, () => expect(run(c)).toBe(normal(c.expected)));
  });
}
