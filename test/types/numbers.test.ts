/** Arithmetic of sizes as types, against that of JavaScript: all small numbers, and random ones of up to six digits. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Random } from '../random.ts';
import { project, type Project } from './project.ts';

let users: Project;
beforeAll(async () => { users = await project(); }, 120_000);
afterAll(() => users?.remove());

const random = new Random(11), upTo = (digits: number): number => random.below(10 ** (1 + random.below(digits)));
const pairs = [...Array.from({ length: 26 * 26 }, (_, i) => [i % 26, Math.floor(i / 26)] as const), ...Array.from({ length: 400 }, () => [upTo(3), upTo(3)] as const), ...Array.from({ length: 300 }, () => [upTo(6), upTo(6)] as const)];

test('sums, differences, products, quotients and order', async () => {
  const same = (type: string, wanted: string | number | boolean): string => `ok<Same<${type}, ${wanted}>>();`;
  users.write('numbers.ts', `import type { Add, DivMod, Less, Min, Mul, Sub } from './node_modules/cotangent/dist/core/types/number.js';
import type { Same } from './node_modules/cotangent/dist/core/types/dim.js';
declare const ok: <T extends true>() => void;
${pairs.map(([a, b]) => [same(`Add<${a}, ${b}>`, a + b), same(`Mul<${a}, ${b}>`, a * b), same(`Sub<${a}, ${b}>`, a < b ? 'never' : a - b), same(`Less<${a}, ${b}>`, a < b), same(`Min<${a}, ${b}>`, Math.min(a, b)),
    b === 0 ? '' : same(`DivMod<${a}, ${b}>`, `[${Math.floor(a / b)}, ${a % b}]`)].join(' ')).join('\n')}
`);
  expect(await users.check('7.0')).toBe('');
  users.write('numbers.ts', `import type { Mul } from './node_modules/cotangent/dist/core/types/number.js';\nexport const wrong: Mul<12, 12> = 143;\n`);
  expect(await users.check('7.0')).toContain("Type '143' is not assignable to type '144'");
}, 120_000);
