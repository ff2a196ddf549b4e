/**
 * Dims: the sizes of axes, either numbers or polynomials with integer coefficients over named sizes.
 * `2*B*T + 1` is the map { B·T: 2, '': 1 }: a monomial is its names in order, joined by '·'; the empty one is the constant.
 * Two dims are equal exactly when their maps are. Every named size is a whole number ≥ 1.
 */

import { CotangentError } from './diagnostic.ts';

/** What a name stands for when it is not free. */
export type Meaning =
  /** ⌊over / by⌋, where that is not a polynomial. */
  | { readonly kind: 'floor'; readonly over: Dim; readonly by: Dim }
  /** over / by, known to be whole: the name is `H/S`. */
  | { readonly kind: 'quotient'; readonly over: Dim; readonly by: Dim }
  /** A size given by a form, C = H*D. It is counted as its form and stands here only to be shown. */
  | { readonly kind: 'alias'; readonly form: Dim };

export type Meanings = ReadonlyMap<string, Meaning>;

const noMeanings: Meanings = new Map();

export class Poly {
  readonly terms: ReadonlyMap<string, number>;
  readonly meanings: Meanings;
  constructor(terms: ReadonlyMap<string, number>, meanings: Meanings = noMeanings) {
    this.terms = terms;
    this.meanings = meanings;
  }
  toString(): string {
    return showDim(this);
  }
}

export type Dim = number | Poly;

const termsOf = (d: Dim): ReadonlyMap<string, number> => (typeof d === 'number' ? new Map(d === 0 ? [] : [['', d]]) : d.terms);
const meaningsOf = (d: Dim): Meanings => (typeof d === 'number' ? noMeanings : d.meanings);

function joinMeanings(a: Meanings, b: Meanings): Meanings {
  if (a === b || b.size === 0) return a;
  if (a.size === 0) return b;
  for (const name of b.keys()) if (!a.has(name)) return new Map([...a, ...b]);
  return a;
}

/** The smallest form: without zero terms, and a number when nothing symbolic is left. */
function normal(terms: Map<string, number>, meanings: Meanings): Dim {
  for (const [name, c] of terms) if (c === 0) terms.delete(name);
  if (terms.size === 0) return 0;
  if (terms.size === 1 && terms.has('')) return terms.get('')!;
  return new Poly(terms, meanings);
}

export const namedDim = (name: string, meaning?: Meaning): Dim => new Poly(new Map([[name, 1]]), meaning && new Map([[name, meaning]]));
/** The same dim, shown by names that stand for forms in it. */
export const withMeanings = (d: Dim, meanings: Meanings): Dim => (typeof d === 'number' ? d : new Poly(d.terms, joinMeanings(d.meanings, meanings)));
export const isKnown = (d: Dim): d is number => typeof d === 'number';

// Arithmetic

export function addDims(a: Dim, b: Dim, factor = 1): Dim {
  if (typeof a === 'number' && typeof b === 'number') return a + factor * b;
  if (b === 0) return a;
  if (a === 0 && factor === 1) return b;
  const out = new Map(termsOf(a));
  for (const [name, c] of termsOf(b)) out.set(name, (out.get(name) ?? 0) + factor * c);
  return normal(out, joinMeanings(meaningsOf(a), meaningsOf(b)));
}
export const subDims = (a: Dim, b: Dim): Dim => addDims(a, b, -1);

const factors = (monomial: string): string[] => (monomial === '' ? [] : monomial.includes('·') ? monomial.split('·') : [monomial]);
const monomial = (factors: readonly string[]): string => (factors.length < 2 ? (factors[0] ?? '') : [...factors].sort().join('·'));

/** The code of the error that multiplication throws rather than grow without bound. */
export const tooLarge = 'NN0306';
const mostProducts = 1 << 14, mostFactors = 40;

/** undefined when a dim would grow beyond that. */
export function bounded<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch (e) {
    if (e instanceof CotangentError && e.code === tooLarge) return undefined;
    throw e;
  }
}

export function mulDims(a: Dim, b: Dim): Dim {
  // + 0, because -0 is not a dim
  if (typeof a === 'number' && typeof b === 'number') return a * b + 0;
  if (typeof a === 'number') return scaled(b as Poly, a);
  if (typeof b === 'number') return scaled(a, b);
  const refuse = (what: string): CotangentError => new CotangentError(`a product of sizes with more than ${what} is too large`, { code: tooLarge, hint: 'name parts of it in <…>' });
  if (a.terms.size * b.terms.size > mostProducts) throw refuse(`${mostProducts} terms`);
  const out = new Map<string, number>();
  for (const [x, c] of a.terms)
    for (const [y, d] of b.terms) {
      const all = [...factors(x), ...factors(y)];
      if (all.length > mostFactors) throw refuse(`${mostFactors} factors`);
      const name = monomial(all);
      out.set(name, (out.get(name) ?? 0) + c * d);
    }
  return normal(out, joinMeanings(a.meanings, b.meanings));
}

