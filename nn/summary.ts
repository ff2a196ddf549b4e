/** The table that `summary` prints: every tensor that a model owns, with its shape and size. */
import { bytesOf } from '../core/dtype.ts';
import { showShape } from '../core/dim.ts';
import type { Owned } from '../lowering/elaborate.ts';

const count = (p: Owned): number => p.shape.reduce((n, d) => n * d, 1);
const bytes = (p: Owned): number => count(p) * bytesOf(p.dtype);

export const showBytes = (n: number): string =>
  n < 1024 ? `${n} B` : n < 1024 ** 2 ? `${(n / 1024).toFixed(1)} KiB` : n < 1024 ** 3 ? `${(n / 1024 ** 2).toFixed(1)} MiB` : `${(n / 1024 ** 3).toFixed(2)} GiB`;
export const showNumber = (n: number): string => n.toLocaleString('en-US');

/** Columns as wide as their widest cell; numbers to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[], rightFrom: number): string {
  const widths = head.map((h, i) => Math.max(h.length, ...rows.map((r) => r[i]!.length)));
  const line = (cells: readonly string[]): string => cells.map((c, i) => (i >= rightFrom ? c.padStart(widths[i]!) : c.padEnd(widths[i]!))).join('  ').trimEnd();
  return [line(head), widths.map((w) => '─'.repeat(w)).join('  '), ...rows.map(line)].join('\n');
}

export function summaryTable(parameters: readonly Owned[], states: readonly Owned[]): string {
  const row = (p: Owned): readonly string[] => [p.path, `${p.dtype}${showShape(p.shape)}`, p.turns > 0 ? `× ${p.shape.slice(0, p.turns).join(' × ')}` : '', showNumber(count(p)), showBytes(bytes(p))];
  const total = (list: readonly Owned[]): string => `${showNumber(list.reduce((n, p) => n + count(p), 0))} (${showBytes(list.reduce((n, p) => n + bytes(p), 0))})`;
  const lines = [table(['parameter', 'type', 'repeated', 'numbers', 'bytes'], parameters.map(row), 3), `parameters: ${total(parameters)}`];
  if (states.length > 0) lines.push('', table(['state', 'type', 'repeated', 'numbers', 'bytes'], states.map(row), 3), `state: ${total(states)}`);
  return lines.join('\n');
}
