/** What the pages show has the types it should: each page is one module that a strict project would accept, as does each mended program of errors.md. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { blocksOf, type Block } from './markdown.ts';
import { sentenceOf } from '../../typecheck/sentence.ts';
import { fileOf } from './run.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string): string => readFileSync(`${root}${path}`, 'utf8');
const typed = (b: Block): boolean => b.language === 'ts' && fileOf(b) === undefined;

const pages = ['README.md', ...['docs/start', 'docs/guide'].flatMap((folder) => readdirSync(`${root}${folder}`).filter((f) => f.endsWith('.md')).map((f) => `${folder}/${f}`))];
const modules = new Map<string, string>(), opens = '{ // throws\n', closes = '} // thrown\n';
const isInThrowing = (text: string, at: number): boolean => text.lastIndexOf(opens, at) > text.lastIndexOf(closes, at);
// A block that throws shares nothing with those below it. TypeScript may refuse it too, with a sentence of ours.
for (const page of pages) modules.set(page, blocksOf(read(page)).filter(typed).map((b) => (b.words.includes('throws') ? `${opens}${b.text}${closes}` : b.text)).join('\n'));
for (const section of read('docs/errors.md').split(/^## /m).slice(1)) {
  const mended = blocksOf(section).filter(typed)[1];
  // The engines have no public names.
  if (mended && !section.startsWith('NN04')) modules.set(`docs/errors.md ${section.slice(0, 6)}`, mended.text);
}

test('the TypeScript of the pages', () => {
  const { config } = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile) as { config: unknown };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const names = new Map([...modules].filter(([, text]) => text !== '').map(([page, text]) => [`${root}${page.replaceAll(/\W+/g, '-')}.ts`, { page, text }]));
  const settings: ts.CompilerOptions = {
    ...options, noEmit: true, incremental: false, tsBuildInfoFile: undefined, composite: false, moduleDetection: ts.ModuleDetectionKind.Force,
    noUnusedLocals: false, noUnusedParameters: false, paths: { cotangent: ['./index.ts'] },
  };
  const host = ts.createCompilerHost(settings), { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (name) => names.has(name) || fileExists(name);
  host.readFile = (name) => names.get(name)?.text ?? readFile(name);
  host.getSourceFile = (name, version, ...rest) => {
    const own = names.get(name);
    return own ? ts.createSourceFile(name, own.text, version) : getSourceFile(name, version, ...rest);
  };
  const program = ts.createProgram([...names.keys()], settings, host);
  const found = [...names].flatMap(([name, { page, text }]) => {
    const file = program.getSourceFile(name);
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].flatMap((d) => {
      const message = ts.flattenDiagnosticMessageText(d.messageText, '\n');
      if (isInThrowing(text, d.start ?? 0) && sentenceOf(message) !== message) return [];
      return [`${page}: ${message}\n  ${text.split('\n')[ts.getLineAndCharacterOfPosition(file!, d.start ?? 0).line]}`];
    });
  });
  expect(found).toEqual([]);
}, 120_000);
