/**
 * Type-level checks say what is wrong with a string literal type in the place of what they refuse, so TypeScript reports
 *
 *     Argument of type 'Tensor<[2, 3], "f32">' is not assignable to parameter of type '"matmul [2, 3] x [4, 5]: …"'.
 *
 * Here the sentence is taken out. TypeScript 5.9, 6, 7.0 and 7.1 word these messages alike.
 */

const refusals = /(?:not assignable to (?:parameter of type|type|method's 'this' of type)|does not satisfy the constraint) '"((?:[^"\\]|\\.)*)(?:"|\.\.\.)'\.$/;

/**
 * The sentence in a message of TypeScript's, or the message as it is. In a chain of messages, one per line, the innermost counts.
 * A literal of fewer than three words is none of ours: `type Side = "left"`.
 */
export function sentenceOf(message: string): string {
  const literal = message.split('\n').reverse().map((line) => refusals.exec(line)?.[1]).find((text) => text !== undefined);
  if (literal === undefined || literal.trim().split(/\s+/).length < 3) return message;
  const sentence = literal.replace(/\\(u[0-9a-fA-F]{4}|.)/g, (_, escape: string) => (escape.length > 1 ? String.fromCharCode(parseInt(escape.slice(1), 16)) : escapes[escape] ?? escape));
  // TypeScript cuts very long types.
  return message.endsWith("...'.") ? `${sentence}…` : sentence;
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', v: '\v', 0: '\0' };
