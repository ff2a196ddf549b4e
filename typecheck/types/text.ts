/** Texts as types: cut at signs that stand outside of brackets, so that an expression comes apart as it would in the parser. */

/** Without blanks and line ends around it. */
export type Trim<S extends string> = S extends Blank ? (S extends `${' ' | '\n'}${string}` ? TrimStart<S> : TrimEnd<S>) : S;
type Blank = ` ${string}` | `${string} ` | `\n${string}` | `${string}\n`;
type TrimStart<S extends string> = S extends ` ${infer R}` ? TrimStart<R> : S extends `\n${infer R}` ? TrimStart<R> : TrimEnd<S>;
export type TrimEnd<S extends string> = S extends `${infer R} ` ? TrimEnd<R> : S extends `${infer R}\n` ? TrimEnd<R> : S;

/** Every bracket that opens in it closes in it. */
export type IsWhole<T extends string> =
  T extends `${string}${'[' | '{'}${string}` ? [Count<T, '('>, Count<T, '['>, Count<T, '{'>] extends [Count<T, ')'>, Count<T, ']'>, Count<T, '}'>] ? true : false
  : T extends `${string}(${infer R}` ? Closes<R, [0]> : true;
/** Behind as many open parentheses as Depth has elements. */
type Closes<T extends string, Depth extends unknown[]> =
  T extends `${infer A})${infer B}`
    ? Deeper<A, Depth> extends [unknown, ...infer D] ? (D extends [] ? (B extends `${string}(${infer R}` ? Closes<R, [0]> : true) : Closes<B, D>) : true
    : false;
type Deeper<T extends string, Depth extends unknown[]> = T extends `${string}(${infer R}` ? Deeper<R, [...Depth, 0]> : Depth;
type Count<T extends string, Sign extends string, N extends unknown[] = []> = T extends `${string}${Sign}${infer R}` ? Count<R, Sign, [...N, 0]> : N['length'];

/** [what stands before the first such sign outside of brackets, what stands behind it]; [the text] where there is none. */
export type Cut<T extends string, Sign extends string, Before extends string = ''> =
  T extends `${infer A}${Sign}${infer B}` ? (IsWhole<`${Before}${A}`> extends true ? [`${Before}${A}`, B] : Cut<B, Sign, `${Before}${A}${Sign}`>) : [`${Before}${T}`];

/** The parts between such signs. */
export type Split<T extends string, Sign extends string, R extends string[] = []> =
  Cut<T, Sign> extends [infer A extends string, infer B extends string] ? Split<B, Sign, [...R, Trim<A>]> : [...R, Trim<T>];

/** With a blank for every tab, and for what else is between words but line ends. */
export type PlainBlanks<T extends string, R extends string = ''> = T extends `${infer A}\t${infer B}` ? PlainBlanks<B, `${R}${A} `> : T extends `${infer A}\r${infer B}` ? PlainBlanks<B, `${R}${A} `> : `${R}${T}`;

/** Without what is written for readers alone; line ends stay. */
export type WithoutComments<T extends string, R extends string = ''> =
  T extends `${infer A}/${infer B}`
    ? B extends `/${infer Comment}` ? (Comment extends `${string}\n${infer Rest}` ? WithoutComments<`\n${Rest}`, `${R}${A}`> : `${R}${A}`)
    : B extends `*${infer Comment}` ? (Comment extends `${infer Inside}*/${infer Rest}` ? WithoutComments<`${LineEnds<Inside>}${Rest}`, `${R}${A}`> : `${R}${A}`)
    : WithoutComments<B, `${R}${A}/`>
    : `${R}${T}`;
type LineEnds<T extends string, R extends string = ' '> = T extends `${string}\n${infer Rest}` ? LineEnds<Rest, `${R}\n`> : R;
/** As many as there are line ends. */
export type Lines<T extends string, R extends unknown[] = []> = T extends `${string}\n${infer Rest}` ? Lines<Rest, [...R, 0]> : R;
