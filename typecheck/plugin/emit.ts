/**
 * What a save compiles. The running program needs its templates, so JavaScript is made from the text of the user; declarations are made
 * from the rewritten text, where models have their types.
 */
import type ts from 'typescript';
import type { Files } from './files.ts';

export function emitted(typescript: typeof ts, shown: ts.LanguageService, host: ts.LanguageServiceHost, files: Files): ts.LanguageService['getEmitOutput'] {
  return (fileName, onlyDeclarations, force) => {
    const typed = shown.getEmitOutput(fileName, onlyDeclarations, force);
    if (onlyDeclarations || !files.get(fileName)) return typed;
    // Made for this once: few editors compile on save.
    const unwritten = typescript.createLanguageService(Object.create(host, {
      getScriptSnapshot: { value: files.plain.getScriptSnapshot }, getScriptVersion: { value: files.plain.getScriptVersion },
      // The project is as it is: nothing is to be read anew for this.
      updateFromProjectInProgress: { value: true }, getProjectVersion: { value: undefined },
    }) as ts.LanguageServiceHost);
    try {
      const asWritten = new Map(unwritten.getEmitOutput(fileName, false, force).outputFiles.map((f) => [f.name, f]));
      return { ...typed, outputFiles: typed.outputFiles.map((f) => (/\.d\.[cm]?ts(?:\.map)?$/.test(f.name) ? f : asWritten.get(f.name) ?? f)) };
    } finally {
      unwritten.dispose();
    }
  };
}
