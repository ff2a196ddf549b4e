/** Semantic tokens: five numbers each, relative to the token before (Language Server Protocol 3.17, semanticTokens). */
import type { SemanticTokensLegend } from 'vscode-languageserver-protocol';
import type { Span } from '../../core/diagnostic.ts';
import type { TokenClass } from '../../dsl/services.ts';
import type { Token } from '../services/service.ts';
import { endOfLine, offsetAt, positionAt, type Text } from './text.ts';

/** A token in terms of offsets. `type` and `modifiers` are those of some legend. */
export interface Placed { readonly span: Span; readonly type: number; readonly modifiers: number }

/** What the protocol calls each of ours. Holes are TypeScript. */
const names: Readonly<Record<Exclude<TokenClass, 'hole'>, string>> = {
  keyword: 'keyword', operator: 'operator', number: 'number', string: 'string', comment: 'comment', dtype: 'type', function: 'function', property: 'property', name: 'variable',
  model: 'class', size: 'typeParameter', dim: 'typeParameter', axis: 'typeParameter', input: 'parameter', output: 'parameter', param: 'property', state: 'property', layer: 'function',
  let: 'variable', item: 'variable', carry: 'variable', emit: 'variable',
};

/** Theirs first, so that their numbers keep their meaning. */
export const legendWith = (theirs: SemanticTokensLegend | undefined): SemanticTokensLegend => ({
  tokenTypes: [...new Set([...(theirs?.tokenTypes ?? []), ...Object.values(names)])],
  tokenModifiers: theirs?.tokenModifiers ?? [],
});

export function placed(tokens: readonly Token[], legend: SemanticTokensLegend): Placed[] {
  return tokens.flatMap(({ span, class: c }) => (c === 'hole' ? [] : [{ span, type: legend.tokenTypes.indexOf(names[c]), modifiers: 0 }]));
}

export function decode(text: Text, data: readonly number[]): Placed[] {
  const tokens: Placed[] = [];
  let line = 0, character = 0;
  for (let i = 0; i + 4 < data.length; i += 5) {
    const [lines, characters, length, type, modifiers] = data.slice(i, i + 5);
    character = lines === 0 ? character + characters : characters;
    line += lines;
    const start = offsetAt(text, { line, character });
    tokens.push({ span: { start, end: start + length }, type, modifiers });
  }
  return tokens;
}

/** In the order of the text. A token of several lines becomes one for each, as not every editor takes others. */
export function encode(text: Text, tokens: readonly Placed[]): number[] {
  const data: number[] = [];
  let line = 0, character = 0;
  for (const { span, type, modifiers } of [...tokens].sort((a, b) => a.span.start - b.span.start)) {
    for (let start = span.start; start < span.end;) {
      const at = positionAt(text, start), next = text.lines[at.line + 1] ?? text.text.length;
      const end = Math.min(span.end, next), length = Math.min(end, endOfLine(text, at.line)) - start;
      if (length > 0) {
        data.push(at.line - line, at.line === line ? at.character - character : at.character, length, type, modifiers);
        ({ line, character } = at);
      }
      start = end;
    }
  }
  return data;
}
