/**
 * The build step as a plugin, once for all bundlers that unplugin knows. It runs before what strips types and before other
 * plugins; mistakes stop the build with their place and their lines, warnings are told.
 */
import { relative } from 'node:path';
import type { UnpluginContext, UnpluginContextMeta, UnpluginFactory, UnpluginMessage } from 'unplugin';
import { positionAt, renderDiagnostic, type Diagnostic } from '../../core/diagnostic.ts';
import type { Library } from '../layer.ts';
import { buildFile, type BuildOptions } from './build.ts';

export const bundlerPlugin = (library: Library): UnpluginFactory<BuildOptions | undefined, false> => (options, { framework }) => ({
  name: 'cotangent',
  enforce: 'pre',
  transform: {
    // Of what Vite is asked for as text or as an address, nothing is built.
    filter: { id: { include: [/\.(?:nn|[cm]?[jt]sx?)(?:\?|$)/], exclude: [/[?&](?:raw|url)(?:[&=]|$)/] } },
    handler(text, id) {
      // App.vue?vue&type=script&lang.ts
      const path = kindEnds.test(id) ? id : fileOf(id), built = buildFile({ path, text }, library, options);
      if (!built) return undefined;
      const told = built.diagnostics.map((d) => messageOf(d, text, id)), errors = told.filter((_, i) => built.diagnostics[i]!.severity === 'error');
      for (const message of told) if (!errors.includes(message)) this.warn(message);
      if (errors.length > 0) fail(this, errors, framework);
      else return { code: built.code, map: built.map };
    },
  },
  esbuild: { onLoadFilter: kindEnds },
  // Vite would bundle the package beforehand, away from the files of its workers.
  vite: { config: () => ({ optimizeDeps: { exclude: ['cotangent'] } }) },
});

const kindEnds = /\.(?:nn|[cm]?[jt]sx?)$/;
const fileOf = (id: string): string => id.split('?', 1)[0]!;

function messageOf(d: Diagnostic, text: string, id: string): UnpluginMessage {
  const file = fileOf(id), { line, column } = positionAt(text, d.span.start);
  return { id, code: d.code, message: renderDiagnostic(d, text, { file: relative('', file) }), loc: { file, line, column: column - 1 } };
}

/** All mistakes of the file at once. */
function fail(context: UnpluginContext, errors: readonly UnpluginMessage[], framework: UnpluginContextMeta['framework']): void {
  const all = errors.map(({ message }) => message).join('\n\n');
  switch (framework) {
    // It gathers what it is told.
    case 'esbuild':
      for (const error of errors) context.error(error);
      return;
    // It would go on with a file that it cannot read.
    case 'webpack': case 'rspack': throw Object.assign(new Error(all), { stack: all });
    default: context.error({ ...errors[0]!, message: all });
  }
}
