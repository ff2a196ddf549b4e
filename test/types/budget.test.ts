/**
 * How much work calls are for TypeScript: instantiations for each of many calls that differ in their sizes. They are counted, not timed,
 * so that every machine finds the same; a call in ten thousand lines of a user's may cost a thousand.
 */
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { project, type Project } from './project.ts';

const t = (...shape: readonly number[]): string => `({} as Tensor<[${shape.join(', ')}], 'f32'>)`;
/** The i-th call. */
const calls: Readonly<Record<string, (i: number) => string>> = {
  'matmul of batches': (i) => `matmul(${t(8, 17 + i, 64)}, ${t(64, 17 + i)})`,
  'add that stretches': (i) => `add(${t(8, 17 + i, 64)}, ${t(17 + i, 1)})`,
  'concat': (i) => `concat([${t(8, 17 + i, 64)}, ${t(8, 19 + i, 64)}], { axis: 1 })`,
  'stack of three': (i) => `stack([${t(8, 17 + i, 64)}, ${t(8, 17 + i, 64)}, ${t(8, 17 + i, 64)}], { axis: -1 })`,
  'split': (i) => `split(${t(8, 17 + i, 64)}, 4, { axis: -1 })`,
  'sum over two axes': (i) => `sum(${t(8, 17 + i, 64)}, { axis: [0, -1], keepDims: true })`,
  'take': (i) => `take(${t(8, 17 + i, 64)}, {} as Tensor<[5, 6], 'i32'>, { axis: 1 })`,
  'transpose': (i) => `transpose(${t(8, 17 + i, 4, 16)}, [0, 2, 1, 3])`,
  'conv with strides and a border': (i) => `conv(${t(8, 3, 24 + i, 32 + i)}, ${t(16, 3, 3, 3)}, { stride: 2, padding: 1 })`,
  'lax.convGeneralDilated in a layout': (i) => `lax.convGeneralDilated(${t(8, 24 + i, 32 + i, 3)}, ${t(3, 3, 3, 16)}, [2, 2], [[1, 1], [1, 1]], { dimensionNumbers: ['NHWC', 'HWIO', 'NHWC'] })`,
  'lax.convTranspose': (i) => `lax.convTranspose(${t(8, 24 + i, 32 + i, 3)}, ${t(3, 3, 3, 16)}, [2, 2], 'SAME')`,
  'lax.reduceWindow': (i) => `lax.reduceWindow(${t(8, 16, 24 + i, 32 + i)}, 0, lax.max, [1, 1, 2, 2], [1, 1, 2, 2], 'VALID')`,
  'lax.dotGeneral of heads': (i) => `lax.dotGeneral(${t(4, 8, 17 + i, 64)}, ${t(4, 8, 19 + i, 64)}, [[[3], [3]], [[0, 1], [0, 1]]])`,
  'lax.gather of rows': (i) => `lax.gather(${t(17 + i, 64)}, {} as Tensor<[5, ${19 + i}, 1], 'i32'>, { offsetDims: [2], collapsedSliceDims: [0], startIndexMap: [0] }, [1, 64])`,
  'fft.rfft': (i) => `fft.rfft(${t(8, 100 + 2 * i)})`,
  'einsum of matrices': (i) => `einsum('ij,jk->ik', ${t(17 + i, 8)}, ${t(8, 19 + i)})`,
  'einsum of four axes': (i) => `einsum('bthd,bshd->bhts', ${t(4, 17 + i, 8, 64)}, ${t(4, 19 + i, 8, 64)})`,
  'einsum of four axes, of sums and batches': (i) => `einsum('bhts,bshd->bthd', ${t(4, 8, 17 + i, 19 + i)}, ${t(4, 19 + i, 8, 64)})`,
  'einsum in letters of its own': (i) => ((l) => `einsum('${l}thd,${l}shd->${l}hts', ${t(4, 17 + i, 8, 64)}, ${t(4, 19 + i, 8, 64)})`)('abcefgijklmnopqruvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'[i]!),
  'reshape that splits an axis': (i) => `reshape(${t(8, 17 + i, 64)}, [8, ${17 + i}, 4, 16])`,
  'reshape that joins axes': (i) => `reshape(${t(8, 17 + i, 64)}, [${8 * (17 + i)}, 64])`,
  'reshape of two unlike products': (i) => `reshape(${t((17 + i) * 36, 48)}, [${(17 + i) * 16}, 108])`,
  'reshape with an open size behind': (i) => `reshape(${t(32, 64, 7, 17 + i)}, [32, -1])`,
  'reshape with an open size in front': (i) => `reshape(${t(32, 17 + i, 12, 64)}, [-1, 768])`,
  'rearrange into heads': (i) => `rearrange(${t(4, 17 + i, 512)}, 'b t (h d) -> b h t d', { h: 8 })`,
  'rearrange into three': (i) => `rearrange(${t(4, 17 + i, 1536)}, 'b t (3 h d) -> 3 b h t d', { h: 8 })`,
  'rearrange back': (i) => `rearrange(${t(4, 8, 17 + i, 64)}, 'b h t d -> b t (h d)')`,
  'power by a tensor': (i) => `pow(${t(8, 17 + i, 64)}, ${t(17 + i, 1)})`,
  'choice by a condition': (i) => `where(${t(17 + i, 1)}, ${t(8, 17 + i, 64)}, 0)`,
  'draw with a parameter': (i) => `random.gamma(random.key(0), ${t(17 + i, 64)}, [8, ${17 + i}, 64])`,
  'function of three, of one rank': (i) => `lax.betainc(${t(8, 17 + i)}, ${t(1, 17 + i)}, ${t(8, 1)})`,
  'rearrange into patches': (i) => `rearrange(${t(4 + i, 3, 224, 224)}, 'b c (h p) (w q) -> b (h w) (p q c)', { p: 16, q: 16 })`,
  'x.at(…)': (i) => `${t(8, 117 + i, 64)}.at(0)`,
  'x.at(…).set(…)': (i) => `${t(8, 167 + i, 64)}.at(0).set(${t(167 + i, 64)})`,
  'x.at(…).add(…) to a slice': (i) => `${t(8, 217 + i, 64)}.at(':', '1:5').add(${t(8, 4, 64)})`,
  'x.get(…)': (i) => `${t(8, 267 + i, 64)}.get(0, '1:5')`,
  'index with several lists': (i) => `index(${t(8, 317 + i, 64)}, [0, 1, 2], [1, 2, 3])`,
  'insert': (i) => `insert(${t(8, 367 + i, 64)}, [1, 3], 0, { axis: 1 })`,
  'deleteAt': (i) => `deleteAt(${t(8, 417 + i, 64)}, [1, 3], { axis: 1 })`,
  'rearrange into patches of two widths': (i) => `rearrange(${t(4 + i, 3, 224, 160)}, 'b c (h p) (w q) -> b (h w) (p q c)', { p: 16, q: 8 })`,
  'quantile': (i) => `quantile(${t(8, 467 + i, 64)}, ${t(3)}, { axis: 1, keepDims: true })`,
  'diff with a border': (i) => `diff(${t(8, 517 + i, 64)}, { n: 2, axis: 1, prepend: ${t(8, 1, 64)} })`,
  'gradient along all axes': (i) => `gradient(${t(8, 567 + i, 64)})`,
  'maxPool': (i) => `maxPool(${t(8, 16, 124 + i, 132 + i)}, [3, 3], { stride: 2, padding: 1 })`,
  'meshgrid of three': (i) => `meshgrid(${t(617 + i)}, ${t(19 + i)}, ${t(3)})`,
  'linspace between tensors': (i) => `linspace(${t(667 + i, 1)}, ${t(8)}, 20, { axis: -1 })`,
};
const most = 1000, many = 24;

