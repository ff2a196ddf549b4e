/** The line that says how training goes: rewritten in place on a terminal, a plain line now and then elsewhere. */

export interface Report {
  readonly step: number;
  readonly steps: number;
  readonly metrics: Readonly<Record<string, number>>;
  /** Units done per second, such as tokens or examples. */
  readonly perSecond: number;
  readonly unit: string;
  /** Seconds to the end at this pace. */
  readonly eta: number;
}

export interface Progress {
  update(report: Report): void;
  /** A line of its own, above the progress. */
  note(text: string): void;
  end(): void;
}

const number = (x: number): string => (Math.abs(x) >= 1000 ? x.toExponential(2) : x.toFixed(4));

export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–';
  const s = Math.round(seconds), h = Math.floor(s / 3600), m = Math.floor(s / 60) % 60;
  return h > 0 ? `${h}h${String(m).padStart(2, '0')}m` : m > 0 ? `${m}m${String(s % 60).padStart(2, '0')}s` : `${s}s`;
}

const rate = (x: number): string => (x >= 1e6 ? `${(x / 1e6).toFixed(2)}M` : x >= 1e3 ? `${(x / 1e3).toFixed(1)}k` : x.toFixed(x < 10 ? 1 : 0));

export function formatReport({ step, steps, metrics, perSecond, unit, eta }: Report): string {
  const numbers = Object.entries(metrics).map(([name, x]) => `${name} ${number(x)}`).join('  ');
  return `step ${String(step).padStart(String(steps).length)}/${steps}  ${numbers}  ${rate(perSecond)} ${unit}/s  ETA ${duration(eta)}`;
}

interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Plain lines come at the first and last step and every `everyMs` between. */
export function progressTo(output: Output, { everyMs = 5000, now = () => performance.now() }: { everyMs?: number; now?: () => number } = {}): Progress {
  let last = -Infinity, shown = false, latest = '';
  const tty = output.isTTY === true;
  const clear = (): void => {
    if (shown) output.write('\r\x1b[2K');
    shown = false;
  };
  return {
    update(report) {
      const line = formatReport(report), time = now();
      if (tty) {
        if (time - last < 100 && report.step < report.steps) return void (latest = line);
        clear();
        output.write(line.slice(0, (output.columns ?? 120) - 1));
        shown = true;
      } else {
        if (time - last < everyMs && report.step < report.steps && report.step > 1) return void (latest = line);
        output.write(`${line}\n`);
      }
      last = time;
      latest = '';
    },
    note(text) {
      clear();
      output.write(`${text}\n`);
    },
    end() {
      if (latest !== '') output.write(tty ? `\r\x1b[2K${latest}` : `${latest}\n`);
      if (tty) output.write('\n');
      shown = false;
      latest = '';
    },
  };
}
