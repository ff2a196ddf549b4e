// The first page of the shared memory: words through which threads speak to each other, at fixed addresses, one cache line each.
// Generated code and the pool use these numbers; the workers are told those they need (pool.ts). No tensor lies below `controlBytes`.

const line = 64;

/** Addresses in bytes; each word is an i32. */
export const control = {
  /** Threads that have arrived at the barrier. */
  arrived: 0 * line,
  /** Counts finished barriers; waiting threads watch it. */
  turn: 1 * line,
  /** Threads asleep at the barrier. */
  asleep: 2 * line,
  /** 0, or 1 + the number of the first thread that has failed: all others leave the barrier by a trap. */
  poison: 3 * line,
  /** How often a thread looks at the barrier before it goes to sleep. */
  spins: 4 * line,
  /** Counts jobs given to the workers. */
  job: 5 * line,
  /** Number of the program to run, or −1: leave. */
  program: 6 * line,
  /** Workers asleep between jobs. */
  idle: 7 * line,
  /** Workers that have finished the job. */
  done: 8 * line,
  /** 1 while the main thread sleeps until the workers are done. */
  waiting: 9 * line,
  /** Workers that have ever started. */
  started: 10 * line,
  tickets: 16 * line,
} as const;

/** Loops that run at the same time need different ticket counters (claim in wasm/threads.ts); this many exist. */
export const ticketCounters = 8;

/** Address of ticket counter number `index`. */
export const ticketAddress = (index: number): number => control.tickets + index * line;

export const controlBytes = 4096;