let users: Project;
beforeAll(async () => { users = await project(); }, 300_000);
afterAll(() => users?.remove());

/** Each list of calls in a file of its own, and the instantiations that it takes once those before it are known. */
function instantiations(lists: readonly (readonly string[])[]): number[] {
  const names = [...new Set(Object.values(calls).flatMap((call) => /^\w+/.exec(call(0)) ?? []))];
  const files = lists.map((list, f) => {
    users.write(`calls${f}.ts`, `import { ${names.join(', ')}, type Tensor } from 'cotangent';\n${list.map((c, i) => `export const c${i} = ${c};`).join('\n')}\n`);
    return join(users.folder, `calls${f}.ts`);
  });
  const { config } = ts.readConfigFile(join(users.folder, 'tsconfig.json'), ts.sys.readFile) as { config: unknown };
  const program = ts.createProgram(files, ts.parseJsonConfigFileContent(config, ts.sys, users.folder).options) as ts.Program & { getInstantiationCount(): number };
  return files.map((file) => {
    const before = program.getInstantiationCount();
    expect(program.getSemanticDiagnostics(program.getSourceFile(file)).map((d) => d.messageText)).toEqual([]);
    return program.getInstantiationCount() - before;
  });
}

test(`calls cost at most ${most} instantiations`, () => {
  // What functions and families of sizes have in common is worked out for the first calls.
  const all = Object.values(calls), [, ...costs] = instantiations([all.flatMap((call) => [call(0), call(1)]), ...all.map((call) => Array.from({ length: many }, (_, i) => call(2 + i)))]);
  const each = Object.fromEntries(Object.keys(calls).map((name, i) => [name, Math.round(costs[i]! / many)]));
  expect(Object.fromEntries(Object.entries(each).filter(([, cost]) => cost > most)), JSON.stringify(each)).toEqual({});
  // What is counted is there.
  expect(Math.min(...Object.values(each)), JSON.stringify(each)).toBeGreaterThan(50);
}, 240_000);
