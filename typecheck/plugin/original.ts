/**
 * What is answered from the text as the user wrote it. A save compiles: the running program needs its templates, so JavaScript is made from
 * that text; declarations are made from the rewritten one, where models have their types. And who puts lines into comments means all of
 * them, in templates too: the language has the same ones.
 */
import type ts from 'typescript';
import type { Files } from './files.ts';

const comments = ['toggleLineComment', 'toggleMultilineComment', 'commentSelection', 'uncommentSelection'] as const;

type Answers = Pick<ts.LanguageService, 'getEmitOutput' | (typeof comments)[number]>;

export function fromOriginal(typescript: typeof ts, shown: ts.LanguageService, host: ts.LanguageServiceHost, files: Files): Answers {
  /** Asks a service made for this once: it is seldom needed. */
  const asking = <T>(ask: (original: ts.LanguageService) => T): T => {
    const service = typescript.createLanguageService(Object.create(host, {
      getScriptSnapshot: { value: files.plain.getScriptSnapshot }, getScriptVersion: { value: files.plain.getScriptVersion },
      // The project is as it is: nothing is to be read anew for this.
      updateFromProjectInProgress: { value: true }, getProjectVersion: { value: undefined },
    }) as ts.LanguageServiceHost);
    try {
      return ask(service);
    } finally {
      service.dispose();
    }
  };
  return {
    getEmitOutput(fileName, onlyDeclarations, force) {
      const typed = shown.getEmitOutput(fileName, onlyDeclarations, force);
      if (onlyDeclarations || !files.get(fileName)) return typed;
      const original = new Map(asking((s) => s.getEmitOutput(fileName, false, force)).outputFiles.map((f) => [f.name, f]));
      return { ...typed, outputFiles: typed.outputFiles.map((f) => (/\.d\.[cm]?ts(?:\.map)?$/.test(f.name) ? f : original.get(f.name) ?? f)) };
    },
    ...Object.fromEntries(comments.map((name) => [name, (fileName: string, range: ts.TextRange) => (files.get(fileName) ? asking((s) => s[name](fileName, range)) : shown[name](fileName, range))])) as Pick<ts.LanguageService, (typeof comments)[number]>,
  };
}
