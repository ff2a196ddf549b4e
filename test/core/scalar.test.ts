import { expect, test } from 'vitest';
import { erfc } from '../../core/scalar.ts';

// From mpmath, 40 digits.
const exact: readonly (readonly [x: number, y: number])[] = [
  [-3.1, 1.9999883513426329], [1e-9, 0.9999999988716208], [0.3, 0.6713732405408726], [2.1, 0.002979466656332984], [5.3, 6.613081850340811e-14],
  [9.7, 7.936107563214511e-43], [20.3, 2.985318180601636e-181], [24.4832, 1.0822342085973113e-262],
];

test('erfc keeps its digits far out, where it is small', () => {
  for (const [x, y] of exact) expect(Math.abs(erfc(x) - y) / y, `erfc(${x})`).toBeLessThan(4e-15);
});
