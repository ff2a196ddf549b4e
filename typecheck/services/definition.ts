/** From a name to its definition, to all its places, and to another name. */
import type { Span } from '../../core/diagnostic.ts';
import { contextual, reserved } from '../../dsl/lexer.ts';
import type { NnSymbol } from '../../dsl/names.ts';
import type { Library } from '../layer.ts';
import { placeAt } from './place.ts';
import type { Analysis, Definition, Rename } from './service.ts';

export function definition(file: Analysis, offset: number): Definition | undefined {
  const place = placeAt(file, offset);
  if (!place) return undefined;
  const { template, symbol } = place, hole = place.nodes.at(-1)!;
  if (hole.kind === 'hole') {
    const target = template.holes[hole.index];
    return target && { span: place.inFile(hole.span), target, isHole: true };
  }
  return symbol && { span: place.inFile(spanAt(symbol, place.at)), target: place.inFile(symbol.definition), isHole: false };
}

export function references(file: Analysis, offset: number): readonly Span[] | undefined {
  const place = placeAt(file, offset);
  return place?.symbol && [place.symbol.definition, ...place.symbol.uses].map(place.inFile);
}

export function rename(file: Analysis, offset: number): Rename | undefined {
  const place = placeAt(file, offset), symbol = place?.symbol;
  if (!place || !symbol) return undefined;
  return { span: place.inFile(spanAt(symbol, place.at)), name: symbol.name, places: [symbol.definition, ...symbol.uses].map(place.inFile) };
}

/** The place of a symbol at an offset of the template. */
const spanAt = ({ definition, uses }: NnSymbol, at: number): Span => [definition, ...uses].find((s) => s.start <= at && at <= s.end) ?? definition;

/** Words that mean something wherever a name stands. */
const taken = new Set<string>([...reserved, ...contextual, 'train', 'true', 'false']);

export function refusal(file: Analysis, offset: number, name: string, library: Library): string | undefined {
  const place = placeAt(file, offset), symbol = place?.symbol;
  if (!place || !symbol) return 'no name stands here';
  if (name === symbol.name) return undefined;
  if (!/^[A-Za-z_]\w*$/.test(name)) return `'${name}' is not a name: names are made of letters, digits and _, and do not begin with a digit`;
  if (taken.has(name)) return `'${name}' is a word of the language`;
  const other = place.names.symbols.find((s) => s.name === name && meet(s, symbol));
  if (other) return `'${name}' is ${article(other.kind === 'dim' ? 'size' : other.kind)} already`;
  // What calls a layer of the library now would call this.
  if (library.has(name) && isCalled(symbol)) return `'${name}' is a layer of the library`;
  const free = place.names.free.find((f) => f.name === name && f.span.start <= symbol.scope.end && symbol.scope.start <= f.span.end);
  return free && `'${name}' is used here and means something else`;
}

const isCalled = ({ kind }: NnSymbol): boolean => kind === 'model' || kind === 'layer';
const article = (word: string): string => `${/^[aeiou]/.test(word) ? 'an' : 'a'} ${word}`;

/** Whether both may be meant at one place. Outputs are seen from outside of the model only. */
const meet = (a: NnSymbol, b: NnSymbol): boolean =>
  (a.kind === 'output') === (b.kind === 'output') && a.scope.start <= b.scope.end && b.scope.start <= a.scope.end;
