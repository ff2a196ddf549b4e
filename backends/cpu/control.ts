// The first page of the shared memory: words through which threads speak to each other, at fixed addresses, one cache line each.
// Generated code, the pool and the workers use the same numbers. No tensor lies below `controlBytes`.

const line = 64;

export const control = {
  /** Threads that have arrived at the barrier. */
  arrived: 0 * line,
  /** Counts finished barriers; waiting threads watch it. */
  turn: 1 * line,
  /** Threads asleep at the barrier. */
  asleep: 2 * line,
  /** Not 0 once a thread has failed: all others leave the barrier by a trap. */
  poison: 3 * line,
  /** How often a thread looks before it goes to sleep. */
  spins: 4 * line,
  /** Counts jobs handed to the workers. */
  job: 5 * line,
  /** Workers that have finished the job. */
  done: 6 * line,
  /** Tickets of loops whose turns are claimed one by one: see claim in wasm/threads.ts. */
  tickets: 8 * line,
} as const;

/** Loops that run at the same time need different ticket counters; this many exist. */
export const ticketCounters = 8;

export const controlBytes = 4096;

/** Address of ticket counter number `index`. */
export const ticketAddress = (index: number): number => control.tickets + index * line;
