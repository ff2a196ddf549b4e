/**
 * The named sizes of a model, and size expressions. Names come from `<…>`, from the types of inputs and from `where`;
 * C = H * D is a substitution, H % S == 0 makes H the product of S and a new size H/S, an inequality is a fact.
 */
import { didYouMean, type Diagnostic, type Span } from '../core/diagnostic.ts';
import {
  addDims, bounded, divideDims, isAtLeast, isKnown, mulDims, namedDim, namesIn, quotientDim, remDims, shownNames, showDim, subDims, substitute, withMeanings, type Dim, type Meaning,
} from '../core/dim.ts';
import type { BinaryOp, Constraint, Expr, Model, Node } from '../dsl/tree.ts';
import type { Lost } from './frame.ts';
import type { HoleValue } from './run.ts';

export interface Sizes {
  /** What every size name is. */
  readonly env: Map<string, Dim>;
  /** The free names that are known before any input is: parameters may depend on these. */
  readonly own: Set<string>;
  /** Dims known to be at least 0. */
  readonly facts: readonly Dim[];
  /** Where each name is introduced. */
  readonly places: Map<string, Node>;
}

export type Report = (diagnostic: Diagnostic) => void;
export const error = (code: string, message: string, at: { readonly span: Span }, hint?: string, related?: Diagnostic['related']): Diagnostic =>
  ({ code, message, span: at.span, severity: 'error', ...(hint === undefined ? {} : { hint }), ...(related === undefined ? {} : { related }) });

export interface DimContext {
  size(name: string, at: Node): Dim | undefined;
  hole(index: number): HoleValue;
  report: Report;
  /** For what is only not known to hold; `report` when absent. */
  undecided?: Report;
}

/** The dim that a size expression means, or undefined after a mistake, which is reported. */
export function dimOf(e: Expr, c: DimContext): Dim | undefined {
  switch (e.kind) {
    case 'missing': return undefined;
    case 'name': return c.size(e.text, e);
    case 'number':
      if (Number.isSafeInteger(e.value)) return e.value;
      c.report(error('NN0306', e.integer ? `the size ${e.text} is too large` : `a size is a whole number, but found ${e.text}`, e));
      return undefined;
    case 'hole': {
      const value = c.hole(e.index);
      if (value.kind === 'unknown') return undefined;
      if (value.kind === 'number' && value.value === undefined) return namedDim(`\${${e.index}}`);
      if (value.kind === 'number' && Number.isSafeInteger(value.value)) return value.value;
      c.report(error('NN0306', `a size is a whole number, but \${…} is ${value.kind === 'number' ? value.value : `a ${value.kind}`}`, e));
      return undefined;
    }
    case 'negate': {
      const d = dimOf(e.value, c);
      return d === undefined ? undefined : mulDims(d, -1);
    }
    case 'binary': {
      const left = dimOf(e.left, c), right = dimOf(e.right, c);
      if (left === undefined || right === undefined) return undefined;
      return combine(e.op, left, right, e, c.report, c.undecided);
    }
    default:
      c.report(error('NN0306', 'a size is made of names and whole numbers', e, 'use + - * / % and ** of sizes'));
      return undefined;
  }
}

/** More monomials than this have no meaning to a reader, and would take long. */
const mostTerms = 64;
const termCount = (d: Dim): number => (isKnown(d) ? 1 : d.terms.size);

/** Arithmetic on sizes, with its mistakes told at `at`. */
export function combine(op: BinaryOp, a: Dim, b: Dim, at: Node, report: Report, undecided = report): Dim | undefined {
  const fail = (message: string, hint?: string): undefined => { report(error('NN0306', message, at, hint)); };
  const checked = (d: Dim): Dim | undefined => {
    const large = isKnown(d) ? !Number.isSafeInteger(d) : d.terms.size > mostTerms || [...d.terms.values()].some((c) => !Number.isSafeInteger(c));
    return large ? fail('this size is too large') : d;
  };
  switch (op) {
    case '+': return checked(addDims(a, b));
    case '-': return checked(subDims(a, b));
    case '*': {
      const product = termCount(a) * termCount(b) > 16 * mostTerms ? undefined : bounded(() => mulDims(a, b));
      return product === undefined ? fail('this size is too large') : checked(product);
    }
    case '/': {
      if (b === 0) return fail(`${showDim(a)} / 0 has no value`);
      const quotient = divideDims(a, b);
      if (quotient !== undefined) return quotient;
      const division = `${group(a)} / ${group(b)}`;
      if (isKnown(a) && isKnown(b)) return fail(`${division} is ${a / b}, but a size is a whole number`);
      undecided(error('NN0306', `${division} is not known to be whole`, at, `add where ${group(a)} % ${group(b)} == 0`));
      return undefined;
    }
    case '%': return b === 0 ? fail(`${showDim(a)} % 0 has no value`) : checked(remDims(a, b));
    case '**': {
      if (!isKnown(b) || b < 0 || b > 64) return fail(`the exponent of a size is a number from 0 to 64, but found ${showDim(b)}`);
      let power: Dim | undefined = 1;
      for (let i = 0; i < b && power !== undefined; i++) power = combine('*', power, a, at, report);
      return power;
    }
    case '@': return fail('@ multiplies tensors, not sizes');
  }
}
const group = (d: Dim): string => (isKnown(d) || /^[\w*]+$/.test(showDim(d)) ? showDim(d) : `(${showDim(d)})`);

