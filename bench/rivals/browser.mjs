// What jax-js expects of a browser and Node 20 does not have: navigator, Float16Array, and a Worker that runs a blob.
import { Worker as Thread } from 'node:worker_threads';
import { resolveObjectURL } from 'node:buffer';

const prelude = `
const { parentPort } = require('node:worker_threads');
globalThis.self = globalThis;
globalThis.postMessage = (message) => parentPort.postMessage(message);
parentPort.on('message', (data) => globalThis.onmessage?.({ data }));
`;

/** The part of the Web Worker interface that numeric libraries use. Messages sent before the script is read wait for it. */
class Worker {
  onmessage = null;
  onerror = null;
  #thread;

  constructor(url) {
    this.#thread = resolveObjectURL(String(url)).text().then((script) => {
      const thread = new Thread(prelude + script, { eval: true });
      thread.on('message', (data) => this.onmessage?.({ data }));
      thread.on('error', (error) => this.onerror?.(error));
      return thread;
    });
  }

  postMessage(message, transfer) {
    void this.#thread.then((thread) => thread.postMessage(message, transfer));
  }

  terminate() {
    void this.#thread.then((thread) => thread.terminate());
  }
}

/** Makes the globals. With one thread there is no Worker, and the library stays on the main thread. */
export const pretendBrowser = (threads) => {
  Object.defineProperty(globalThis, 'navigator', { value: { hardwareConcurrency: threads, userAgent: 'node' }, configurable: true });
  globalThis.Float16Array ??= class Float16Array {};
  if (threads > 1) globalThis.Worker = Worker;
};
