/** What TypeScript's hover says of an expression in a hole, as a type. The protocol has no other way to ask for one. */
import type { Hover } from 'vscode-languageserver-protocol';
import type { Span } from '../../core/diagnostic.ts';
import type { Analysis } from '../services/service.ts';

/** `(alias) const Enc: Model<"…">`, `(parameter) width: number`, `(property) sizes.width: 128` */
const declared = /^(?:\([\w ]+\) )?(?:(?:const|let|var) )?[\w$.]+\??: ([^]*)$/;

export function typeInHover(hover: Hover | null): string | undefined {
  const contents = hover?.contents;
  const text = typeof contents === 'string' ? contents : contents && 'value' in contents ? contents.value : undefined;
  const type = text === undefined ? undefined : declared.exec(codeIn(text))?.[1];
  // Behind the type of an alias stands its import.
  return type?.split('\nimport ')[0].split('\n\n')[0].trim();
}

/** The first block of code in Markdown; else all of it. */
function codeIn(markdown: string): string {
  const fence = markdown.indexOf('```'), start = markdown.indexOf('\n', fence), end = markdown.indexOf('\n```', start);
  return (fence < 0 || start < 0 || end < 0 ? markdown : markdown.slice(start, end)).trim();
}

export interface AskableHole { readonly hole: Span; /** Where to point at it. */ readonly at: number }

const name = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;
const isChain = (expression: string): boolean => expression.split('.').every((part) => name.test(part.trim()));

/** The holes that hold a name, of which the file itself does not tell all. A hover on a larger expression would tell of a part of it. */
export function askableHoles({ text, templates }: Analysis): AskableHole[] {
  const known = new Set(templates.filter((t) => t.main).map((t) => t.name));
  return templates.flatMap(({ kind, holes }) => (kind === 'tag' ? holes : []).flatMap((hole) => {
    const expression = text.slice(hole.start, hole.end);
    if (!isChain(expression) || known.has(expression.trim())) return [];
    return [{ hole, at: hole.start + expression.trimEnd().length - 1 }];
  }));
}
