import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Contestant } from '../../bench/contestant.ts';
import { measure, type Measurement, type Skipped } from '../../bench/measure.ts';
import { jsonLine, table } from '../../bench/report.ts';
import type { Workload } from '../../bench/workloads.ts';

const script = fileURLToPath(new URL('./fake.mjs', import.meta.url));
const fake = (mode: string, lib = mode): Contestant => ({ lib, command: () => ({ run: [process.execPath, script, mode] }) });

const workload: Workload = {
  name: 'sum', about: 'nothing', spec: { kind: 'gelu', n: 2, at: [0, 1] },
  metric: 'throughput', unit: 'GB/s', work: 6e6, expected: () => [1, 2], tolerance: 0.1,
};

const run = async (w: Workload, modes: Contestant[], rounds = 2): Promise<(Measurement | Skipped)[]> => {
  const results: (Measurement | Skipped)[] = [];
  await measure(w, modes, 3, rounds, (r) => results.push(r));
  return results;
};

describe('measure', () => {
  test('takes the median and the best of all rounds, and the value by the median', async () => {
    const [r] = await run(workload, [fake('good')]);
    expect(r).toMatchObject({
      lib: 'good', version: '1.2', backend: '3 threads', threads: 3, workload: 'sum', median_ms: 3, min_ms: 2, cpu_ms: 1.5, first_ms: 30, rounds: 2,
      value: 2, unit: 'GB/s', check: { ok: true, error: 0, values: [1, 2] },
    });
  });

  test('a compile workload counts the first call less a later one', async () => {
    const [r] = await run({ ...workload, metric: 'compile', unit: 'ms' }, [fake('good')]);
    expect(r).toMatchObject({ median_ms: 20, value: 20, rounds: 2, check: { ok: true } });
  });

  test('wrong values and missing values are not ok', async () => {
    const results = (await run(workload, [fake('wrong'), fake('short')], 1)) as Measurement[];
    expect(results.map((r) => r.check.ok)).toEqual([false, false]);
  });

  test('what is absent, breaks or dies is said, and the others go on', async () => {
    const notHere: Contestant = { lib: 'nowhere', command: () => ({ absent: 'not installed' }) };
    const noProgram: Contestant = { lib: 'nothing', command: () => ({ run: ['/no/such/program'] }) };
    const results = await run(workload, [notHere, fake('missing'), fake('broken'), noProgram, fake('dies'), fake('good')], 1);
    const [r, ...more] = results.filter((r) => 'median_ms' in r);
    expect([r?.lib, more.length]).toEqual(['good', 0]);
    expect(Object.fromEntries(results.filter((r): r is Skipped => 'reason' in r).map((s) => [s.lib, s.event]))).toEqual({
      nowhere: 'absent', missing: 'absent', broken: 'error', nothing: 'error', dies: 'error',
    });
  });
});

describe('report', () => {
  test('one line of JSON per result, the check values with enough digits', async () => {
    const [r] = (await run(workload, [fake('good')], 1)) as Measurement[];
    const line = jsonLine({ ...r!, median_ms: 1.23456789, check: { ...r!.check, values: [2.2979712] } });
    expect(line).not.toContain('\n');
    expect(JSON.parse(line)).toMatchObject({ lib: 'good', median_ms: 1.2346, check: { values: [2.297971] } });
  });

  test('the table sets ours against the rival and names the skipped', async () => {
    const text = table(workload, 3, await run(workload, [fake('good', 'cotangent'), fake('wrong'), fake('missing')], 1));
    expect(text).toMatch(/sum {2}nothing; 3 threads/);
    const wrong = text.split('\n').find((line) => line.includes('wrong 1.2'));
    expect(wrong).toContain('1.00 (best 1.00, cpu 1.00)');
    expect(wrong).toContain('WRONG');
    expect(text).toMatch(/missing: skipped, has no such thing/);
  });
});
