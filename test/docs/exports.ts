/** The public functions with what their docstrings say: what stands above every function that index.ts exports, also in its namespaces. */
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

export interface PublicFunction {
  /** As a user writes it: `sum`, `random.normal`. */
  readonly name: string;
  /** File and line of the definition. */
  readonly place: string;
  /** The docstring without its tags. */
  readonly text: string;
  /** The text of every @example. */
  readonly examples: readonly string[];
}

export function publicFunctions(): readonly PublicFunction[] {
  const root = fileURLToPath(new URL('../../', import.meta.url)), entry = `${root}index.ts`;
  const { config } = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile) as { config: unknown };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const program = ts.createProgram([entry], { ...options, noEmit: true, incremental: false, composite: false, tsBuildInfoFile: undefined });
  const checker = program.getTypeChecker();
  const found: PublicFunction[] = [];
  const visit = (module: ts.Symbol, prefix: string): void => {
    for (const exported of checker.getExportsOfModule(module)) {
      const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
      if (symbol.flags & ts.SymbolFlags.ValueModule) visit(symbol, `${prefix}${exported.name}.`);
      const at = symbol.valueDeclaration;
      if (!at || !(symbol.flags & (ts.SymbolFlags.Function | ts.SymbolFlags.Variable)) || checker.getTypeOfSymbolAtLocation(symbol, at).getCallSignatures().length === 0) continue;
      const file = at.getSourceFile(), { line } = file.getLineAndCharacterOfPosition(at.getStart());
      found.push({
        name: `${prefix}${exported.name}`, place: `${file.fileName.replace(root, '')}:${line + 1}`,
        text: ts.displayPartsToString(symbol.getDocumentationComment(checker)),
        examples: symbol.getJsDocTags(checker).filter((t) => t.name === 'example').map((t) => ts.displayPartsToString(t.text)),
      });
    }
  };
  visit(checker.getSymbolAtLocation(program.getSourceFile(entry)!)!, '');
  return found;
}
