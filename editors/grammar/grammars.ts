/**
 * The grammars as files: of `.nn`, of the templates in TypeScript and JavaScript, and of the blocks in Markdown.
 * test/editors/grammar.test.ts compares the JSON beside this file with them; UPDATE=1 writes it.
 */
import { rules, type Repository, type Rule } from './language.ts';

export interface Grammar {
  readonly scopeName: string;
  readonly injectionSelector?: string;
  readonly patterns: readonly Rule[];
  readonly repository: Repository;
}

/** The grammars that VS Code has for TypeScript and JavaScript; what they put after `meta.embedded.expression`. */
export const hosts = { ts: 'source.ts', tsx: 'source.tsx', js: 'source.js', jsx: 'source.js.jsx' } as const;
export type Host = keyof typeof hosts;

const file: Grammar = { scopeName: 'source.nn', patterns: [{ include: '#text' }], repository: rules() };

/**
 * nn`…`, nn<"…">`…` and nn(`…`) in a file of TypeScript or JavaScript. Holes are what the host's own grammar says of them, so
 * that code in them, and templates in that code, look as elsewhere.
 */
function injection(host: Host): Grammar {
  const scope = hosts[host];
  const isCode = (inside: string, without = ''): string => `L:${scope}${inside} -comment -string${without}`;
  return {
    scopeName: `inline.nn.${host}`,
    injectionSelector: [
      isCode('', ' -meta.jsx.children'),
      isCode(' meta.jsx.children meta.embedded.expression'),
      // A hole of another template lies within a string.
      `L:${scope} meta.template.expression -comment -string.quoted -string.regexp`,
    ].join(', '),
    patterns: [
      {
        begin: '(?<![\\w$])(nn)\\s*(<(?:"[^"]*"|\'[^\']*\'|[^<>`"\'])*>)?\\s*(?=`)',
        beginCaptures: { 1: { name: `entity.name.function.tagged-template.${host}` }, 2: { patterns: [{ include: `${scope}#type-arguments` }] } },
        end: '(?<=`)',
        patterns: [{ include: '#template' }],
      },
      {
        begin: '(?<![\\w$])(nn)\\s*(\\()(?=\\s*(?:`|$))',
        beginCaptures: { 1: { name: `entity.name.function.${host}` }, 2: { name: `meta.brace.round.${host}` } },
        end: '\\)',
        endCaptures: { 0: { name: `meta.brace.round.${host}` } },
        patterns: [{ include: '#template' }, { include: `${scope}#expression` }, { include: `${scope}#punctuation-comma` }],
      },
    ],
    repository: {
      template: {
        patterns: [{
          begin: '`', beginCaptures: { 0: { name: `punctuation.definition.string.template.begin.${host}` } },
          end: '`', endCaptures: { 0: { name: `punctuation.definition.string.template.end.${host}` } },
          contentName: 'meta.embedded.block.nn',
          patterns: [{ include: '#text' }],
        }],
      },
      ...rules({ include: `${scope}#template-substitution-element` }),
    },
  };
}

const markdown: Grammar = {
  scopeName: 'markdown.nn',
  injectionSelector: 'L:text.html.markdown',
  patterns: [{
    name: 'markup.fenced_code.block.markdown',
    begin: '(^|\\G)(\\s*)(`{3,}|~{3,})\\s*(nn)\\b.*$', beginCaptures: { 3: { name: 'punctuation.definition.markdown' }, 4: { name: 'fenced_code.block.language.markdown' } },
    end: '(^|\\G)\\2\\3\\s*$', endCaptures: { 3: { name: 'punctuation.definition.markdown' } },
    contentName: 'meta.embedded.block.nn',
    patterns: [{ include: 'source.nn' }],
  }],
  repository: {},
};

/** By the names of their files. */
export const grammars: Readonly<Record<string, Grammar>> = {
  'nn.tmLanguage.json': file,
  ...Object.fromEntries((Object.keys(hosts) as Host[]).map((host) => [`nn.${host}.tmLanguage.json`, injection(host)])),
  'nn.markdown.tmLanguage.json': markdown,
};