function scaled(d: Poly, by: number): Dim {
  if (by === 0 || by === 1) return by === 0 ? 0 : d;
  return new Poly(new Map([...d.terms].map(([name, c]) => [name, c * by])), d.meanings);
}

export function sameDim(a: Dim, b: Dim): boolean {
  if (typeof a === 'number' || typeof b === 'number') return a === b;
  if (a === b) return true;
  if (a.terms.size !== b.terms.size) return false;
  for (const [name, c] of a.terms) if (b.terms.get(name) !== c) return false;
  return true;
}

export const sizeOf = (shape: readonly Dim[]): Dim => shape.reduce<Dim>(mulDims, 1);

/** x without the factors of y, or undefined when y has one that x lacks. */
function withoutFactors(x: readonly string[], y: readonly string[]): string[] | undefined {
  const left = [...x];
  for (const f of y) {
    const at = left.indexOf(f);
    if (at < 0) return undefined;
    left.splice(at, 1);
  }
  return left;
}

/** Graded lexicographic order, which multiplication keeps; the first term is the leading one. */
function inOrder(d: Dim): (readonly [factors: string[], c: number])[] {
  return [...termsOf(d)].map(([name, c]) => [factors(name), c] as const).sort(([a], [b]) => {
    if (a.length !== b.length) return b.length - a.length;
    const at = a.findIndex((f, i) => f !== b[i]);
    return at < 0 ? 0 : a[at]! < b[at]! ? -1 : 1;
  });
}

/** a / b when that is a polynomial with integer coefficients; undefined when it is not known to be whole. */
export function divideDims(a: Dim, b: Dim): Dim | undefined {
  if (b === 0) return undefined;
  if (typeof a === 'number' && typeof b === 'number') return a % b === 0 ? a / b + 0 : undefined;
  const [lead, c] = inOrder(b)[0]!;
  let rest = a, quotient: Dim = 0;
  // Each turn takes the leading term of what is left; when there is a quotient it is found so, term by term.
  while (rest !== 0) {
    const [x, d] = inOrder(rest)[0]!;
    const left = withoutFactors(x, lead);
    if (!left || d % c !== 0) return undefined;
    const term = normal(new Map([[monomial(left), d / c]]), meaningsOf(rest));
    quotient = addDims(quotient, term);
    rest = subDims(rest, mulDims(term, b));
  }
  return quotient;
}

export const powerDim = (d: Dim, n: number): Dim => sizeOf(Array.from({ length: n }, () => d));

/** The dim whose n-th power is d, for one term; undefined when that is not known to be whole. */
export function rootDim(d: Dim, n: number): Dim | undefined {
  const terms = [...termsOf(d)];
  if (terms.length > 1) return undefined;
  const [name, c] = terms[0] ?? ['', 0], root = Math.round(c ** (1 / n)), all = factors(name);
  // Factors stand in order, so that equal ones are neighbours: every n-th of them is one of the root.
  const some = all.filter((_, i) => i % n === 0), whole = normal(new Map([[monomial(some), root]]), meaningsOf(d));
  return sameDim(powerDim(whole, n), d) ? whole : undefined;
}

const gcd = (a: number, b: number): number => (b === 0 ? Math.abs(a) : gcd(b, a % b));

/** ⌊a / b⌋ for b ≠ 0: the part that divides as a polynomial, and ⌊rest / b⌋ as a name of its own unless it is known. */
export function floorDiv(a: Dim, b: Dim): Dim {
  const exact = divideDims(a, b);
  if (exact !== undefined) return exact;
  if (typeof a === 'number' && typeof b === 'number') return Math.floor(a / b);
  const divisor = [...termsOf(b)];
  if (divisor.length !== 1) return floorName(a, b);
  const [name, c] = divisor[0]!;
  if (c < 0) return floorDiv(mulDims(a, -1), mulDims(b, -1));

  let quotient: Dim = 0, rest: Dim = 0;
  for (const [x, d] of termsOf(a)) {
    const left = withoutFactors(factors(x), factors(name));
    const whole = left ? Math.floor(d / c) : 0;
    if (left) quotient = addDims(quotient, normal(new Map([[monomial(left), whole]]), meaningsOf(a)));
    rest = addDims(rest, normal(new Map([[x, d - c * whole]]), meaningsOf(a)));
  }
  // b ≥ c, because sizes are at least 1.
  if (typeof rest === 'number' && rest >= -c && rest < c) return rest < 0 ? subDims(quotient, 1) : quotient;
  return addDims(quotient, floorName(...lowestTerms(rest, b, factors(name), c)));
}

