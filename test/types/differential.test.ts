/**
 * Types against values: thousands of random calls, right and wrong. What the engine refuses TypeScript refuses in the same words; what it
 * gives TypeScript gives, or says that it does not know.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as cotangent from '../../index.ts';
import { showType } from '../../core/shape.ts';
import { sentenceOf } from '../../typecheck/sentence.ts';
import { Random } from '../random.ts';
import { families, isNamed, isOperand, type Call, type Operand } from './calls.ts';
import { project, type Project } from './project.ts';

const perFamily = 64, perFile = 1500;

/** What a call is found to be: the type of its result, `refused: SENTENCE`, or `unknown` where only TypeScript would not say. */
type Verdict = string;

const draws: readonly Call[] = [...families].flatMap(([name, make]) => {
  // By the name, so that a new family leaves the calls of the others as they are.
  const random = new Random([...name].reduce((seed, c) => (31 * seed + c.charCodeAt(0)) % 2 ** 31, 7));
  return Array.from({ length: perFamily }, () => ({ name, args: make((n) => random.below(n)) }));
});

/** What the package exports under a name, 'add' or 'linalg.inv'. */
const at = (name: string): unknown => name.split('.').reduce<unknown>((from, part) => (from as Record<string, unknown>)[part], cotangent);

const methodOf = (name: string): readonly [string, string | undefined] => { const [of, method] = name.split('().'); return [of!, method]; };
const called = ({ name, args }: Call): string => {
  const [f, method] = methodOf(name), [of, ...own] = args, list = (all: readonly unknown[]): string => all.map(text).join(', ');
  return method === undefined ? `${f}(${list(args)})` : `${f}(${list(of as readonly unknown[])}).${method}(${list(own)})`;
};
const text = (x: unknown): string =>
  isOperand(x) ? `({} as Tensor<[${x.shape.join(', ')}], '${x.dtype}'>)`
  : isNamed(x) ? x.named
  : Array.isArray(x) ? `[${x.map(text).join(', ')}]`
  : typeof x === 'object' && x !== null ? `{ ${Object.entries(x).map(([k, v]) => `${k}: ${text(v)}`).join(', ')} }`
  : JSON.stringify(x);

type Result = cotangent.Tensor | cotangent.Complex | readonly cotangent.Tensor[];
const typeOf = (y: Operand | Pair | readonly Operand[]): string => ('real' in y ? `complex ${typeOf(y.real)}` : isList(y) ? `[${y.map(typeOf).join(', ')}]` : showType(y));
interface Pair { readonly real: Operand }
const isList = <T>(y: T | readonly T[]): y is readonly T[] => Array.isArray(y);

function byEngine({ name, args }: Call): Verdict {
  const operands: unknown[] = [];
  const filled = (x: unknown, tensors: readonly unknown[]): unknown =>
    isOperand(x) ? tensors[operands.indexOf(x)] : isNamed(x) ? at(x.named) : Array.isArray(x) ? x.map((y) => filled(y, tensors)) : typeof x === 'object' && x !== null ? Object.fromEntries(Object.entries(x).map(([k, v]) => [k, filled(v, tensors)])) : x;
  const collect = (x: unknown): void => { if (isOperand(x)) operands.push(x); else if (typeof x === 'object' && x !== null) Object.values(x).forEach(collect); };
  args.forEach(collect);
  const [of, method] = methodOf(name), made = at(of) as (...args: unknown[]) => Result;
  const f = method === undefined ? made : (first: unknown, ...own: unknown[]): Result => (made(...first as unknown[]) as unknown as Record<string, (...args: unknown[]) => Result>)[method]!(...own);
  try {
    const y = cotangent.evalShape((...tensors: readonly unknown[]) => f(...args.map((a) => filled(a, tensors))), ...operands as cotangent.Tensor[]);
    return typeOf(y);
  } catch (e) {
    if (e instanceof cotangent.CotangentError) return `refused: ${e.message}`;
    throw e;
  }
}

let users: Project, byTypes: readonly Verdict[];
beforeAll(async () => {
  users = await project({ noEmit: false, declaration: true, emitDeclarationOnly: true, outDir: 'out' });
  const names = [...new Set(draws.map((c) => c.name.split(/[.(]/)[0]!))];
  // In several files: TypeScript 7 checks them side by side.
  const parts = Array.from({ length: Math.ceil(draws.length / perFile) }, (_, p) => draws.slice(p * perFile, (p + 1) * perFile));
  parts.forEach((part, p) => users.write(`calls${p}.ts`, `import { ${names.join(', ')}, type Tensor } from 'cotangent';\n${part.map((c, i) => `export const c${i} = ${called(c)};`).join('\n')}\n`));
  const refused = new Map((await users.check('7.0')).trim().split(/\n(?! )/).flatMap((m) => {
    const [, part, line, message] = /^calls(\d+)\.ts\((\d+),\d+\): error TS\d+: ([^]*)$/.exec(m) ?? [];
    return part === undefined ? [] : [[Number(part) * perFile + Number(line) - 2, sentenceOf(message!)]];
  }));
  const types = new Map(parts.flatMap((_, p) => [...readFileSync(join(users.folder, `out/calls${p}.d.ts`), 'utf8').matchAll(/^export declare const c(\d+): (.*);$/gm)].map(([, i, type]) => [p * perFile + Number(i), type!])));
  byTypes = draws.map((_, i) => (refused.has(i) ? `refused: ${refused.get(i)}` : shown(types.get(i) ?? 'nothing')));
}, 300_000);
afterAll(() => users?.remove());

/** f32[2, 3], or a list of such; or `unknown` where a part is. */
function shown(type: string): Verdict {
  const one = /(?:import\("cotangent"\)\.)?(Tensor|Complex)<\[([^\]]*)\], "(\w+)">/g, list = /^(?:readonly )?\[(.*)\]$/.exec(type)?.[1], tensors = [...type.matchAll(one)].map(([, kind, shape, dtype]) => `${kind === 'Complex' ? 'complex ' : ''}${dtype}[${shape}]`);
  const rest = (list ?? type).replace(one, '').replace(/\w+: /g, '').replace(/[, ]/g, '');
  return rest !== '' || /number|string|Dim/.test(tensors.join()) ? 'unknown' : list === undefined ? tensors[0]! : `[${tensors.join(', ')}]`;
}

test('every family is a function of the package', () => {
  expect([...families.keys()].filter((name) => typeof at(methodOf(name)[0]) !== 'function')).toEqual([]);
});

test('what the engine gives or refuses, TypeScript gives or refuses', () => {
  const differ: string[] = [], open = new Map<string, number>();
  draws.forEach((call, i) => {
    const engine = byEngine(call), types = byTypes[i]!;
    if (types === 'unknown') open.set(call.name, (open.get(call.name) ?? 0) + 1);
    if (types === engine || (types === 'unknown' && !engine.startsWith('refused'))) return;
    differ.push(`${called(call)}\n  engine: ${engine}\n  types:  ${types}`);
  });
  expect(differ).toEqual([]);
}, 120_000);
