/** Where two texts differ: editors and TypeScript read anew only that. */

export interface Difference {
  readonly start: number;
  /** Where it ends in the text before, and in the one after. */
  readonly end: number;
  readonly newEnd: number;
}

/** Two texts of which a stretch was replaced by another; it neither begins nor ends within a character, nor within a line end of two. */
export function difference(before: string, after: string): Difference {
  const shorter = Math.min(before.length, after.length);
  // By stretches first: whether these are the same costs little to say.
  let start = 0, same = 0;
  for (let step = largest; step > 0; step >>= 4) while (start + step <= shorter && before.slice(start, start + step) === after.slice(start, start + step)) start += step;
  const left = shorter - start, a = before.length, b = after.length;
  for (let step = largest; step > 0; step >>= 4) while (same + step <= left && before.slice(a - same - step, a - same) === after.slice(b - same - step, b - same)) same += step;
  while (start > 0 && (isWithin(before, start) || isWithin(after, start))) start--;
  while (same > 0 && (isWithin(before, a - same) || isWithin(after, b - same))) same--;
  return { start, end: a - same, newEnd: b - same };
}

/** A power of 16. */
const largest = 4096;

const isWithin = (text: string, at: number): boolean => pairs.test(text.slice(at - 1, at + 1));
const pairs = /^(?:\r\n|[\ud800-\udbff][\udc00-\udfff])$/;