/** ⌊a/b⌋ = ⌊a'/b'⌋ without what both have in common; b = c · names. */
function lowestTerms(a: Dim, b: Dim, names: readonly string[], c: number): [Dim, Dim] {
  for (const name of names) {
    const p = divideDims(a, namedDim(name)), q = divideDims(b, namedDim(name));
    if (p !== undefined && q !== undefined) { a = p; b = q; }
  }
  // ⌊(g·x + r) / (g·y)⌋ = ⌊(x + ⌊r/g⌋) / y⌋
  let g = c;
  for (const [x, d] of termsOf(a)) if (x !== '') g = gcd(g, d);
  const r = termsOf(a).get('') ?? 0;
  return [addDims(divideDims(subDims(a, r), g)!, Math.floor(r / g)), divideDims(b, g)!];
}

function floorName(a: Dim, b: Dim): Dim {
  // ⌊(⌊x/p⌋ + r) / b⌋ = ⌊(x + p·r) / (p·b)⌋ for numbers p and b, so that pooling twice is one quotient
  const inner = [...termsOf(a)].filter(([x]) => x !== '');
  const meaning = inner.length === 1 && inner[0]![1] === 1 ? meaningsOf(a).get(inner[0]![0]) : undefined;
  if (meaning?.kind === 'floor' && isKnown(meaning.by) && isKnown(b))
    return floorDiv(addDims(meaning.over, meaning.by * (termsOf(a).get('') ?? 0)), meaning.by * b);
  return withMeanings(namedDim(`floor(${grouped(plain(a))}/${grouped(plain(b))})`, { kind: 'floor', over: a, by: b }), joinMeanings(meaningsOf(a), meaningsOf(b)));
}

/** a - b·⌊a/b⌋, which has the sign of b. */
export const remDims = (a: Dim, b: Dim): Dim => subDims(a, mulDims(b, floorDiv(a, b)));

// Names

/** The free sizes that a dim depends on. */
export function namesIn(d: Dim): ReadonlySet<string> {
  const names = new Set<string>();
  for (const name of [...termsOf(d).keys()].flatMap(factors)) {
    const meaning = meaningsOf(d).get(name);
    if (meaning?.kind !== 'floor') names.add(name);
    else for (const inner of [...namesIn(meaning.over), ...namesIn(meaning.by)]) names.add(inner);
  }
  return names;
}

/** Replaces names by dims, once. A quotient `H/S` follows when H and S become known. */
export function substitute(d: Dim, env: ReadonlyMap<string, Dim>): Dim {
  if (typeof d === 'number' || !mentions(d, env)) return d;
  const replaced = (name: string): Dim => {
    const given = env.get(name), meaning = d.meanings.get(name);
    if (given !== undefined) return given;
    if (meaning?.kind === 'floor') return floorDiv(substitute(meaning.over, env), substitute(meaning.by, env));
    if (meaning?.kind !== 'quotient') return namedDim(name);
    const over = substitute(meaning.over, env), by = substitute(meaning.by, env);
    return divideDims(over, by) ?? quotientDim(over, by);
  };
  let out: Dim = 0;
  for (const [name, c] of d.terms) out = addDims(out, mulDims(factors(name).reduce<Dim>((p, f) => mulDims(p, replaced(f)), 1), c));
  // Names that still stand for forms stand for what these have become.
  const aliases = new Map<string, Meaning>();
  for (const [name, meaning] of d.meanings) {
    if (meaning.kind !== 'alias' || env.has(name)) continue;
    const form = substitute(meaning.form, env);
    // With S = 1, H = S * H/S says nothing any more.
    if (!namesIn(form).has(name)) aliases.set(name, { kind: 'alias', form });
  }
  return aliases.size === 0 ? out : withMeanings(out, aliases);
}

function mentions(d: Poly, env: ReadonlyMap<string, Dim>): boolean {
  if (env.size === 0) return false;
  for (const name of d.meanings.keys()) if (!d.terms.has(name) || env.has(name)) return true;
  for (const name of d.terms.keys()) for (const f of factors(name)) if (env.has(f) || d.meanings.has(f)) return true;
  return false;
}

/** over / by, known to be whole, as a size of its own. */
export const quotientDim = (over: Dim, by: Dim): Dim => namedDim(`${grouped(showDim(over))}/${grouped(showDim(by))}`, { kind: 'quotient', over, by });
const grouped = (text: string): string => (/^\w+$/.test(text) ? text : `(${text})`);

// Order

