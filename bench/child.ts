/**
 * The measured side of a benchmark: one process, one library, one workload. It sets the work up, says `ready`, and then
 * obeys one word per line on stdin: `round` measures, `end` reports the check values and stops.
 * Each answer is one line of JSON on stdout; bench/rivals/child.py speaks the same.
 */
import { createInterface } from 'node:readline';
import type { Kind, SpecOf } from './workloads.ts';

/** What a library makes of a workload. Work that `step` starts is finished when it returns or resolves. */
export interface Run {
  step: () => void | Promise<void>;
  /** The numbers to compare: sampled elements of the result, or the losses from the first step on. */
  check: () => number[] | Promise<number[]>;
}

/** How a library does each kind of work; kinds that it has no entry for are skipped. */
export type Library = { [K in Kind]?: (spec: SpecOf<K>) => Run | Promise<Run> };

export type Answer =
  | { event: 'ready'; version: string; backend: string; first_ms: number; warm_ms: number }
  | { event: 'round'; ms: number[]; steps: number; cpu_ms: number; wall_ms: number }
  | { event: 'end'; check: number[] }
  | { event: 'absent' | 'error'; reason: string };

const ROUND_MS = 150;
const SAMPLES = 40;
/** Steps quicker than this are timed several at a time. */
const SAMPLE_MS = 0.5;

const say = (answer: Answer): boolean => process.stdout.write(`${JSON.stringify(answer)}\n`);

const timed = async (run: Run, times: number): Promise<number> => {
  const start = performance.now();
  for (let i = 0; i < times; i++) {
    // An await costs a turn of the microtask queue, which a library that computes at once should not pay for.
    const pending = run.step();
    if (pending) await pending;
  }
  return (performance.now() - start) / times;
};

const round = async (run: Run, times: number): Promise<Answer> => {
  const ms: number[] = [], cpu = process.cpuUsage(), start = performance.now();
  do ms.push(await timed(run, times)); while (performance.now() - start < ROUND_MS && ms.length < SAMPLES);
  const used = process.cpuUsage(cpu);
  return { event: 'round', ms, steps: ms.length * times, cpu_ms: (used.user + used.system) / 1000, wall_ms: performance.now() - start };
};

/** Serves the workload given as JSON on the command line. `about` is asked after the library has been set up. */
export const serve = async (library: Library, about: { version: string; backend: string }): Promise<void> => {
  const spec = JSON.parse(process.argv[2]!) as SpecOf<Kind>;
  const make = library[spec.kind] as ((spec: SpecOf<Kind>) => Run | Promise<Run>) | undefined;
  if (!make) {
    say({ event: 'absent', reason: `has no ${spec.kind}` });
    process.exit(0);
  }
  try {
    const run = await make(spec);
    const first_ms = await timed(run, 1);
    const warm_ms = Math.min(await timed(run, 1), await timed(run, 1));
    const times = Math.max(1, Math.ceil(SAMPLE_MS / warm_ms));
    say({ event: 'ready', ...about, first_ms, warm_ms });
    for await (const line of createInterface({ input: process.stdin })) {
      if (line === 'round') say(await round(run, times));
      if (line !== 'end') continue;
      say({ event: 'end', check: await run.check() });
      break;
    }
  } catch (error) {
    say({ event: 'error', reason: String(error instanceof Error ? error.message : error).split('\n')[0]!.slice(0, 300) });
  }
  process.exit(0);
};
