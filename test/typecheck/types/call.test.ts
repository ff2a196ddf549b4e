/** Random signatures, called with random types: what is refused when running the types refuse, at the same input and in the same words; what is not has one output. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DType } from '../../../core/dtype.ts';
import { modelFromSignature } from '../../../typecheck/holes.ts';
import { shownInputs, shownWhere, signatureOf } from '../../../typecheck/model.ts';
import { bindSignature } from '../../../typecheck/signature.ts';
import { showType } from '../../../core/shape.ts';
import { project, type Project } from '../../types/project.ts';
import { Random } from '../../random.ts';

const calls = 1500;

interface Call { readonly signature: string; readonly inputs: readonly { readonly shape: readonly number[]; readonly dtype: DType }[] }

function randomCall(seed: number): Call {
  const r = new Random(seed), names = { B: 1 + r.below(5), T: 1 + r.below(6), C: 4 };
  const forms: readonly (readonly [text: string, value: number])[] = [
    ['B', names.B], ['T', names.T], ['3', 3], ['12', 12], ['2*T', 2 * names.T], ['T + 1', names.T + 1], ['B*T', names.B * names.T], ['3*B + 2', 3 * names.B + 2], ['12345', 12345], ['C', names.C],
  ];
  const ports = Array.from({ length: 1 + r.below(3) }, (_, i) => ({ name: 'xyz'[i]!, dtype: r.one<DType>(['f32', 'f32', 'i32']), sizes: Array.from({ length: r.below(4) }, () => r.one(forms)) }));
  const inputs = ports.map((p) => {
    const shape = p.sizes.map(([, value]) => (r.chance(7) ? value + 1 : value));
    return { shape: r.chance(4) ? [...shape, 2] : shape, dtype: r.chance(4) ? ('bf16' as DType) : p.dtype };
  });
  // N is derived. B and T are not made equal where there is B*T: squares are solved by the running program alone.
  const equal = ports.some((p) => p.sizes.some(([text]) => text === 'B*T')) ? [] : ['T == B'];
  const conditions = Array.from({ length: Math.max(0, r.below(5) - 2) }, () => r.one(['T % 2 == 0', 'B % 3 == 0', 'B <= 3', 'B < T', 'T != 4', 'B * T > 6', 'T + 1 >= B', 'T = 2 * N', 'B >= 2', 'T = C', ...equal]));
  const outputs = [...(conditions.some((c) => c.includes('N')) ? ['N'] : []), ...ports.flatMap((p) => p.sizes.map(([t]) => t))].slice(0, 3);
  return { signature: `M(${ports.map((p) => `${p.name}: ${p.dtype}[${p.sizes.map(([t]) => t).join(', ')}]`).join(', ')}) -> f32[${outputs.join(', ')}]${conditions.length > 0 ? ` where ${conditions.join(', ')}` : ''}`, inputs };
}

/** The canonical signature, and the sentence with the number of the input, or the type of the output; undefined where a signature is none. */
function byChecker({ signature, inputs }: Call): { readonly canonical: string; readonly said: string } | undefined {
  const model = modelFromSignature(signature);
  if (!model || model.unsound) return undefined;
  const at = { kind: 'missing', span: { start: -1, end: -1 } } as const;
  let said: string | undefined;
  const bound = bindSignature(model.node, {
    sizes: [], holes: [], facts: [], at, shown: shownInputs(model), shownWhere: shownWhere(model), inputs: inputs.map((type, i) => ({ type, at: { kind: 'missing', span: { start: i, end: i } } })),
  }, (d) => { said ??= `${d.span.start} ${d.message}`; });
  const found = said ?? (bound && showType(bound.outputs[0]!));
  return found === undefined ? undefined : { canonical: signatureOf(model), said: found };
}

let users: Project;
beforeAll(async () => { users = await project({ noEmit: false, declaration: true, emitDeclarationOnly: true, outDir: 'out' }); }, 120_000);
afterAll(() => users?.remove());

test(`${calls} random calls of random signatures`, async () => {
  const all = Array.from({ length: calls }, (_, seed) => randomCall(seed)).flatMap((call) => { const read = byChecker(call); return read ? [{ call: { ...call, signature: read.canonical }, said: read.said }] : []; });
  expect(all.length).toBeGreaterThan(calls / 2);
  users.write('calls.ts', `import type { Bind, Bound, ReadSignature, ShapeIn, TypeOf, Wrong } from './node_modules/cotangent/dist/typecheck/types/signature.js';
import type { ShowShape } from './node_modules/cotangent/dist/core/types/dim.js';
type Found<S, R> = R extends Wrong<infer I, infer M> ? \`\${I & number} \${M}\` : R extends Bound<infer V> ? (S extends { readonly outputs: readonly [{ readonly sizes: infer D }] } ? \`f32\${ShowShape<ShapeIn<D, V>>}\` : 'no output') : 'nothing';
declare const found: <T extends string, G extends readonly unknown[]>() => Found<ReadSignature<T>, Bind<ReadSignature<T>, G>>;
${all.map(({ call: { signature, inputs } }, i) => `export const c${i} = found<${JSON.stringify(signature)}, [${inputs.map((t) => `TypeOf<[${t.shape.join(', ')}], '${t.dtype}'>`).join(', ')}]>();`).join('\n')}\n`);
  expect(await users.check('7.0')).toBe('');
  const found = readFileSync(join(users.folder, 'out/calls.d.ts'), 'utf8').split('\n').flatMap((line) => { const [, text] = /^export declare const c\d+: (.*);$/.exec(line) ?? []; return text === undefined ? [] : [text.startsWith('"') ? JSON.parse(text) as string : text]; });
  expect(found.length).toBe(all.length);
  // A condition is of no one input; the types blame one all the same.
  const same = (said: string, typed: string): boolean => said === typed || (said.startsWith('-1 ') && said.slice(2) === typed.slice(1));
  expect(all.flatMap(({ call, said }, i) => (same(said, found[i]!) ? [] : [{ ...call, said, found: found[i] }])).slice(0, 5)).toEqual([]);
  expect(all.filter(({ said }) => /^\d /.test(said)).length).toBeGreaterThan(calls / 10);
}, 120_000);