/**
 * Whether a ≥ b, where every size is at least 1 and every dim of `facts` is at least 0; undefined when that depends.
 * Sound, not complete: a size n becomes 1 + n', or what a fact says of it, and then all coefficients must agree.
 */
export function isAtLeast(a: Dim, b: Dim, facts: readonly Dim[] = []): boolean | undefined {
  if (typeof a === 'number' && typeof b === 'number') return a >= b;
  if (follows(subDims(a, b), facts, 3)) return true;
  if (follows(subDims(subDims(b, a), 1), facts, 3)) return false;
  return undefined;
}

/** Whether d ≥ 0 follows: by itself, or because d is so much of a fact and something that follows. */
function follows(d: Dim, facts: readonly Dim[], steps: number): boolean {
  if ([[], ...facts.map((f) => [f])].some((some) => isNatural(d, some))) return true;
  if (steps === 0) return false;
  const lacking = [...termsOf(d)].filter(([x, c]) => x !== '' && c < 0);
  return facts.some((f) => lacking.some(([x, c]) => {
    const times = c / (termsOf(f).get(x) ?? Infinity);
    return times >= 1 && Number.isInteger(times) && follows(addDims(d, f, -times), facts, steps - 1);
  }));
}

function isNatural(d: Dim, facts: readonly Dim[]): boolean {
  const slack: [string, Dim][] = [];
  for (const [i, fact] of facts.entries()) {
    const f = substitute(fact, new Map(slack));
    // big - small ≥ 0: big = small + slack
    const big = [...termsOf(f)].find(([x, c]) => c === 1 && factors(x).length === 1 && !x.startsWith('+') && !namesIn(subDims(f, namedDim(x))).has(x))?.[0];
    if (big !== undefined) slack.push([big, addDims(subDims(namedDim(big), f), namedDim(`+${i}`))]);
  }
  for (const [name, value] of slack) d = substitute(d, new Map([[name, value]]));
  const natural = (name: string): Dim | undefined => {
    if (name.startsWith('+')) return namedDim(name);
    const meaning = meaningsOf(d).get(name);
    if (meaning?.kind !== 'floor') return addDims(1, namedDim(`+${name}`));
    // A quotient of naturals is one; of other quotients the sign is not known.
    return isNatural(meaning.over, facts) && isNatural(meaning.by, facts) ? namedDim(`+${name}`) : undefined;
  };
  let out: Dim = 0;
  for (const [name, c] of termsOf(d)) {
    let term: Dim = c;
    for (const f of factors(name)) {
      const value = natural(f);
      if (value === undefined) return false;
      term = mulDims(term, value);
    }
    out = addDims(out, term);
  }
  return [...termsOf(out).values()].every((c) => c >= 0);
}

// Text

/** As people write polynomials: longer monomials first, the constant last, C for H*D where C = H*D. */
export function showDim(d: Dim): string {
  if (typeof d === 'number') return String(d);
  for (const [name, meaning] of d.meanings) {
    if (meaning.kind !== 'alias' || isKnown(meaning.form) || meaning.form.terms.size === 1) continue;
    const times = divideDims(d, meaning.form);
    if (times !== undefined && isKnown(times)) return times === 1 ? name : `${times}*${name}`;
  }
  return plain(aliased(d));
}

/** The names by which a dim is shown. */
export const shownNames = (d: Dim): ReadonlySet<string> => (isKnown(d) ? new Set() : namesIn(aliased(d)));

/** Monomials that contain the form of an alias get its name instead. */
function aliased(d: Poly): Dim {
  let out: Dim = 0;
  for (const [name, coefficient] of d.terms) {
    let left = factors(name), c = coefficient;
    for (const [alias, meaning] of d.meanings) {
      if (meaning.kind !== 'alias' || isKnown(meaning.form) || meaning.form.terms.size !== 1) continue;
      const [form, k] = [...meaning.form.terms][0]!;
      for (let rest = withoutFactors(left, factors(form)); rest && c % k === 0; rest = withoutFactors(left, factors(form))) {
        left = [...rest, alias];
        c /= k;
      }
    }
    out = addDims(out, new Poly(new Map([[monomial(left), c]]), d.meanings));
  }
  return out;
}

function plain(d: Dim): string {
  if (typeof d === 'number') return String(d);
  const terms = [...d.terms].sort(([a], [b]) => factors(b).length - factors(a).length || (a < b ? -1 : 1));
  return terms.map(([name, c], i) => {
    const sign = c < 0 ? (i ? ' - ' : '-') : i ? ' + ' : '';
    const size = Math.abs(c), text = name.replaceAll('·', '*');
    return sign + (name === '' ? size : size === 1 ? text : `${size}*${text}`);
  }).join('');
}

export const showShape = (shape: readonly Dim[]): string => `[${shape.map(showDim).join(', ')}]`;
