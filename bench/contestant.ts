/**
 * The measuring side of a benchmark: starts a library's process for one workload (see child.ts), asks it for rounds, and
 * stops it. Knows where each library's code lies and what must be there for it to run.
 */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Answer } from './child.ts';
import type { Workload } from './workloads.ts';

/** Rivals run from their source folder, because their packages are installed there and not beside the build. */
const rivalFile = (name: string): string => fileURLToPath(new URL(`../../bench/rivals/${name}`, import.meta.url));
const builtFile = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

export interface Contestant {
  lib: string;
  /** The program and its first arguments, or why there is none. */
  command: () => { run: string[] } | { absent: string };
}

const nodeRival = (lib: string, script: string, needs: string): Contestant => ({
  lib,
  command: () =>
    existsSync(rivalFile(`node_modules/${needs}`))
      ? { run: [process.execPath, ...process.execArgv, rivalFile(script)] }
      : { absent: 'not installed; run npm install in bench/rivals' },
});

const pythonRival = (lib: string, script: string): Contestant => ({
  lib,
  command: () => {
    const python = process.env['COTANGENT_BENCH_PYTHON'];
    return python ? { run: [python, rivalFile(script)] } : { absent: `set COTANGENT_BENCH_PYTHON to a Python that has ${lib}` };
  },
});

export const contestants: readonly Contestant[] = [
  { lib: 'cotangent', command: () => ({ run: [process.execPath, ...process.execArgv, builtFile('./ours/main.js')] }) },
  nodeRival('jax-js', 'jaxjs.mjs', '@jax-js/jax'),
  nodeRival('tfjs', 'tfjs.mjs', '@tensorflow/tfjs-backend-wasm'),
  pythonRival('torch', 'torch_cpu.py'),
  pythonRival('jax', 'jax_cpu.py'),
];

export type Ready = Extract<Answer, { event: 'ready' }>;
export type Round = Extract<Answer, { event: 'round' }>;
export interface Failure {
  event: 'absent' | 'error';
  reason: string;
}

/** One running process. */
export interface Session {
  lib: string;
  ready: Ready;
  round: () => Promise<Round | Failure>;
  end: () => Promise<number[] | Failure>;
}

export const failed = (answer: object): answer is Failure =>
  'event' in answer && (answer.event === 'absent' || answer.event === 'error');

const parse = (line: string): Answer | undefined => {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && 'event' in value ? (value as Answer) : undefined;
  } catch {
    return undefined; // libraries print banners of their own
  }
};

/** The next answer of a process, or an error in words when it ended without one. */
const answers = (child: ChildProcessWithoutNullStreams): (() => Promise<Answer>) => {
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let last = '';
  child.stderr.on('data', (data: Buffer) => { last = data.toString().trim().split('\n').at(-1) || last; });
  child.stdin.on('error', () => { /* the process is gone; the missing answer tells */ });
  return async () => {
    for (let next = await lines.next(); !next.done; next = await lines.next()) {
      const answer = parse(next.value);
      if (answer) return answer;
    }
    return { event: 'error', reason: last || `process ended with code ${child.exitCode}` };
  };
};

/** Starts a library on a workload and waits until it is warm. */
export const start = async ({ lib, command }: Contestant, { spec }: Workload, threads: number): Promise<Session | Failure> => {
  const found = command();
  if ('absent' in found) return { event: 'absent', reason: found.absent };
  const [program, ...args] = found.run;
  const child = spawn(program!, [...args, JSON.stringify(spec), String(threads)], {
    env: { ...process.env, COTANGENT_BENCH_BUILD: new URL('./', import.meta.url).href, PYTHONDONTWRITEBYTECODE: '1' },
  });
  child.on('error', () => { /* no such program: stdout closes, and answers() says so */ });
  const next = answers(child);
  const ready = await next();
  if (ready.event !== 'ready') return failed(ready) ? ready : { event: 'error', reason: `said ${ready.event} before ready` };
  const ask = async (word: string): Promise<Answer> => {
    child.stdin.write(`${word}\n`);
    return next();
  };
  return {
    lib,
    ready,
    round: async () => {
      const answer = await ask('round');
      return answer.event === 'round' || failed(answer) ? answer : { event: 'error', reason: `said ${answer.event} to round` };
    },
    end: async () => {
      const answer = await ask('end');
      child.stdin.end();
      return answer.event === 'end' ? answer.check : failed(answer) ? answer : { event: 'error', reason: `said ${answer.event} to end` };
    },
  };
};
