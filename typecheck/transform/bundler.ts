/**
 * The build step as a plugin, once for all bundlers that unplugin knows. It runs before what strips types and before other
 * plugins; mistakes stop the build with their place and their lines, warnings are told.
 */
import { copyFileSync, readFileSync } from 'node:fs';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import type { Loader, PluginBuild } from 'esbuild';
import type { Plugin } from 'rollup';
import type { RolldownPlugin, UnpluginContext, UnpluginContextMeta, UnpluginFactory, UnpluginMessage, UnpluginOptions, VitePlugin } from 'unplugin';
import { positionAt, renderDiagnostic, type Diagnostic } from '../../core/diagnostic.ts';
import type { Library } from '../layer.ts';
import { buildFile, defaultModules, type BuildOptions } from './build.ts';

export interface Bundled {
  readonly library: Library;
  /** A module of the library that runs a file beside it as a worker, and that file. */
  readonly worker: { readonly module: string; readonly file: string };
  /** Where the library lies, and which of its files do something when they are imported. */
  readonly home: string;
  readonly withEffects: readonly string[];
}

export const bundlerPlugin = ({ library, worker, home, withEffects }: Bundled): UnpluginFactory<BuildOptions | undefined, false> => (options, { framework }) => {
  // The worker's file goes beside every file that holds its module.
  const besideChunks: Pick<Plugin, 'generateBundle'> = {
    generateBundle(_, bundle) {
      for (const chunk of Object.values(bundle))
        if (chunk.type === 'chunk' && chunk.moduleIds.some((id) => samePath(id, worker.module)))
          this.emitFile({ type: 'prebuilt-chunk', fileName: besides(chunk.fileName, worker.file), code: readFileSync(worker.file, 'utf8') });
    },
  };
  // Rollup forgets what package.json says of effects where another plugin finds a file; and the parser's says nothing.
  const isIdle = (path: string): boolean => parserPackage.test(path) || (isWithin(path, home) && !withEffects.some((file) => samePath(file, path)));
  let loaders = loadersByEnding;
  return {
    name: 'cotangent',
    enforce: 'pre',
    transform: {
      // Of what Vite is asked for as text or as an address, nothing is built. What passes is lost to esbuild's own ways of loading.
      filter: framework === 'esbuild' ? templatesOnly(options?.from ?? defaultModules) : { id: { include: [/\.(?:nn|[cm]?[jt]sx?)(?:\?|$)/], exclude: [/[?&](?:raw|url)(?:[&=]|$)/] } },
      handler(text, id) {
        if (isIdle(fileOf(id))) return rollupLike.has(framework) ? { code: text, map: null, moduleSideEffects: false } : undefined;
        // App.vue?vue&type=script&lang.ts
        const path = kindEnds.test(id) ? id : fileOf(id), built = buildFile({ path, text }, library, options);
        if (!built) return undefined;
        const told = built.diagnostics.map((d) => messageOf(d, text, id)), errors = told.filter((_, i) => built.diagnostics[i]!.severity === 'error');
        for (const message of told) if (!errors.includes(message)) this.warn(message);
        if (errors.length > 0) fail(this, errors, framework);
        else return { code: built.code, map: built.map };
      },
    },
    rollup: besideChunks,
    rolldown: besideChunks as RolldownPlugin,
    // Vite would bundle the package beforehand, away from the file of its workers.
    vite: { ...besideChunks as VitePlugin, config: () => ({ optimizeDeps: { exclude: ['cotangent'] } }) },
    esbuild: {
      onLoadFilter: kindEnds,
      config({ loader = {} }) { loaders = { ...loadersByEnding, ...loader }; },
      loader: (_, id) => loaders[extname(id)] ?? 'js',
      setup: (build) => { besideOutputs(build, worker); },
    },
  };
};

const loadersByEnding: Readonly<Record<string, Loader>> = { '.ts': 'ts', '.mts': 'ts', '.cts': 'ts', '.tsx': 'tsx', '.jsx': 'jsx' };

/** .nn files, and those that name one of the modules. */
const templatesOnly = (from: readonly string[]): TransformFilter => [{
  kind: 'include',
  expr: { kind: 'or', args: [
    { kind: 'id', pattern: /\.nn$/, params: {} },
    { kind: 'and', args: [{ kind: 'id', pattern: kindEnds, params: {} }, { kind: 'or', args: from.map((module) => ({ kind: 'code', pattern: module })) }] },
  ] },
}];
type TransformFilter = Extract<NonNullable<UnpluginOptions['transform']>, { handler: unknown }>['filter'];

/** As `besideChunks`. webpack takes the file along by itself. */
function besideOutputs(build: PluginBuild, { module, file }: Bundled['worker']): void {
  build.initialOptions.metafile = true;
  build.onEnd(({ metafile, outputFiles }) => {
    const folder = build.initialOptions.absWorkingDir ?? process.cwd(), contents = readFileSync(file);
    for (const [output, { inputs }] of Object.entries(metafile?.outputs ?? {})) {
      if (!Object.keys(inputs).some((input) => samePath(resolve(folder, input), module))) continue;
      const path = besides(resolve(folder, output), file);
      if (outputFiles) outputFiles.push({ path, contents, hash: '', text: contents.toString('utf8') });
      else copyFileSync(file, path);
    }
  });
}

const parserPackage = /[\\/]node_modules[\\/]@?chevrotain[\\/]/;
const rollupLike: ReadonlySet<string> = new Set(['rollup', 'rolldown', 'vite']);

const besides = (output: string, file: string): string => join(dirname(output), basename(file));
const slashes = (path: string): string => path.replaceAll('\\', '/');
const samePath = (a: string, b: string): boolean => slashes(a) === slashes(b);
const isWithin = (path: string, folder: string): boolean => slashes(path).startsWith(slashes(folder));
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