export function unknownSize(name: string, sizes: Sizes, at: Node): Diagnostic {
  const meant = didYouMean(name, sizes.env.keys());
  return error('NN0303', `unknown size '${name}'`, at, meant ? `did you mean ${meant}?` : 'sizes are named in <…>, in the types of the inputs, or in where');
}

/** A size expression as it is written. */
export function showSize(e: Expr): string {
  switch (e.kind) {
    case 'name': return e.text;
    case 'number': return e.text;
    case 'hole': return '${…}';
    case 'negate': return `-${atom(e.value)}`;
    case 'binary': return `${atom(e.left)} ${e.op} ${atom(e.right)}`;
    default: return '?';
  }
}
const atom = (e: Expr): string => (e.kind === 'binary' && (e.op === '+' || e.op === '-') ? `(${showSize(e)})` : showSize(e));
export const showConstraint = (c: Constraint): string => `${showSize(c.left)} ${c.op} ${showSize(c.right)}`;

/** Every name that a size expression mentions. */
export function namesOf(e: Expr): { readonly text: string; readonly node: Node }[] {
  if (e.kind === 'name') return [{ text: e.text, node: e }];
  if (e.kind === 'negate') return namesOf(e.value);
  return e.kind === 'binary' ? [...namesOf(e.left), ...namesOf(e.right)] : [];
}

/** The sizes of a model as its body sees them: symbolic, with what `where` says of them. */
export function symbolicSizes(model: Model, hole: DimContext['hole'], report: Report, lost: Pick<Lost, 'names' | 'anyName'>): Sizes {
  const places = new Map<string, Node>();
  const own = new Set<string>();
  const earlier = (name: string, at: Node): Dim | undefined => {
    if (own.has(name)) return namedDim(name);
    report(error('NN0303', `unknown size '${name}'`, at, own.size > 0 ? `a default is made of numbers and the sizes before it: ${[...own].join(', ')}` : 'the default of the first size is a number'));
    lost.names.add(name);
    return undefined;
  };
  for (const { name, default: otherwise } of model.sizes) {
    // A default may use the sizes before it.
    const value = otherwise && dimOf(otherwise, { size: earlier, hole, report });
    if (typeof value === 'number' && value < 1) report(error('NN0315', `the size ${name.text} is at least 1, but its default is ${value}`, otherwise!));
    if (name.text === '') continue;
    if (places.has(name.text)) {
      report(error('NN0304', `the size '${name.text}' is given twice`, name, 'give each size a name of its own'));
      lost.anyName = true;
    }
    places.set(name.text, name);
    own.add(name.text);
  }
  const introduce = (e: Expr): void => {
    for (const { text, node } of namesOf(e)) if (!places.has(text)) places.set(text, node);
  };
  model.inputs.forEach((port) => port.type.dims.forEach(introduce));
  const fromPorts = new Set(places.keys());
  // Only an equation can say what a new name is.
  for (const { op, left, right } of model.where) if (op === '=' || op === '==') { introduce(left); introduce(right); }

  const env = new Map<string, Dim>([...places.keys()].map((name) => [name, namedDim(name)]));
  const meanings = new Map<string, Meaning>();
  const facts: Dim[] = [];
  const sizes: Sizes = { env, own, facts, places };
  const context: DimContext = {
    size(name, at) {
      const d = env.get(name);
      if (d === undefined && !lost.anyName && !lost.names.has(name)) report(unknownSize(name, sizes, at));
      if (d === undefined) lost.names.add(name);
      return d;
    },
    hole, report,
  };

  /** From here on `name` is counted as `form`. */
  const define = (name: string, form: Dim): void => {
    const known = namesIn(form);
    if (own.has(name)) {
      // In C = H * D with C and H known, D follows.
      const open = [...known].filter((n) => !own.has(n));
      if (open.length === 1) own.add(open[0]!);
    }
    meanings.set(name, { kind: 'alias', form });
    const change = new Map([[name, form]]);
    for (const [n, d] of env) env.set(n, substitute(d, change));
    for (const [n, m] of meanings) if (m.kind === 'alias' && n !== name) meanings.set(n, { kind: 'alias', form: substitute(m.form, change) });
    for (const [i, f] of facts.entries()) facts[i] = substitute(f, change);
  };

  const equate = (c: Constraint): void => {
    // D = C / H says C = D * H.
    for (const [side, other] of [[c.left, c.right], [c.right, c.left]] as const) {
      if (side.kind === 'name' && other.kind === 'binary' && other.op === '/' && other.left.kind === 'name' && !fromPorts.has(side.text) && !own.has(side.text)) {
        const by = dimOf(other.right, context);
        if (by !== undefined) return solve(c, env.get(other.left.text)!, mulDims(env.get(side.text)!, by));
        return;
      }
    }
    const left = dimOf(c.left, context), right = dimOf(c.right, context);
    if (left !== undefined && right !== undefined) solve(c, left, right);
  };

  const solve = (c: Constraint, left: Dim, right: Dim): void => {
    for (const [a, b] of [[left, right], [right, left]] as const) {
      const name = freeName(a);
      if (name !== undefined && !namesIn(b).has(name)) return define(name, b);
    }
    const difference = subDims(left, right);
    if (difference === 0) return;
    report(isKnown(difference)
      ? error('NN0307', `${showConstraint(c)} never holds`, c)
      : error('NN0307', `${showConstraint(c)} does not say what a size is`, c, 'write it as NAME = …, with a name that has no other form, or as A % B == 0'));
  };

  const divides = (c: Constraint, over: Expr, by: Expr): void => {
    const a = dimOf(over, context), b = dimOf(by, context);
    if (a === undefined || b === undefined || divideDims(a, b) !== undefined) return;
    if (isKnown(a) && isKnown(b)) return report(error('NN0307', `${a} % ${b} is ${a % b}, never 0`, c));
    const name = [...namesIn(a)].find((n) => {
      const rest = subDims(a, namedDim(n));
      return !namesIn(rest).has(n) && !namesIn(b).has(n);
    });
    if (name === undefined) return report(error('NN0307', `${showConstraint(c)} says nothing that can be used`, c, 'let a size of its own stand on the left'));
    const quotient = quotientDim(a, b);
    if ([...namesIn(a), ...namesIn(b)].every((n) => own.has(n))) namesIn(quotient).forEach((n) => own.add(n));
    define(name, subDims(mulDims(quotient, b), subDims(a, namedDim(name))));
  };

  const take = (c: Constraint): true => {
    if (c.op === '=') equate(c);
    else if (c.op === '==' && c.left.kind === 'binary' && c.left.op === '%' && c.right.kind === 'number' && c.right.value === 0) divides(c, c.left.left, c.left.right);
    else if (c.op === '==') equate(c);
    else {
      const left = dimOf(c.left, context), right = dimOf(c.right, context);
      if (left === undefined || right === undefined) return true;
      const holds = relation(c.op, left, right, facts);
      if (holds === false) report(error('NN0307', `${showConstraint(c)} never holds`, c));
      facts.push(...factOf(c.op, left, right));
    }
    return true;
  };
  const endless = model.where.find((c) => !bounded(() => take(c)));
  if (endless) report(error('NN0306', 'with this, a size is too large', endless, 'name parts of it in <…>'));
  for (const [name, d] of env) env.set(name, withMeanings(d, meanings));
  return sizes;
}

