/** Keeps faults of ours from the user: what throws, or answers late too often, is logged, and TypeScript's own answer stands in. */
import type ts from 'typescript';
import type { Services } from '../services/service.ts';

export type Log = (message: string) => void;

/** An answer of ours, or `plain()` where there is none to be had. Each fault is logged once. */
export type Guard = <T>(name: string, ours: () => T, plain: () => T) => T;

export function guard({ OperationCanceledException }: Pick<typeof ts, 'OperationCanceledException'>, log: Log): Guard {
  const told = new Set<string>();
  return (name, ours, plain) => {
    try {
      return ours();
    } catch (e) {
      // TypeScript gives up work that nobody waits for any more by throwing this.
      if (e instanceof OperationCanceledException) throw e;
      const message = `${name}: ${e instanceof Error ? e.stack : String(e)}`;
      if (!told.has(message)) log(message);
      told.add(message);
      return plain();
    }
  };
}

/** An answer that takes longer is late; a service that is late this often in a row is not asked again. */
export const lateMs = 2_000;
export const mostLate = 3;

/** The services, with an eye on the clock. */
export function watched(services: Services, log: Log): Services {
  const late = new Map<string, number>();
  const watch = <A extends readonly unknown[], R>(name: string, f: (...args: A) => R) => (...args: A): R => {
    const times = late.get(name) ?? 0;
    if (times >= mostLate) throw new Error(`${name} is not asked any more: it was late ${times} times`);
    const start = performance.now();
    try {
      return f(...args);
    } finally {
      const ms = performance.now() - start;
      late.set(name, ms > lateMs ? times + 1 : 0);
      if (ms > lateMs) log(`${name} took ${Math.round(ms)} ms`);
    }
  };
  return Object.fromEntries(Object.entries(services).map(([name, f]) => [name, watch(name, f as (...args: readonly unknown[]) => unknown)])) as unknown as Services;
}
