/**
 * The benchmark: our workloads and the rivals', side by side.
 *
 *   npm run bench -- [--only NAME,…] [--libs LIB,…] [--threads 1,2] [--rounds 5] [--json] [--list]
 *
 * --only takes the beginnings of workload names. With --json every result is one line of JSON on stdout, and nothing else is.
 * Ends with code 1 when our own side fails or computes something wrong. The method is in docs/benchmarks.md.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { contestants } from './contestant.ts';
import { measure, type Measurement, type Skipped } from './measure.ts';
import { jsonLine, table } from './report.ts';
import { workloads } from './workloads.ts';

const usage = (message: string): never => {
  console.error(`${message}\nusage: npm run bench -- [--only NAME,…] [--libs LIB,…] [--threads 1,2] [--rounds 5] [--json] [--list]`);
  process.exit(2);
};

const options = (() => {
  try {
    return parseArgs({
      options: {
        only: { type: 'string', default: '' },
        libs: { type: 'string', default: '' },
        threads: { type: 'string', default: [...new Set([1, Math.min(2, cpus().length)])].join(',') },
        rounds: { type: 'string', default: '5' },
        json: { type: 'boolean', default: false },
        list: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    return usage((error as Error).message);
  }
})();

const words = (text: string): string[] => text.split(',').map((w) => w.trim()).filter(Boolean);

const counts = (name: string, text: string): number[] =>
  words(text).map((w) => {
    const n = Number(w);
    return Number.isInteger(n) && n >= 1 ? n : usage(`--${name} has ${w}, but takes whole numbers from 1`);
  });

/** The ones whose name fits a word of the option; all of them when it has none. */
const chosen = <T>(flag: string, text: string, all: readonly T[], nameOf: (one: T) => string, fits: (name: string, word: string) => boolean): T[] => {
  const wanted = words(text);
  for (const word of wanted)
    if (!all.some((one) => fits(nameOf(one), word))) usage(`--${flag} has ${word}, which is none of: ${all.map(nameOf).join(' ')}`);
  return all.filter((one) => wanted.length === 0 || wanted.some((word) => fits(nameOf(one), word)));
};

const toRun = chosen('only', options.only, workloads, (w) => w.name, (name, word) => name.startsWith(word));
const libs = chosen('libs', options.libs, contestants, (c) => c.lib, (name, word) => name === word);
const threadCounts = counts('threads', options.threads);
const rounds = counts('rounds', options.rounds)[0] ?? usage('--rounds needs a number');

if (options.list) {
  for (const w of workloads) console.log(`${w.name.padEnd(20)} ${w.about}`);
  process.exit(0);
}

const ourFault = (r: Measurement | Skipped): boolean => r.lib === 'cotangent' && ('reason' in r ? r.event === 'error' : !r.check.ok);

for (const w of toRun)
  for (const threads of threadCounts) {
    const results: (Measurement | Skipped)[] = [];
    await measure(w, libs, threads, rounds, (result) => {
      results.push(result);
      if (options.json) console.log(jsonLine(result));
      if (ourFault(result)) process.exitCode = 1;
    });
    if (!options.json) console.log(table(w, threads, results));
  }