const freeName = (d: Dim): string | undefined => {
  if (isKnown(d) || d.terms.size !== 1) return undefined;
  const [name, c] = [...d.terms][0]!;
  return c === 1 && namesIn(d).size === 1 && namesIn(d).has(name) ? name : undefined;
};

export type Comparison = '==' | '!=' | '<=' | '>=' | '<' | '>';

/** Whether a relation of sizes holds; undefined when that depends. */
export function relation(op: Comparison, a: Dim, b: Dim, facts: readonly Dim[] = []): boolean | undefined {
  const not = (x: boolean | undefined): boolean | undefined => (x === undefined ? undefined : !x);
  switch (op) {
    case '>=': return isAtLeast(a, b, facts);
    case '<=': return isAtLeast(b, a, facts);
    case '<': return not(isAtLeast(a, b, facts));
    case '>': return not(isAtLeast(b, a, facts));
    case '!=': return not(relation('==', a, b, facts));
    case '==':
      if (subDims(a, b) === 0) return true;
      return isAtLeast(a, b, facts) === false || isAtLeast(b, a, facts) === false ? false : undefined;
  }
}

/** What is at least 0 when the relation holds. */
export function factOf(op: Comparison, a: Dim, b: Dim): readonly Dim[] {
  switch (op) {
    case '>=': return [subDims(a, b)];
    case '<=': return [subDims(b, a)];
    case '>': return [subDims(subDims(a, b), 1)];
    case '<': return [subDims(subDims(b, a), 1)];
    case '==': return [subDims(a, b), subDims(b, a)];
    case '!=': return [];
  }
}

/** The names, as the reader knows them, on which a dim depends without their being known before the inputs are. */
export function openNames(d: Dim, sizes: Sizes): readonly string[] {
  if (isKnown(d) || [...namesIn(d)].every((n) => sizes.own.has(n) || n.startsWith('${'))) return [];
  return [...shownNames(d)].filter((n) => !sizes.own.has(n) && !n.startsWith('${'));
}
