/** Keeps faults of ours from the user: what throws, answers late too often, or makes no sense, is logged, and TypeScript's own answer stands in. */
import type ts from 'typescript';
import type { Span } from '../../core/diagnostic.ts';
import type { Analysis, Services } from '../services/service.ts';

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

/** Milliseconds of processor time: that the machine is busy is no fault of ours. */
export function worked(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** The services, with an eye on the clock and on what they say. */
export function watched(services: Services, log: Log): Services {
  const late = new Map<string, number>();
  const watch = <A extends readonly unknown[], R>(name: string, f: (...args: A) => R) => (...args: A): R => {
    const times = late.get(name) ?? 0;
    if (times >= mostLate) throw new Error(`${name} is not asked any more: it was late ${times} times`);
    const start = worked();
    try {
      const answer = f(...args);
      if (!isInFile(args[0], answer)) throw new Error(`${name} speaks of places that the file does not have`);
      return answer;
    } finally {
      const ms = worked() - start;
      late.set(name, ms > lateMs ? times + 1 : 0);
      if (ms > lateMs) log(`${name} took ${Math.round(ms)} ms`);
    }
  };
  return Object.fromEntries(Object.entries(services).map(([name, f]) => [name, watch(name, f as (...args: readonly unknown[]) => unknown)])) as unknown as Services;
}

/** An editor would take a place beyond the file for a fault of TypeScript's. */
function isInFile(asked: unknown, answer: unknown): boolean {
  const analysis = (typeof asked === 'object' ? asked : answer) as Pick<Analysis, 'text' | 'diagnostics' | 'templates'>;
  if (answer !== analysis) return spansIn(answer).every((span) => isWithin(span, analysis.text));
  const { text, diagnostics, templates } = analysis;
  return [...spansIn(diagnostics), ...templates.flatMap((t) => [t.span, ...t.holes])].every((span) => isWithin(span, text));
}

const isWithin = ({ start, end }: Span, text: string): boolean => 0 <= start && start <= end && end <= text.length;

function spansIn(answer: unknown): Span[] {
  if (typeof answer !== 'object' || answer === null) return [];
  if ('start' in answer && 'end' in answer) return [answer as Span];
  // The arguments of a call have their places in a text of their own.
  return Object.entries(answer).flatMap(([name, part]) => (name === 'arguments' ? [] : spansIn(part)));
}
