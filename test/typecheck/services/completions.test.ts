import { layers } from '../../../nn/library.ts';
import type { Completion } from '../../../typecheck/services/service.ts';
import { ask, golden } from './ask.ts';

golden('completions', ({ file, offset, text }) => {
  const found = ask.completions(file, offset);
  if (!found) return 'nothing';
  const isOfLibrary = ({ name, kind }: Completion): boolean => kind === 'layer' && layers.has(name);
  const own = found.items.filter((i) => !isOfLibrary(i)), library = found.items.filter(isOfLibrary);
  const kinds = [...new Set(own.map((i) => i.kind))];
  return [
    `in place of '${text.slice(found.span.start, found.span.end)}'`,
    ...kinds.map((kind) => `${kind}: ${own.filter((i) => i.kind === kind).map((i) => i.insert === undefined || kind === 'snippet' ? i.name : i.insert.trim()).join(', ')}`),
    ...(library.length === 0 ? [] : library.length === layers.size ? ['and the library'] : [`some of the library: ${library.map((i) => i.name).join(', ')}`]),
  ].join('\n');
});

golden('signatureHelp', ({ file, offset }) => {
  const found = ask.signatureHelp(file, offset);
  if (!found) return 'nothing';
  const active = found.arguments[found.active];
  return [active ? `${found.label.slice(0, active.span.start)}⟦${found.label.slice(active.span.start, active.span.end)}⟧${found.label.slice(active.span.end)}` : `${found.label} (no such argument)`, ...(active ? [active.text] : [])].join('\n');
});
