/**
 * Dims: the sizes of axes, either numbers or polynomials with integer coefficients over named sizes.
 * `2*B*T + 1` is { 'B*T': 2, '': 1 }: a monomial is its names in order, joined by '*'; the empty one is the constant.
 * A size that is known to be a whole quotient stands as one name: `H/S`.
 */

export class Poly {
  readonly terms: ReadonlyMap<string, number>;
  constructor(terms: ReadonlyMap<string, number>) {
    this.terms = terms;
  }
  toString(): string {
    return showDim(this);
  }
}

export type Dim = number | Poly;

const termsOf = (d: Dim): ReadonlyMap<string, number> => (typeof d === 'number' ? new Map(d === 0 ? [] : [['', d]]) : d.terms);

/** The smallest form: without zero terms, and a number when nothing symbolic is left. */
function normal(terms: Map<string, number>): Dim {
  for (const [name, c] of terms) if (c === 0) terms.delete(name);
  if (terms.size === 0) return 0;
  if (terms.size === 1 && terms.has('')) return terms.get('')!;
  return new Poly(terms);
}

export const namedDim = (name: string): Dim => new Poly(new Map([[name, 1]]));
export const isKnown = (d: Dim): d is number => typeof d === 'number';

export function addDims(a: Dim, b: Dim, factor = 1): Dim {
  if (typeof a === 'number' && typeof b === 'number') return a + factor * b;
  const out = new Map(termsOf(a));
  for (const [name, c] of termsOf(b)) out.set(name, (out.get(name) ?? 0) + factor * c);
  return normal(out);
}
export const subDims = (a: Dim, b: Dim): Dim => addDims(a, b, -1);

const factors = (monomial: string): string[] => (monomial === '' ? [] : monomial.split('*'));
const joinFactors = (a: readonly string[], b: readonly string[]): string => [...a, ...b].sort().join('*');

export function mulDims(a: Dim, b: Dim): Dim {
  if (typeof a === 'number' && typeof b === 'number') return a * b;
  const out = new Map<string, number>();
  for (const [x, c] of termsOf(a))
    for (const [y, d] of termsOf(b)) {
      const name = joinFactors(factors(x), factors(y));
      out.set(name, (out.get(name) ?? 0) + c * d);
    }
  return normal(out);
}

export function sameDim(a: Dim, b: Dim): boolean {
  if (typeof a === 'number' || typeof b === 'number') return a === b;
  if (a.terms.size !== b.terms.size) return false;
  for (const [name, c] of a.terms) if (b.terms.get(name) !== c) return false;
  return true;
}

export const sizeOf = (shape: readonly Dim[]): Dim => shape.reduce<Dim>(mulDims, 1);

/** a / b when that is a polynomial with integer coefficients; undefined when it is not known to be whole. */
export function divideDims(a: Dim, b: Dim): Dim | undefined {
  if (typeof a === 'number' && typeof b === 'number') return b !== 0 && a % b === 0 ? a / b : undefined;
  if (a === 0) return 0;
  const divisor = [...termsOf(b)];
  if (divisor.length !== 1) return sameDim(a, b) ? 1 : undefined;
  const [name, c] = divisor[0]!;
  const out = new Map<string, number>();
  for (const [x, d] of termsOf(a)) {
    const left = factors(x);
    for (const f of factors(name)) {
      const at = left.indexOf(f);
      if (at < 0) return undefined;
      left.splice(at, 1);
    }
    if (d % c !== 0) return undefined;
    out.set(left.join('*'), d / c);
  }
  return normal(out);
}

export const namesIn = (d: Dim): ReadonlySet<string> => new Set([...termsOf(d).keys()].flatMap(factors));

/** Replaces names by dims, once. */
export function substitute(d: Dim, env: ReadonlyMap<string, Dim>): Dim {
  if (typeof d === 'number') return d;
  let out: Dim = 0;
  for (const [name, c] of d.terms) out = addDims(out, factors(name).reduce<Dim>((p, f) => mulDims(p, env.get(f) ?? namedDim(f)), c));
  return out;
}

export function showDim(d: Dim): string {
  if (typeof d === 'number') return String(d);
  // Longer monomials first, the constant last, as one writes polynomials.
  const terms = [...d.terms].sort(([a], [b]) => factors(b).length - factors(a).length || (a < b ? -1 : 1));
  return terms.map(([name, c], i) => {
    const sign = c < 0 ? (i ? ' - ' : '-') : i ? ' + ' : '';
    const size = Math.abs(c);
    return sign + (name === '' ? size : size === 1 ? name : `${size}*${name}`);
  }).join('');
}

export const showShape = (shape: readonly Dim[]): string => `[${shape.map(showDim).join(', ')}]`;
