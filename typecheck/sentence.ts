/**
 * Type-level checks say what is wrong with a string literal type in the place of what they refuse, so TypeScript reports
 *
 *     Argument of type 'Tensor<[2, 3], "f32">' is not assignable to parameter of type '"matmul [2, 3] x [4, 5]: …"'.
 *
 * Here the sentence is taken out. TypeScript 5.9, 6, 7.0 and 7.1 word these messages alike. A blank that does not break ends each of our
 * sentences (Said in core/types/dim.ts): the literal types of users stay as they are.
 */

const refusals = /(?:not assignable to (?:parameter of type|type|method's 'this' of type)|does not satisfy the constraint) '(?:"((?:[^"\\]|\\.)*)(?:\u00a0"|\.\.\.)|`((?:[^`\\]|\\.)*?)(?:\u00a0|\\u00A0)`)'\.$/;
// (5.9 and 6 write what is not ASCII as escapes there, but not between quotes.)
/** A size that is a type parameter, in a sentence that waits for it. */
const parameter = /\$\{ShowDim<(\w+)>\}/g;

/** The sentence in a message of TypeScript's, or the message as it is. In a chain of messages, one per line, the innermost counts. */
export function sentenceOf(message: string): string {
  const literal = message.split('\n').reverse().map((line) => refusals.exec(line)).map((m) => m?.[1] ?? m?.[2]?.replace(parameter, '$1')).find((text) => text !== undefined);
  // TypeScript cuts types of several hundred letters, and their end with them; what users have that is so long has no blanks.
  const isCut = message.endsWith("...'.");
  if (literal === undefined || (isCut && !literal.includes(' '))) return message;
  const sentence = literal.replace(/\\(u[0-9a-fA-F]{4}|.)/g, (_, escape: string) => (escape.length > 1 ? String.fromCharCode(parseInt(escape.slice(1), 16)) : escapes[escape] ?? escape));
  return isCut ? `${sentence}…` : sentence;
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', v: '\v', 0: '\0' };
