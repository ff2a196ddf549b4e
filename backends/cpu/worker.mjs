// A thread of the CPU engine: waits for a job, runs the program, says that it is done. Plain JavaScript, so that it starts as it stands,
// from the sources and from the build. The rules of the game are in pool.ts; the words it watches come in `words`.
import { receiveMessageOnPort, workerData } from 'node:worker_threads';

/**
 * @typedef {object} WorkerData
 * @property {WebAssembly.Memory} memory
 * @property {number} tid
 * @property {number} threads
 * @property {import('node:worker_threads').MessagePort} port  programs come in, failures go out
 * @property {number} job  the last job that is not this worker's
 * @property {number} spinMs  how long to look for the next job before going to sleep
 * @property {{ job: number, program: number, idle: number, done: number, waiting: number, started: number, poison: number }} words  indices of i32 words
 */

/** @param {WorkerData} data @param {() => { id: number, module?: WebAssembly.Module } | undefined} receive the next message, without waiting */
function serve({ memory, tid, threads, port, job, spinMs, words }, receive) {
  const control = new Int32Array(memory.buffer, 0, 1024);
  /** @type {Map<number, (tid: number, threads: number) => void>} */
  const programs = new Map();

  const drain = () => {
    for (let message = receive(); message !== undefined; message = receive()) {
      if (message.module === undefined) programs.delete(message.id);
      else programs.set(message.id, /** @type {any} */ (new WebAssembly.Instance(message.module, { env: { memory }, math: /** @type {any} */ (Math) }).exports['run']));
    }
  };

  /** @param {number} seen */
  const nextJob = seen => {
    const until = performance.now() + spinMs;
    for (let looks = 0; Atomics.load(control, words.job) === seen; looks++) {
      if (looks % 64 !== 63 || performance.now() < until) continue;
      // It counts itself before it compares the job again: whoever sets the job afterwards sees it and wakes it.
      Atomics.add(control, words.idle, 1);
      Atomics.wait(control, words.job, seen);
      Atomics.sub(control, words.idle, 1);
    }
    return Atomics.load(control, words.job);
  };

  Atomics.add(control, words.started, 1);
  for (let seen = nextJob(job); ; seen = nextJob(seen)) {
    const id = Atomics.load(control, words.program);
    try {
      if (id < 0) return;
      if (!programs.has(id)) drain();
      const run = programs.get(id);
      if (run === undefined) throw new Error(`program ${id} has not arrived`);
      run(tid, threads);
    } catch (error) {
      // The first to fail is the one whose error counts: the others fail because of it.
      if (Atomics.compareExchange(control, words.poison, 0, tid + 1) === 0) port.postMessage(error instanceof Error ? `${error.name}: ${error.message}\n${error.stack}` : String(error));
    } finally {
      Atomics.add(control, words.done, 1);
      if (Atomics.load(control, words.waiting) !== 0) Atomics.notify(control, words.done);
    }
  }
}

const data = /** @type {WorkerData} */ (workerData);
serve(data, () => receiveMessageOnPort(data.port)?.message);
data.port.close();
