/** What a call takes, while it is being written. */
import { budget } from '../../dsl/budget.ts';
import { contextAt } from '../../dsl/context.ts';
import type { Library } from '../layer.ts';
import { targetOf } from './target.ts';
import type { Analysis, SignatureHelp } from './service.ts';

export function signatureHelp(file: Analysis, offset: number, library: Library): SignatureHelp | undefined {
  const template = file.templateAt(offset);
  if (!template || template.source.text.length > budget.characters) return undefined;
  const { span: { start }, source: { text } } = template, open = contextAt(text, offset - start)?.open.findLast((o) => o.callee);
  const target = open?.callee && targetOf(open.callee.image, open.callee.startOffset, template, library);
  if (!open?.callee || !target) return undefined;
  const { name, args, sizes, result } = target, inSizes = open.kind === 'sizeArguments';
  if (inSizes && sizes.length === 0) return undefined;

  let label = name;
  const write = (parts: readonly string[], from: string, to: string): { start: number; end: number }[] => {
    label += from;
    const spans = parts.map((part, i) => {
      label += i > 0 ? ', ' : '';
      const begin = label.length;
      label += part;
      return { start: begin, end: label.length };
    });
    label += to;
    return spans;
  };
  const sizeSpans = sizes.length > 0 ? write(sizes, '<', '>') : [], argSpans = write(args.map((a) => a.code), '(', ')');
  label += result;
  const list = inSizes ? sizeSpans.map((span) => ({ span, text: '' })) : argSpans.map((span, i) => ({ span, text: args[i]!.text }));
  const place = open.commas + (open.piped && !inSizes ? 1 : 0), rest = args.findIndex((a) => a.rest), byName = args.findIndex((a) => a.name === open.name);
  const active = !inSizes && byName >= 0 ? byName : !inSizes && rest >= 0 ? Math.min(place, rest) : place;
  return { span: { start: start + open.callee.startOffset, end: offset }, label, text: target.text, arguments: list, active };
}
