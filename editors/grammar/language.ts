/**
 * The TextMate rules of the nn language: what an editor colours before anything has been parsed. They see one line at a time and
 * only guess; the plugin and the language server colour names by what they mean. Words and signs come from the lexer.
 */
import { dtypes } from '../../core/dtype.ts';
import { contextual, reserved, vocabulary } from '../../dsl/lexer.ts';

export interface Rule {
  readonly name?: string;
  readonly contentName?: string;
  readonly match?: string;
  readonly begin?: string;
  readonly end?: string;
  readonly captures?: Captures;
  readonly beginCaptures?: Captures;
  readonly endCaptures?: Captures;
  readonly patterns?: readonly Rule[];
  readonly include?: string;
}
type Captures = Readonly<Record<string, { readonly name: string } | { readonly patterns: readonly Rule[] }>>;
export type Repository = Readonly<Record<string, { readonly patterns: readonly Rule[] }>>;

const name = '[A-Za-z_]\\w*';
const anyOf = (words: readonly string[]): string => `\\b(?:${words.join('|')})\\b`;
const scoped = (...scopes: readonly string[]): Captures => Object.fromEntries(scopes.flatMap((scope, i) => (scope === '' ? [] : [[i + 1, { name: scope }]])));

/** The signs of the lexer between names, the longer first. */
const signs = vocabulary.flatMap(({ PATTERN }) => (typeof PATTERN === 'string' && /^\W/.test(PATTERN) ? [PATTERN] : []));
const isPunctuation = (sign: string): boolean => /^[()[\]{},:.]$/.test(sign);
const escaped = (sign: string): string => sign.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const operators = signs.filter((sign) => !isPunctuation(sign) && sign !== '|>' && sign !== '->').map(escaped).join('|');

// Where the text is a template, it ends at a backtick, also in a comment or a string; `\`` is none.
const inTemplate = { end: '(?=`)|', escape: { match: '\\\\.' } };

/** By what they colour. `hole`: the rule for `${…}`, where the text is a template of another language. */
export function rules(hole?: Rule): Repository {
  const holes = hole ? [hole, inTemplate.escape] : [], stop = hole ? inTemplate.end : '';
  return {
    text: {
      patterns: [
        ...holes,
        ...['comments', 'strings', 'declarations', 'types', 'stages', 'calls', 'keywords', 'names', 'numbers', 'operators'].map((part) => ({ include: `#${part}` })),
      ],
    },
    comments: {
      patterns: [
        { name: 'comment.line.double-slash.nn', begin: '//', end: `${stop}$`, patterns: holes },
        { name: 'comment.block.nn', begin: '/\\*', end: `${stop}\\*/`, patterns: holes },
      ],
    },
    strings: { patterns: [{ name: 'string.quoted.double.nn', begin: '"', end: `${stop}"|$`, patterns: holes }] },
    declarations: {
      patterns: [
        { match: `\\b(model)\\s+(${name})`, captures: scoped('keyword.declaration.model.nn', 'entity.name.type.model.nn') },
        { match: `\\b(param|state|next|emit)\\s+(${name})`, captures: scoped('keyword.declaration.nn', 'variable.other.definition.nn') },
        {
          match: `\\b(let)\\s+(${name}(?:\\s*,\\s*${name})*)`,
          captures: { 1: { name: 'keyword.declaration.nn' }, 2: { patterns: [{ match: name, name: 'variable.other.definition.nn' }, { match: ',', name: 'punctuation.separator.nn' }] } },
        },
        { match: `\\b(layer)\\s+(${name})`, captures: scoped('keyword.declaration.nn', 'entity.name.function.layer.nn') },
        { match: `\\b(scan)\\s+(${name})\\s+(in)\\b`, captures: scoped('keyword.control.loop.nn', 'variable.other.definition.nn', 'keyword.control.loop.nn') },
      ],
    },
    types: {
      patterns: [
        { match: `${anyOf(dtypes)}(?=\\s*\\[)`, name: 'support.type.dtype.nn' },
        // An input or output with its type; an argument with its name.
        { match: `(${name})\\s*(:)(?=\\s*${name}\\s*\\[)`, captures: scoped('variable.parameter.nn', 'punctuation.separator.nn') },
        { match: `(?<=[(,])\\s*(?![A-Z])(${name})\\s*(=)(?!=)`, captures: scoped('variable.parameter.argument.nn', 'keyword.operator.assignment.nn') },
      ],
    },
    stages: {
      patterns: [
        { match: `(\\|>)\\s*(?!${anyOf(reserved)})(${name})`, captures: scoped('keyword.operator.pipe.nn', 'entity.name.function.nn') },
        { match: '\\|>', name: 'keyword.operator.pipe.nn' },
        // The first stage of `residual { … }` and `repeat L { … }`.
        { match: `(\\{)\\s*(?!${anyOf(reserved)})(${name})(?=\\s*(?:\\|>|\\}|<|\\())`, captures: scoped('punctuation.section.block.nn', 'entity.name.function.nn') },
      ],
    },
    calls: {
      patterns: [
        { match: `(?!${anyOf(reserved)})\\b${name}(?=\\(|<[^<>()]*>\\()`, name: 'entity.name.function.nn' },
        { match: `(?<=[^.\\d]\\.)${name}`, name: 'variable.other.property.nn' },
      ],
    },
    keywords: {
      patterns: [
        { match: anyOf(reserved), name: 'keyword.control.nn' },
        // Before another name, a number or a parenthesis they are words; a name stands before none of these.
        { match: `${anyOf(contextual)}(?=[ \\t]+[\\w(])`, name: 'keyword.control.nn' },
        { match: '\\btrain\\b', name: 'constant.language.nn' },
      ],
    },
    // Sizes and models begin with a capital letter, by habit.
    names: { patterns: [{ match: '\\b[A-Z]\\w*', name: 'variable.other.constant.size.nn' }, { match: name, name: 'variable.other.nn' }] },
    numbers: { patterns: [{ match: '(?:\\b\\d+(?:\\.\\d+)?|\\.\\d+)(?:[eE][+-]?\\d+)?\\b', name: 'constant.numeric.nn' }] },
    operators: {
      patterns: [
        { match: '->', name: 'keyword.operator.arrow.nn' },
        { match: operators, name: 'keyword.operator.nn' },
        { match: '[,:.]', name: 'punctuation.separator.nn' },
        { match: '[()\\[\\]{}]', name: 'punctuation.section.nn' },
      ],
    },
  };
}
