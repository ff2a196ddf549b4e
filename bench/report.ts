/** How results are shown: one line of JSON each, or a table per workload with ours set against every rival. */
import type { Measurement, Skipped } from './measure.ts';
import type { Workload } from './workloads.ts';

const OURS = 'cotangent';

const digits = (n: number) => (x: number): number => (Number.isFinite(x) ? Number(x.toPrecision(n)) : x);
/** Five digits are more than a time is good for; losses are compared to the fifth decimal. */
const short = digits(5), long = digits(7);

export const jsonLine = (result: Measurement | Skipped): string => {
  if ('reason' in result) return JSON.stringify(result);
  const { value, median_ms, min_ms, cpu_ms, first_ms, check } = result;
  return JSON.stringify({
    ...result, value: short(value), median_ms: short(median_ms), min_ms: short(min_ms), cpu_ms: short(cpu_ms), first_ms: short(first_ms),
    check: { ok: check.ok, error: short(check.error), values: check.values.map(long) },
  });
};

/** Microseconds to three digits, longer times to the microsecond. */
const shown = (ms: number): string => (ms < 0.1 ? ms.toPrecision(3) : ms.toFixed(3));

const columns = (rows: string[][]): string[] => {
  const widths = rows[0]!.map((_, c) => Math.max(...rows.map((row) => row[c]!.length)));
  return rows.map((row) => row.map((cell, c) => (c === 0 ? cell.padEnd(widths[c]!) : cell.padStart(widths[c]!))).join('  ').trimEnd());
};

const checked = ({ check }: Measurement, w: Workload): string => {
  const shown = w.metric === 'throughput' ? `off by ${check.error.toExponential(1)}` : check.values.slice(0, 4).map((v) => v.toFixed(5)).join(' ');
  return `${shown}  ${check.ok ? 'agrees' : 'WRONG'}`;
};

/** ours ÷ theirs in time, by the medians, the best steps and the processor: below 1 we are faster. */
const ratio = (ours: Measurement | undefined, theirs: Measurement): string => {
  if (!ours || ours === theirs) return '';
  const of = (key: 'median_ms' | 'min_ms' | 'cpu_ms'): string => (ours[key] / theirs[key]).toFixed(2);
  return `${of('median_ms')} (best ${of('min_ms')}${ours.metric === 'compile' ? '' : `, cpu ${of('cpu_ms')}`})`;
};

/** The table of one workload at one thread count. */
export const table = (w: Workload, threads: number, results: (Measurement | Skipped)[]): string => {
  const measured = results.filter((r): r is Measurement => 'median_ms' in r);
  const skipped = results.filter((r): r is Skipped => 'reason' in r);
  const ours = measured.find((r) => r.lib === OURS);
  const rows = measured.map((r) => [
    `${r.lib} ${r.version} ${r.backend}`, shown(r.median_ms), shown(r.min_ms), r.metric === 'compile' ? '' : shown(r.cpu_ms),
    w.metric === 'throughput' ? `${r.value.toFixed(1)} ${r.unit}` : '', ratio(ours, r), `${r.quiet_rounds}/${r.rounds}`, checked(r, w),
  ]);
  const head = ['', 'median ms', 'best ms', 'cpu ms', '', 'ours / theirs', 'quiet', 'check'];
  return [
    `${w.name}  ${w.about}; ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
    ...columns([head, ...rows]).map((line) => `  ${line}`),
    ...skipped.map((s) => `  ${s.lib}: ${s.event === 'absent' ? 'skipped' : 'failed'}, ${s.reason}`),
    '',
  ].join('\n');
};
