/**
 * The plugin of TypeScript's language server, for 5.9 and 6: TypeScript gets to see files rewritten, its answers are shown without what
 * it says of the rewriting, and templates have answers of their own. The layers that templates know are handed in.
 */
import type ts from 'typescript';
import type { Services } from '../services/service.ts';
import { checks, withoutTail } from './checking.ts';
import { features } from './features.ts';
import { Files } from './files.ts';
import { guard, watched, type Log } from './guard.ts';
import { fromOriginal } from './original.ts';
import { settler, type Project, type Settings } from './project.ts';
import { treat } from './shown.ts';

export type Plugin = (modules: { readonly typescript: typeof ts }) => ts.server.PluginModule;

/** `make`: services that remember what they have read, for one project. */
export function plugin(make: () => Services): Plugin {
  const projects = new WeakMap<ts.LanguageServiceHost, Host>(), sessions = new WeakSet<object>();
  return ({ typescript }) => {
    // TypeScript makes a module like this one for each project.
    let host: Host | undefined;
    return {
      create(info) {
        const log: Log = (message) => info.project.projectService.logger.info(`[cotangent] ${message}`), settings = info.config as Settings;
        const unfit = unfitness(typescript);
        if (unfit !== undefined) {
          log(`inactive: ${unfit}`);
          return info.languageService;
        }
        host = projects.get(info.languageServiceHost);
        if (host) {
          // A project that reads its configuration again asks again, with the service that is decorated already.
          host.settings = settings;
          return info.languageService;
        }
        try {
          host = decorated(typescript, info.languageService, info.languageServiceHost, settings, make, log);
          projects.set(info.languageServiceHost, host);
          if (info.session && !sessions.has(info.session)) {
            sessions.add(info.session);
            answerInlays(info.session, (fileName) => {
              const found = info.project.projectService.getDefaultProjectForFile(typescript.server.toNormalizedPath(fileName), true);
              return found && projects.get(found)?.project;
            });
          }
          log(`active with TypeScript ${typescript.version}`);
          const other = otherCopy(typescript, info);
          if (other !== undefined) log(other);
          return host.service;
        } catch (e) {
          log(`inactive: ${e instanceof Error ? e.stack : String(e)}`);
          return info.languageService;
        }
      },
      onConfigurationChanged(config: Settings) { if (host) host.settings = config; },
    };
  };
}

interface Host { readonly service: ts.LanguageService; readonly project: Project; settings: Settings }

/** A command of our own: editors ask for hints only where one of TypeScript's is switched on. */
function answerInlays(session: ts.server.Session, projectOf: (fileName: string) => Project | undefined): void {
  session.addProtocolHandler('_cotangent.inlays', ({ arguments: asked }: { readonly arguments?: { readonly file: string; readonly start: number; readonly length: number } }) => {
    const project = asked && projectOf(asked.file), analysis = asked && project?.analysis(asked.file);
    return { responseRequired: true, response: analysis ? project!.services.inlays(analysis, { start: asked.start, end: asked.start + asked.length }) : [] };
  });
}

type Method = (...args: readonly unknown[]) => unknown;
type Methods = Readonly<Record<string, Method>>;

function decorated(typescript: typeof ts, plain: ts.LanguageService, host: ts.LanguageServiceHost, settings: Settings, make: () => Services, log: Log): Host {
  const services = watched(make(), log), files = new Files(host, services, log);
  const guarded = guard(typescript, log), plainMethods = plain as unknown as Methods;
  const methods = (of: (name: string) => Method): ts.LanguageService => Object.fromEntries(Object.keys(plain).map((name) => [name, of(name)])) as unknown as ts.LanguageService;

  const shown = methods((name) => (...args) => {
    const ask = (): unknown => plainMethods[name]!(...args);
    const answer = checks.has(name) ? withoutTail(plain.getProgram(), files.get(fileIn(args[0])), ask) : ask();
    return guarded(`what TypeScript says to ${name}`, () => treat(name, files, answer, fileIn(args[0]), typescript), () => answer);
  });
  // A project of TypeScript's server looks at its files again when it is told to; without one each question looks.
  const settle = settler(typescript, plain, files, () => (host as { markAsDirty?(): void }).markAsDirty?.());
  const project: Project = {
    ts: typescript, shown, files, services, settings: () => made.settings, settle: () => settle(),
    analysis(fileName) {
      const file = files.get(fileName);
      if (file?.analysis.templates.some((t) => t.holes.length > 0)) settle(file);
      return files.get(fileName)?.analysis;
    },
  };
  const ours: Methods = {
    ...Object.fromEntries(Object.entries(features).map(([name, make]) => [name, (make as (p: Project) => Method)(project)])),
    ...fromOriginal(typescript, shown, host, files) as unknown as Methods,
  };
  const service = methods((name) => (...args) => {
    const theirs = (): unknown => (shown as unknown as Methods)[name]!(...args);
    return ours[name] ? guarded(name, () => ours[name]!(...args), theirs) : theirs();
  });
  const made: Host = { service, project, settings };
  return made;
}

/** Most questions begin with the file that they are about. */
function fileIn(argument: unknown): string {
  if (typeof argument === 'string') return argument;
  const { fileName, targetFile } = (argument ?? {}) as { readonly fileName?: string; readonly targetFile?: string };
  return fileName ?? targetFile ?? '';
}

/** Why the plugin can do nothing here. */
function unfitness({ versionMajorMinor, version }: typeof ts): string | undefined {
  const [major, minor] = versionMajorMinor.split('.').map(Number);
  return major === 6 || (major === 5 && minor! >= 9) ? undefined : `it is made for TypeScript 5.9 and 6, and this is ${version}`;
}

/** Editors bring a TypeScript of their own, and what it says may differ from what the build says. */
function otherCopy({ version }: typeof ts, info: ts.server.PluginCreateInfo): string | undefined {
  const path = `${info.project.getCurrentDirectory()}/node_modules/typescript/package.json`, text = info.serverHost.readFile(path);
  const installed = text === undefined ? undefined : (JSON.parse(text) as { readonly version?: string }).version;
  return installed === undefined || installed === version ? undefined : `the editor runs TypeScript ${version}, the project has ${installed}`;
}
