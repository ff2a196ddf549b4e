// Writes core/types/digits.ts: what two decimal digits and a carry make, as types. `node scripts/digits.mjs`
import { writeFileSync } from 'node:fs';

const digits = Array.from({ length: 10 }, (_, i) => i);
const row = (key, [digit, carry]) => `'${key}': ['${digit}', '${carry}']`;
/** Rows of ten, for a reader's sake. */
const lines = (entries) => Array.from({ length: Math.ceil(entries.length / 10) }, (_, i) => `  ${entries.slice(i * 10, i * 10 + 10).join('; ')};`).join('\n');
const table = (name, doc, of, entries) => `/** ${doc} */\nexport interface ${name} {\n  readonly [key: string]: ${of};\n${lines(entries)}\n}\n`;
const pair = 'readonly [string, string]';

const sums = digits.slice(0, 2).flatMap((c) => digits.flatMap((x) => digits.map((y) => row(`${c}${x}${y}`, [(x + y + c) % 10, x + y + c > 9 ? 1 : 0]))));
const differences = digits.slice(0, 2).flatMap((c) => digits.flatMap((x) => digits.map((y) => row(`${c}${x}${y}`, [(x - y - c + 20) % 10, x - y - c < 0 ? 1 : 0]))));
const products = digits.flatMap((x) => digits.flatMap((y) => digits.map((c) => row(`${x}${y}${c}`, [(x * y + c) % 10, Math.floor((x * y + c) / 10)]))));
const quotients = digits.slice(1).flatMap((d) => digits.slice(0, d).flatMap((r) => digits.map((x) => row(`${d}${r}${x}`, [Math.floor((r * 10 + x) / d), (r * 10 + x) % d]))));
// Sizes that are products of digits, by far the most of those in use: as digits, the largest first.
const inDigits = (n) => (n < 10 ? (n === 1 ? '' : `${n}`) : [9, 8, 7, 6, 5, 4, 3, 2].filter((d) => n % d === 0).flatMap((d) => { const rest = inDigits(n / d); return rest === undefined ? [] : [`${d}${rest}`]; }).sort((a, b) => a.length - b.length)[0]);
const factors = Array.from({ length: 4087 }, (_, i) => i + 10).flatMap((n) => (inDigits(n) === undefined ? [] : [`'${n}': '${inDigits(n)}'`]));
// What is counted of digits: a product of two, and columns of such in products of three digits by three, with what is carried.
const most = 9 * 81 / 3 + 30, tuples = Array.from({ length: 81 }, (_, i) => `type Of${i + 1} = [...Of${i}, 0];`);
const counts = digits.flatMap((x) => digits.map((y) => `'${x}${y}': Of${x * y}`)), columns = Array.from({ length: most }, (_, n) => n);
const orders = digits.flatMap((x) => digits.map((y) => `'${x}${y}': '${x < y ? '<' : x > y ? '>' : '='}'`));

writeFileSync(new URL('../core/types/digits.ts', import.meta.url), `/**
 * What decimal digits make of each other. Written by scripts/digits.mjs.
 * The index signatures are for speed: with them a key that is put together is looked up without a test that it is one.
 */

${table('Sums', 'carry, x, y: the digit of x + y + carry, and the next carry', pair, sums)}
${table('Differences', 'borrow, x, y: the digit of x - y - borrow, and the next borrow', pair, differences)}
${table('Products', 'x, y, carry: the digit of x · y + carry, and the next carry', pair, products)}
${table('Quotients', 'divisor, rest, x: the digit of (10 · rest + x) / divisor, and the next rest', pair, quotients)}
${table('Factors', 'n: digits of which it is the product; sizes that are none are not here', 'string', factors)}
${table('Orders', 'x, y: how they compare', 'string', orders)}
// Tuples as long as a product of digits is large: spread into one, their sum is its length.
type Of0 = [];
${Array.from({ length: 9 }, (_, i) => tuples.slice(i * 9, i * 9 + 9).join(' ')).join('\n')}
${table('Counts', 'x, y: a tuple of x · y elements', 'readonly 0[]', counts)}
/** n: the last digit of n. */
export interface LastDigit {
  readonly [n: number]: string;
${lines(columns.map((n) => `${n}: '${n % 10}'`))}
}
/** n: a tuple of ⌊n / 10⌋ elements. */
export interface Carried {
  readonly [n: number]: readonly 0[];
${lines(columns.map((n) => `${n}: Of${Math.floor(n / 10)}`))}
}
`);
