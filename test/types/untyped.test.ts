/** There is no function of the package of whose result TypeScript knows nothing: what is added to it says its shape. */
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** What nothing is known of, alone or in a list. */
const isBare = (type: string): boolean => /^(Tensor|Complex)$/.test(type) || /^(readonly )?\[?(\w+: )?(Tensor|Complex)<Shape, /.test(type) || /Tensor<Shape, [^>]*>\[\]$/.test(type);

test('no function is without a type of its result', () => {
  const { config } = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile) as { config: unknown };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const program = ts.createProgram([`${root}index.ts`], { ...options, noEmit: true, incremental: false, tsBuildInfoFile: undefined }), checker = program.getTypeChecker();
  const bare = (module: ts.Symbol, prefix: string): string[] => checker.getExportsOfModule(module).flatMap((exported) => {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported, name = `${prefix}${exported.name}`;
    if (symbol.flags & ts.SymbolFlags.ValueModule) return prefix === '' ? bare(symbol, `${name}.`) : [];
    if (!(symbol.flags & ts.SymbolFlags.Value)) return [];
    const results = checker.getTypeOfSymbol(symbol).getCallSignatures().map((s) => checker.typeToString(s.getReturnType(), undefined, ts.TypeFormatFlags.NoTruncation));
    return results.some(isBare) ? [name] : [];
  });
  expect(bare(checker.getSymbolAtLocation(program.getSourceFile(`${root}index.ts`)!)!, '')).toEqual([]);
}, 120_000);
