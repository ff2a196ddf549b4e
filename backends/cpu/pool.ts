// The threads of the CPU engine: the main thread, which is number 0, and workers, all running the same program on one shared memory (single
// program, multiple data). A program is a module that exports run(tid, threads). Main writes a job into the control words and runs its own
// part; the workers see the job, run theirs, and count themselves as done. No message is needed once a program has been loaded.
//
// Between jobs a worker looks for the next one for a short time and then sleeps. It never keeps the process alive.

import { existsSync } from 'node:fs';
import { MessageChannel, Worker, receiveMessageOnPort } from 'node:worker_threads';
import { availableParallelism } from 'node:os';
import { CotangentError, invariant } from '../../core/diagnostic.ts';
import { control, ticketAddress, ticketCounters } from './control.ts';
import type { MessagePort } from 'node:worker_threads';
import type { SharedMemory } from './memory.ts';

export interface PoolProgram {
  /** Runs on all threads and returns when all have finished. Throws NN0403 when one of them fails. */
  run(): void;
  dispose(): void;
}

export interface Pool {
  readonly threads: number;
  /** A module that exports run(tid, threads) and imports env.memory, and from `math` whatever of JavaScript's Math it needs. */
  load(module: WebAssembly.Module): PoolProgram;
  /** Ends the workers. The memory stays. */
  dispose(): void;
}

interface Thread { readonly worker: Worker; readonly port: MessagePort }

const word = (address: number): number => address / 4;
const words = { job: word(control.job), program: word(control.program), idle: word(control.idle), done: word(control.done), waiting: word(control.waiting), started: word(control.started), poison: word(control.poison) } as const;
const leave = -1;

// Longer than most gaps between two steps of training, shorter than anyone would notice.
const spinMs = 0.1;
// At the barrier a look costs about a nanosecond. Where threads share a core, the others need it more than the one that waits.
const barrierSpins = { alone: 30_000, crowded: 50 } as const;
/** How long a worker may take to start before we say that the platform gives us none. */
const startMs = 30_000;

/** What a worker runs. A bundler may have left it behind; then a warning (NN0406) tells so, once, and there are no threads. */
function findWorker(): URL | undefined {
  // Apart from `new Worker`: so bundlers see a file that the program needs, not a program to take apart.
  const found = import.meta.url ? new URL('./worker.mjs', import.meta.url) : undefined;
  if (found && existsSync(found)) return found;
  if (!told) process.emitWarning('the program of the threads, worker.mjs, does not lie beside the bundle, so the CPU engine computes on one thread: bundle with cotangent/esbuild and the like', 'CotangentWarning', 'NN0406');
  told = true;
  return undefined;
}
let told = false;

/** Memories whose control words a pool is using. */
const owned = new WeakSet<SharedMemory>();

export function createPool(memory: SharedMemory, threads: number): Pool {
  invariant(!owned.has(memory), 'two pools on one memory');
  owned.add(memory);
  invariant(Number.isInteger(threads) && threads >= 1, `a pool of ${threads} threads`);
  const workerFile = threads > 1 && memory.shared ? findWorker() : undefined, count = workerFile ? threads : 1, crowded = count > availableParallelism();
  const shared = new Int32Array(memory.memory.buffer, 0, 1024);
  Atomics.store(shared, word(control.spins), crowded ? barrierSpins.crowded : barrierSpins.alone);
  // Started with the first program: a pool that only holds tensors needs no threads.
  let workers: readonly Thread[] | undefined;
  let startedBefore = 0;
  let programs = 0;
  let disposed = false;

  const startOne = (tid: number): Thread => {
    const { port1: port, port2 } = new MessageChannel();
    const worker = new Worker(workerFile!, {
      workerData: { memory: memory.memory, tid, threads: count, port: port2, job: Atomics.load(shared, words.job), spinMs: crowded ? 0 : spinMs, words }, transferList: [port2],
      name: `cotangent ${tid}`, env: {}, execArgv: [],
    });
    worker.unref();
    port.unref();
    return { worker, port };
  };
  const start = (): readonly Thread[] => {
    startedBefore = Atomics.load(shared, words.started);
    return Array.from({ length: count - 1 }, (_, i) => startOne(i + 1));
  };

  const announce = (program: number): void => {
    Atomics.store(shared, words.done, 0);
    Atomics.store(shared, words.program, program);
    Atomics.add(shared, words.job, 1);
    if (Atomics.load(shared, words.idle) > 0) Atomics.notify(shared, words.job);
  };
  const waitForWorkers = (): void => {
    const until = performance.now() + (crowded ? 0 : spinMs);
    for (let looks = 0; ; looks++) {
      const done = Atomics.load(shared, words.done);
      if (done === count - 1) return;
      if (looks % 64 !== 63 || performance.now() < until) continue;
      Atomics.store(shared, words.waiting, 1);
      Atomics.wait(shared, words.done, done, 1000);
      Atomics.store(shared, words.waiting, 0);
      const started = Atomics.load(shared, words.started) - startedBefore;
      if (started < count - 1 && performance.now() > until + startMs) {
        throw new CotangentError(`${count - 1 - started} of ${count - 1} threads did not start within ${startMs / 1000} s`, { code: 'NN0405', hint: 'use one thread' });
      }
    }
  };
  /** After a failure threads have left the barrier and shared loops in the middle. */
  const reset = (): void => {
    for (const address of [control.arrived, control.asleep, control.poison, ...Array.from({ length: ticketCounters }, (_, i) => ticketAddress(i))]) Atomics.store(shared, word(address), 0);
  };

  const run = (id: number, main: (tid: number, threads: number) => void): void => {
    invariant(!disposed, 'a program is run on a pool that has been disposed of');
    if (count > 1) announce(id);
    let failure: unknown;
    try {
      main(0, count);
    } catch (error) {
      failure = error;
      Atomics.compareExchange(shared, words.poison, 0, 1);
    }
    if (count > 1) waitForWorkers();
    const failed = Atomics.load(shared, words.poison) - 1;
    if (failed < 0) return;
    const report: unknown = failed === 0 ? failure : receiveMessageOnPort(workers![failed - 1]!.port)?.message;
    reset();
    throw new CotangentError(`thread ${failed} of ${count} failed: ${report instanceof Error ? report.message : String(report).split('\n', 1)[0]}`, {
      code: 'NN0403', cause: report, hint: 'this is a defect of cotangent, please report it; the other programs of this process are not harmed',
    });
  };

  return {
    threads: count,
    load(module) {
      invariant(!disposed, 'a program is loaded into a pool that has been disposed of');
      const id = programs++;
      workers ??= start();
      for (const { port } of workers) port.postMessage({ id, module });
      const instance = new WebAssembly.Instance(module, { env: { memory: memory.memory }, math: Math as unknown as WebAssembly.ModuleImports });
      const main = instance.exports['run'] as (tid: number, threads: number) => void;
      let loaded = true;
      return {
        run() {
          invariant(loaded, 'a program is run that has been disposed of');
          run(id, main);
        },
        dispose() {
          if (!loaded || disposed) return;
          loaded = false;
          for (const { port } of workers!) port.postMessage({ id });
        },
      };
    },
    dispose() {
      if (disposed) return;
      disposed = true;
      if (workers !== undefined && count > 1) {
        announce(leave);
        // Until they have seen it: another pool may write its own job into the same words next.
        waitForWorkers();
        for (const { port } of workers) port.close();
      }
      owned.delete(memory);
    },
  };
}
