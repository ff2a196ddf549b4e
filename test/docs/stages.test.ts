/** docs/explain/how-it-works.md shows what the stages print for its model. UPDATE=1 writes what they print now. */
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { printGraph } from '../../core/print.ts';
import { showType } from '../../core/shape.ts';
import { makeGraph, mse, nn, random, valueAndGrad, zeros, type Tensor } from '../../index.ts';
import { compileGraph } from '../../lowering/compile.ts';
import { runPasses, standard } from '../../lowering/passes/pipeline.ts';
import { printProgram } from '../../lowering/programText.ts';
import type { Tree as Parameters } from '../../nn/modelType.ts';
import { updating } from '../golden/cases.ts';
import { blocksOf, programsOf, withTexts } from './markdown.ts';

const file = new URL('../../docs/explain/how-it-works.md', import.meta.url);

test('the stages print what the page shows', () => {
  const page = readFileSync(file, 'utf8');
  const Tiny = nn(programsOf(page)[0]);
  const parameters = Tiny.init(random.key(0)), x = zeros([8, 4]), t = zeros([8, 3]);
  const loss = (p: Parameters, x: Tensor, t: Tensor): Tensor => mse(Tiny(p, x), t);
  const gradient = makeGraph(valueAndGrad(loss))(parameters, x, t), passed = runPasses(gradient, standard);
  const [program, ...kernels] = printProgram(compileGraph(passed)).split('\n\n');
  const stages: Readonly<Record<string, string>> = {
    checked: [Tiny.signature, ...Tiny.checked.parameters.map(({ path, type }) => `  ${path}: ${showType(type)}`)].join('\n'),
    graph: printGraph(makeGraph((p: Parameters, x: Tensor) => Tiny(p, x))(parameters, x), { origins: true }),
    loss: printGraph(makeGraph(loss)(parameters, x, t)),
    gradient: printGraph(gradient),
    passes: printGraph(passed),
    program: program,
    kernels: kernels.join('\n\n'),
  };
  const blocks = blocksOf(page).filter((b) => b.language === 'text');
  expect(blocks.map((b) => b.words[0])).toEqual(Object.keys(stages));
  const updated = withTexts(page, blocksOf(page).map((b) => (b.language === 'text' ? `${stages[b.words[0]].trimEnd()}\n` : undefined)));
  if (updating) writeFileSync(file, updated);
  else expect(page, 'UPDATE=1 npx vitest run test/docs/stages.test.ts writes the page anew').toBe(updated);
});
