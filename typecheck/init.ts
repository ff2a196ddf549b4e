/** Initialisers as they are written after `param`, `state` and inputs: `zeros`, `normal(0.02)`, `glorotUniform`, or a number. */
import { didYouMean } from '../core/diagnostic.ts';
import { addDims, sizeOf, type Dim } from '../core/dim.ts';
import type { Expr } from '../dsl/tree.ts';
import { fail, type Frame } from './frame.ts';
import type { Init } from './layer.ts';

interface Rule {
  /** For editors. */
  readonly doc: string;
  /** Names of its numbers, with what they are when left out. */
  readonly numbers: readonly (readonly [name: string, otherwise: number | undefined])[];
  make(numbers: readonly number[], shape: readonly Dim[]): Init;
}

// The fans of a tensor [..s, n, m] that maps n to m: each input meets m outputs at every place of s, and the other way round.
const receptive = (shape: readonly Dim[]): Dim => sizeOf(shape.slice(0, -2));
const fanIn = (shape: readonly Dim[]): Dim => sizeOf([receptive(shape), shape.at(-2) ?? 1]);
const scaled = (doc: string, scale: number, fan: (shape: readonly Dim[]) => Dim, law: 'truncatedNormal' | 'uniform'): Rule =>
  ({ doc: `${law === 'uniform' ? 'uniform' : 'normal'} with variance ${doc}`, numbers: [], make: (_, shape) => ({ kind: 'scaled', scale, fan: fan(shape), law }) });
// Glorot's variance 2 / (in + out) as scale / fan.
const fanBoth = (shape: readonly Dim[]): Dim => sizeOf([receptive(shape), addFans(shape)]);
const addFans = (shape: readonly Dim[]): Dim => addDims(shape.at(-2) ?? 1, shape.at(-1) ?? 1);

export const inits: Readonly<Record<string, Rule>> = {
  zeros: { doc: 'all 0', numbers: [], make: () => ({ kind: 'zeros' }) },
  ones: { doc: 'all 1', numbers: [], make: () => ({ kind: 'ones' }) },
  constant: { doc: 'all the same number', numbers: [['value', undefined]], make: ([value]) => ({ kind: 'constant', value }) },
  normal: { doc: 'normal, mean 0 and standard deviation std', numbers: [['std', 1]], make: ([std]) => ({ kind: 'normal', std }) },
  uniform: { doc: 'uniform between -bound and bound', numbers: [['bound', 1]], make: ([bound]) => ({ kind: 'uniform', bound }) },
  glorotNormal: scaled('2 / (fan in + fan out) (Glorot & Bengio 2010)', 2, fanBoth, 'truncatedNormal'),
  glorotUniform: scaled('2 / (fan in + fan out) (Glorot & Bengio 2010)', 2, fanBoth, 'uniform'),
  heNormal: scaled('2 / fan in (He et al. 2015)', 2, fanIn, 'truncatedNormal'),
  heUniform: scaled('2 / fan in (He et al. 2015)', 2, fanIn, 'uniform'),
  lecunNormal: scaled('1 / fan in (LeCun et al. 1998)', 1, fanIn, 'truncatedNormal'),
  lecunUniform: scaled('1 / fan in (LeCun et al. 1998)', 1, fanIn, 'uniform'),
};

/** What an input is when it is left out: there is no key to draw it with. */
const fixed = new Set<Init['kind']>(['zeros', 'ones', 'constant']);

export function initOf(f: Frame, e: Expr, shape: readonly Dim[], use: 'variable' | 'input'): Init | undefined {
  const init = read(f, e, shape);
  if (!init || use === 'variable' || fixed.has(init.kind)) return init;
  fail(f, 'NN0332', 'an input that is left out is zeros, ones or a number, not random', e, 'use zeros, or make it a param');
  return undefined;
}

function read(f: Frame, e: Expr, shape: readonly Dim[]): Init | undefined {
  if (e.kind === 'missing') return undefined;
  const name = e.kind === 'name' ? e : e.kind === 'call' && e.callee.kind === 'identifier' ? e.callee : undefined;
  if (!name || (!Object.hasOwn(inits, name.text) && (f.names.get(name.text) || f.sizes.env.has(name.text)))) {
    const r = f.evaluate(f, e);
    if (r.kind === 'number') return { kind: 'constant', value: r.value };
    if (r.kind !== 'unknown') fail(f, 'NN0332', 'this is not an initialiser', e, `write a number or one of ${Object.keys(inits).join(', ')}`);
    return undefined;
  }
  if (!Object.hasOwn(inits, name.text)) {
    const near = didYouMean(name.text, Object.keys(inits));
    fail(f, 'NN0332', `unknown initialiser '${name.text}'`, name, near ? `did you mean ${near}?` : `the initialisers are ${Object.keys(inits).join(', ')}`);
    return undefined;
  }
  const rule = inits[name.text], args = e.kind === 'call' ? e.args : [];
  if (args.length > rule.numbers.length) {
    fail(f, 'NN0316', `${name.text} takes ${rule.numbers.length === 0 ? 'no arguments' : '1 argument'}, but ${args.length} are given`, args[rule.numbers.length]);
    return undefined;
  }
  const numbers: number[] = [];
  for (const [i, [parameter, otherwise]] of rule.numbers.entries()) {
    const arg = args[i];
    if (!arg) {
      if (otherwise === undefined) { fail(f, 'NN0316', `${name.text} needs ${parameter}`, e, `write ${name.text}(0.5)`); return undefined; }
      numbers.push(otherwise);
      continue;
    }
    if (arg.name && arg.name.text !== parameter) { fail(f, 'NN0317', `${name.text} has no argument '${arg.name.text}'`, arg.name, `it takes ${parameter}`); return undefined; }
    const r = f.evaluate(f, arg.value);
    if (r.kind === 'unknown') return undefined;
    if (r.kind !== 'number') { fail(f, 'NN0318', `${name.text}: ${parameter} is a number`, arg.value); return undefined; }
    numbers.push(r.value);
  }
  return rule.make(numbers, shape);
}
