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
const orders = digits.flatMap((x) => digits.map((y) => `'${x}${y}': '${x < y ? '<' : x > y ? '>' : '='}'`));

writeFileSync(new URL('../core/types/digits.ts', import.meta.url), `/**
 * What decimal digits make of each other. Written by scripts/digits.mjs.
 * The index signatures are for speed: with them a key that is put together is looked up without a test that it is one.
 */

${table('Sums', 'carry, x, y: the digit of x + y + carry, and the next carry', pair, sums)}
${table('Differences', 'borrow, x, y: the digit of x - y - borrow, and the next borrow', pair, differences)}
${table('Products', 'x, y, carry: the digit of x · y + carry, and the next carry', pair, products)}
${table('Quotients', 'divisor, rest, x: the digit of (10 · rest + x) / divisor, and the next rest', pair, quotients)}
${table('Orders', 'x, y: how they compare', 'string', orders)}`);
