/**
 * How disturbed a measurement was. Two tells: the speed of a fixed loop just before it (a throttled or shared core is slow),
 * and the processor time that everyone else used meanwhile. Neither mends a number; they say which ones to trust.
 */
import { cpus } from 'node:os';

const LOOP_MS = 50;
/** A round is quiet if the loop ran at 90 % of its best speed and others took less than 5 % of the machine. */
const SPEED = 0.9;
const OTHERS = 0.05;

/** Multiply-adds per millisecond of four dependent chains in one thread. */
export const coreSpeed = (): number => {
  const start = performance.now();
  let a = 1, b = 1.1, c = 1.2, d = 1.3, turns = 0, spent = 0;
  while (spent < LOOP_MS) {
    for (let i = 0; i < 10_000; i++) {
      a = a * 0.999 + 0.001;
      b = b * 0.998 + 0.002;
      c = c * 0.997 + 0.003;
      d = d * 0.996 + 0.004;
    }
    turns += 40_000;
    spent = performance.now() - start;
  }
  // The sum keeps the loop from being removed as dead.
  return a + b + c + d > 0 ? turns / spent : 0;
};

/** Milliseconds that all cores together have been busy since the machine started. */
export const busyMs = (): number =>
  cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);

/** Others' share of the machine over a span, where our own process used ownMs of processor time. */
export const othersShare = (busy: number, ownMs: number, wallMs: number): number =>
  Math.max(0, busy - ownMs) / (wallMs * cpus().length);

export const isQuiet = (speed: number, bestSpeed: number, others: number): boolean =>
  speed >= SPEED * bestSpeed && others <= OTHERS;
