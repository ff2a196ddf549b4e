/** The table that `summary` prints: every tensor that a model owns, with its shape and size. */
import { showShape } from '../core/dim.ts';
import { showType } from '../core/shape.ts';
import type { Elaborated, Owned, Use } from '../lowering/elaborate.ts';
import { elementsOf, sizeBytes } from '../lowering/kernel/plain.ts';

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
  const row = (p: Owned): readonly string[] => [p.path, `${p.dtype}${showShape(p.shape)}`, p.turns > 0 ? `× ${p.shape.slice(0, p.turns).join(' × ')}` : '', showNumber(elementsOf(p)), showBytes(sizeBytes(p))];
  const total = (list: readonly Owned[]): string => `${showNumber(list.reduce((n, p) => n + elementsOf(p), 0))} (${showBytes(list.reduce((n, p) => n + sizeBytes(p), 0))})`;
  const lines = [table(['parameter', 'type', 'repeated', 'numbers', 'bytes'], parameters.map(row), 3), `parameters: ${total(parameters)}`];
  if (states.length > 0) lines.push('', table(['state', 'type', 'repeated', 'numbers', 'bytes'], states.map(row), 3), `state: ${total(states)}`);
  return lines.join('\n');
}

export const showFlops = (n: number): string => {
  const units = ['', ' k', ' M', ' G', ' T'], step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(n, 1)) / 3));
  return `${(n / 1000 ** step).toPrecision(3)}${units[step]}`;
};

/** What a call does, layer by layer: types in and out, numbers owned, arithmetic of all turns. Layers that own nothing are counted in the total only. */
export function callTable({ parameters, states, uses }: Elaborated, flops: number, arenaBytes: number): string {
  const ownedBy = (u: Use): number => parameters.filter((p) => p.path.startsWith(`${u.path}.`)).reduce((n, p) => n + elementsOf(p), 0);
  const seen = new Set<string>();
  const rows = uses.filter((u) => ownedBy(u) > 0 && !seen.has(u.path) && seen.add(u.path)).map((u) =>
    [u.path, u.input ? showType(u.input) : '', u.outputs.map(showType).join(', '), u.times > 1 ? `× ${u.times}` : '', showNumber(ownedBy(u)), showFlops(u.flops * u.times)]);
  const direct = parameters.filter((p) => !uses.some((u) => p.path.startsWith(`${u.path}.`))).map((p) => [p.path, '', `${p.dtype}${showShape(p.shape)}`, '', showNumber(elementsOf(p)), '']);
  const sum = (list: readonly Owned[]): string => `${showNumber(list.reduce((n, p) => n + elementsOf(p), 0))} (${showBytes(list.reduce((n, p) => n + sizeBytes(p), 0))})`;
  return [table(['layer', 'input', 'output', 'times', 'parameters', 'FLOPs'], [...direct, ...rows], 4),
    `parameters: ${sum(parameters)}${states.length > 0 ? `   state: ${sum(states)}` : ''}   FLOPs of a call: ${showFlops(flops)}   memory planned for it: ${showBytes(arenaBytes)}`].join('\n');
}
