/** The plugin with services that go wrong, in ways that the file they are asked about names: `// fault: analyse throws`. */
import { layers } from '../../../nn/library.ts';
import { lateMs, worked } from '../../../typecheck/plugin/guard.ts';
import { plugin } from '../../../typecheck/plugin/plugin.ts';
import type { Analysis, Services } from '../../../typecheck/services/service.ts';
import { services } from '../../../typecheck/services/services.ts';

const beyond = { start: 1e6, end: 2e6 };
const nonsense: Readonly<Record<string, unknown>> = {
  hover: { span: beyond, code: 'x', text: '' }, definition: { span: beyond, target: beyond, isHole: false }, rename: { span: beyond, name: 'x', places: [beyond] }, references: [beyond],
  completions: { span: beyond, items: [] }, fixes: [{ title: 'x', codes: ['NN0302'], edits: [{ span: beyond, newText: '' }] }], tokens: [{ span: { start: 9, end: 3 }, class: 'name' }],
  folding: [beyond], symbols: [{ name: 'x', detail: '', span: beyond, nameSpan: beyond, children: [] }], format: [{ span: { start: -1, end: 4 }, newText: 'x' }], inlays: 7,
};

function faulty(sound: Services): Services {
  const wrong = (name: string, text: string): unknown => {
    const fault = /\/\/ fault: (\w+) (\w+)/.exec(text);
    if (!fault || (fault[1] !== name && fault[1] !== 'everything')) return undefined;
    if (fault[2] === 'throws') throw new Error(`planted in ${name}`);
    if (fault[2] === 'dawdles') { const start = worked(); while (worked() < start + 1.1 * lateMs); }
    if (fault[2] === 'raves') return name === 'analyse' ? { text, templates: [{ kind: 'tag', span: beyond, holes: [], models: [] }], diagnostics: [], templateAt: () => undefined } : nonsense[name];
    return undefined;
  };
  return Object.fromEntries(Object.entries(sound).map(([name, f]) => [name, (...args: [string & Analysis, string]) => {
    const text = name === 'analyse' ? args[1] : args[0].text;
    return wrong(name, text) ?? (f as (...args: unknown[]) => unknown)(...args);
  }])) as unknown as Services;
}

export default plugin(() => faulty(services(layers)));
