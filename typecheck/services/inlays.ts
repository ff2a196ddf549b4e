/** What every stage and every `let` makes, where that is not plain to see: the shape, and the dtype where it changes. */
import type { Span } from '../../core/diagnostic.ts';
import { showShape } from '../../core/dim.ts';
import { sameShape, showType } from '../../core/shape.ts';
import { walk, type Expr } from '../../dsl/tree.ts';
import type { Noted } from '../check.ts';
import type { Result } from '../result.ts';
import { moved } from './analysis.ts';
import { touches } from './place.ts';
import type { Analysis, Inlay } from './service.ts';

const longest = 48;

export function inlays(file: Analysis, span: Span): readonly Inlay[] {
  return file.templates.filter((t) => touches(t.span, span)).flatMap(({ span: { start }, tree, checked: { notes } }) => {
    const wanted = moved(span, -start), found: Inlay[] = [];
    const tell = (at: number, text: string | undefined): void => {
      if (text !== undefined && text.length <= longest && wanted.start <= at && at <= wanted.end) found.push({ at: at + start, text });
    };
    const made = (e: Expr): void => { const noted = notes.get(e); if (noted) tell(e.span.end, shown(noted.result)); };
    walk(tree, (node) => {
      if (!touches(node.span, wanted)) return false;
      if (node.kind === 'pipe' && !isPlain(node.head)) made(node.head);
      if (node.kind === 'pipe' || node.kind === 'residual' || node.kind === 'repeat') for (const stage of node.stages) { const noted = notes.get(stage); if (noted) tell(stage.span.end, change(noted)); }
      if (node.kind === 'let' && !isPlain(node.value)) made(node.value);
      return true;
    });
    return found.sort((a, b) => a.at - b.at);
  });
}

/** A pipe has told already; what a name or a number is can be seen. */
const isPlain = ({ kind }: Expr): boolean => kind === 'pipe' || kind === 'name' || kind === 'number' || kind === 'missing';

/** What a stage has made of its input: nothing to tell where that is of the same type. */
function change({ input, result }: Noted): string | undefined {
  if (input?.kind !== 'tensor' || result.kind !== 'tensor') return shown(result);
  const before = input.value.type, after = result.value.type;
  if (before.dtype !== after.dtype) return showType(after);
  return sameShape(before.shape, after.shape) ? undefined : showShape(after.shape);
}

function shown(r: Result): string | undefined {
  if (r.kind === 'tensor') return showShape(r.value.type.shape);
  if (r.kind !== 'tuple' || r.items.length === 0) return undefined;
  const parts = r.items.map(shown);
  if (parts.includes(undefined)) return undefined;
  return parts.every((p) => p === parts[0]) && parts.length > 1 ? `${parts.length} × ${parts[0]}` : parts.join(', ');
}
