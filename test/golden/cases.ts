/**
 * Golden files: cases of `# title`, an input, `==>`, and what is expected. `UPDATE=1 npm test` writes what is found instead,
 * and the difference is read in review.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

export interface Case { readonly title: string; readonly input: string; readonly expected: string }

export const updating = process.env['UPDATE'] === '1';

export const goldenFiles = (folder: URL): string[] => readdirSync(folder).filter((f) => f.endsWith('.txt')).sort();

export function readCases(file: URL): Case[] {
  return readFileSync(file, 'utf8').split(/^# /m).slice(1).map((text) => {
    const end = text.indexOf('\n'), arrow = text.indexOf('\n==>\n');
    if (arrow < 0) throw new Error(`${file.pathname}: a case has no ==>`);
    return { title: text.slice(0, end), input: text.slice(end + 1, arrow), expected: text.slice(arrow + 5).trimEnd() };
  });
}

export function writeCases(file: URL, cases: readonly Case[]): void {
  writeFileSync(file, cases.map((c) => `# ${c.title}\n${c.input}\n==>\n${c.expected}\n`).join('\n'));
}
