/**
 * In which order a product of several tensors is best contracted: two at a time, with as few multiplications as can be found.
 * A tensor is the list of its labels; labels that neither the result nor another tensor has are summed as soon as they can be.
 */

export interface Order {
  /** Which two places of the list are contracted next; they leave it, and what they give is put at its end. As numpy's path. */
  readonly path: readonly (readonly number[])[];
  /** Multiplications and additions of all steps. */
  readonly flops: number;
}

type Labels = readonly string[];
type Sizes = ReadonlyMap<string, number>;

const volume = (labels: Iterable<string>, sizes: Sizes): number => {
  let n = 1;
  for (const l of labels) n *= sizes.get(l)!;
  return n;
};
const union = (a: Labels, b: Labels): string[] => [...new Set([...a, ...b])];
/** One pass of multiplications, and one of additions where something is summed. */
const costOf = (all: Labels, left: Labels, sizes: Sizes): number => volume(all, sizes) * (left.length < all.length ? 2 : 1);

/** Up to this many tensors every order is looked at: 3ⁿ pairs of subsets. */
const thorough = 8;

/** How many labels `wanted` has, or some tensor of `others`. */
const needed = (labels: Labels, others: readonly Labels[], wanted: Labels): string[] => labels.filter((l) => wanted.includes(l) || others.some((o) => o.includes(l)));

interface Tree {
  readonly labels: Labels;
  readonly flops: number;
  /** The tensor's number, or the two that it is made of. */
  readonly made: number | readonly [Tree, Tree];
}

/** Every subset of the tensors, by number of bits, with the cheapest way to contract it. */
function optimal(terms: readonly Labels[], wanted: Labels, sizes: Sizes): Tree {
  const best: Tree[] = [], whole = 2 ** terms.length - 1;
  for (let set = 1; set <= whole; set++) {
    if ((set & (set - 1)) === 0) {
      const i = Math.log2(set);
      best[set] = { labels: terms[i]!, flops: 0, made: i };
      continue;
    }
    const outside = terms.filter((_, i) => !(set & 2 ** i));
    for (let part = (set - 1) & set; part > set - part; part = (part - 1) & set) {
      const a = best[part]!, b = best[set - part]!, all = union(a.labels, b.labels), labels = needed(all, outside, wanted);
      const flops = a.flops + b.flops + costOf(all, labels, sizes);
      // The tensor that came first stays first.
      if (best[set] === undefined || flops < best[set].flops) best[set] = { labels, flops, made: firstOf(a) < firstOf(b) ? [a, b] : [b, a] };
    }
  }
  return best[whole]!;
}
const firstOf = (t: Tree): number => (typeof t.made === 'number' ? t.made : Math.min(firstOf(t.made[0]), firstOf(t.made[1])));

/** Step after step the pair whose product is smallest beside what it replaces. */
function greedy(terms: readonly Labels[], wanted: Labels, sizes: Sizes): Tree {
  let left: Tree[] = terms.map((labels, i) => ({ labels, flops: 0, made: i }));
  while (left.length > 1) {
    let chosen: { readonly gain: number; readonly joined: Tree; readonly i: number; readonly j: number } | undefined;
    for (let i = 0; i < left.length; i++)
      for (let j = i + 1; j < left.length; j++) {
        const a = left[i]!, b = left[j]!, all = union(a.labels, b.labels);
        const labels = needed(all, left.filter((_, k) => k !== i && k !== j).map((t) => t.labels), wanted);
        const gain = volume(labels, sizes) - volume(a.labels, sizes) - volume(b.labels, sizes);
        if (!chosen || gain < chosen.gain) chosen = { gain, joined: { labels, flops: a.flops + b.flops + costOf(all, labels, sizes), made: [a, b] }, i, j };
      }
    const { joined, i, j } = chosen!;
    left = [...left.filter((_, k) => k !== i && k !== j), joined];
  }
  return left[0]!;
}

/** The steps of a tree as places in the list of what is left. */
function pathOf(tree: Tree, count: number): readonly (readonly number[])[] {
  const list: Tree[] = [], path: number[][] = [];
  const leaves = (t: Tree): void => { if (typeof t.made === 'number') list[t.made] = t; else t.made.forEach(leaves); };
  const visit = (t: Tree): void => {
    if (typeof t.made === 'number') return;
    t.made.forEach(visit);
    const places = t.made.map((part) => list.indexOf(part));
    path.push(places);
    places.toSorted((p, q) => q - p).forEach((p) => list.splice(p, 1));
    list.push(t);
  };
  leaves(tree);
  visit(tree);
  return count === 1 ? [[0]] : path;
}

/** The best order that is found for these tensors: the best there is for up to eight. */
export function contractionOrder(terms: readonly Labels[], wanted: Labels, sizes: Sizes): Order {
  const tree = terms.length <= thorough ? optimal(terms, wanted, sizes) : greedy(terms, wanted, sizes);
  return { path: pathOf(tree, terms.length), flops: tree.flops };
}
