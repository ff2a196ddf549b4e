/**
 * Measures one workload on all libraries side by side: A, B, A, B …, so that a slow spell of the machine hits all of them.
 * A compile workload starts a fresh process every round instead, for nothing may be left over from the last one.
 */
import { failed, start, type Contestant, type Failure, type Ready, type Session } from './contestant.ts';
import { busyMs, coreSpeed, isQuiet, othersShare } from './quiet.ts';
import type { Workload } from './workloads.ts';

export interface Measurement {
  lib: string;
  version: string;
  backend: string;
  threads: number;
  workload: string;
  metric: Workload['metric'];
  /** By the median. */
  value: number;
  unit: Workload['unit'];
  median_ms: number;
  min_ms: number;
  /** Processor time of all the process's threads per step, in its best round: what a shared machine disturbs least. */
  cpu_ms: number;
  reps: number;
  /** The first call, compilation included. */
  first_ms: number;
  /** Rounds whose machine was quiet. Where there are none, all rounds count, and the number is only a hint. */
  quiet_rounds: number;
  rounds: number;
  check: { ok: boolean; error: number; values: number[] };
}

export interface Skipped {
  lib: string;
  workload: string;
  threads: number;
  /** absent: it is not here or cannot do this · error: it tried and failed */
  event: 'absent' | 'error';
  reason: string;
}

/** What one round of one library gave. */
interface Sample {
  ms: number[];
  /** Processor time per step. */
  cpu: number;
  speed: number;
  others: number;
}

/** A library in the race: sample by sample, then the values to check. */
interface Racer {
  lib: string;
  ready: Ready;
  sample: () => Promise<Sample | Failure>;
  values: () => Promise<number[] | Failure>;
}

const median = (xs: number[]): number => {
  const s = [...xs].sort((a, b) => a - b), half = s.length >> 1;
  return s.length % 2 ? s[half]! : (s[half - 1]! + s[half]!) / 2;
};

/** Work per millisecond is mega-work per second; a thousand of them make the unit's giga. */
const inUnit = ({ metric, work }: Workload, ms: number): number => (metric === 'throughput' ? work / ms / 1e6 : ms);

/** Rounds of one warm process. */
const warmRacer = (session: Session): Racer => ({
  lib: session.lib,
  ready: session.ready,
  sample: async () => {
    const speed = coreSpeed(), busy = busyMs();
    const round = await session.round();
    return failed(round) ? round : { ms: round.ms, cpu: round.cpu_ms / round.steps, speed, others: othersShare(busyMs() - busy, round.cpu_ms, round.wall_ms) };
  },
  values: session.end,
});

/** A fresh process every time: what the first call takes beyond a later one. The others' share is not known here. */
const coldRacer = async (contestant: Contestant, w: Workload, threads: number, first: Session): Promise<Racer | Failure> => {
  const values = await first.end();
  if (failed(values)) return values;
  return {
    lib: first.lib,
    ready: first.ready,
    sample: async () => {
      const speed = coreSpeed();
      const session = await start(contestant, w, threads);
      if (failed(session)) return session;
      await session.end();
      return { ms: [session.ready.first_ms - session.ready.warm_ms], cpu: NaN, speed, others: 0 };
    },
    values: async () => values,
  };
};

const enter = async (contestant: Contestant, w: Workload, threads: number): Promise<Racer | Failure> => {
  const session = await start(contestant, w, threads);
  if (failed(session)) return session;
  return w.metric === 'compile' ? coldRacer(contestant, w, threads, session) : warmRacer(session);
};

const summarise = (w: Workload, { lib, ready }: Racer, threads: number, samples: Sample[], values: number[]): Measurement => {
  const best = Math.max(...samples.map((s) => s.speed));
  const quiet = samples.filter((s) => isQuiet(s.speed, best, s.others));
  const ms = (quiet.length > 0 ? quiet : samples).flatMap((s) => s.ms);
  const error = Math.max(...w.expected().map((right, i) => Math.abs(right - values[i]!)));
  return {
    lib, version: ready.version, backend: ready.backend, threads, workload: w.name, metric: w.metric,
    value: inUnit(w, median(ms)), unit: w.unit, median_ms: median(ms), min_ms: Math.min(...ms),
    cpu_ms: Math.min(...samples.map((s) => s.cpu)), reps: ms.length,
    first_ms: ready.first_ms, quiet_rounds: quiet.length, rounds: samples.length,
    // A missing or broken value makes the error NaN, which compares false.
    check: { ok: error <= w.tolerance, error, values },
  };
};

/** `tell` hears each result as soon as it stands. */
export const measure = async (
  w: Workload, all: readonly Contestant[], threads: number, rounds: number, tell: (result: Measurement | Skipped) => void,
): Promise<void> => {
  const skip = (lib: string, { event, reason }: Failure): void => tell({ lib, workload: w.name, threads, event, reason });
  const racers = new Map<Racer, Sample[]>();
  for (const contestant of all) {
    const racer = await enter(contestant, w, threads);
    if (failed(racer)) skip(contestant.lib, racer);
    else racers.set(racer, []);
  }
  for (let round = 0; round < rounds; round++)
    for (const [racer, samples] of [...racers]) {
      const sample = await racer.sample();
      if (!failed(sample)) samples.push(sample);
      else {
        skip(racer.lib, sample);
        racers.delete(racer);
      }
    }
  for (const [racer, samples] of racers) {
    const values = await racer.values();
    if (failed(values)) skip(racer.lib, values);
    else tell(summarise(w, racer, threads, samples, values));
  }
};
