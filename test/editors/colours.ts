/** How an editor with TextMate grammars colours a text: ours as they are checked in, and small stand-ins for those of TypeScript and Markdown. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import oniguruma from 'vscode-oniguruma';
import textmate from 'vscode-textmate';
import { hosts } from '../../editors/grammar/grammars.ts';

/** A piece of a line with its scopes, the outermost first. */
export interface Coloured { readonly text: string; readonly start: number; readonly scopes: readonly string[] }

const wasm = readFileSync(createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm'));
const engine = oniguruma.loadWASM(wasm).then((): textmate.IOnigLib => ({
  createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
  createOnigString: (text) => new oniguruma.OnigString(text),
}));

/** What matters here of VS Code's grammar for TypeScript: its names for rules and scopes, and that strings, comments and templates are told apart. */
const standIn = (scopeName: string) => {
  const to = scopeName.slice('source.'.length);
  return {
    scopeName, patterns: [{ include: '#expression' }], repository: {
      expression: {
        patterns: [
          ...['comment', 'regex', 'string', 'template', 'type-arguments', 'jsx', 'block'].map((part) => ({ include: `#${part}` })),
          { include: '#punctuation-comma' },
          { match: '\\b(?:const|let|export|return)\\b', name: `storage.type.${to}` },
          { match: '[A-Za-z_$][\\w$]*', name: `variable.other.readwrite.${to}` },
          { match: '\\b\\d+\\b', name: `constant.numeric.decimal.${to}` },
        ],
      },
      comment: { patterns: [{ match: '//.*$', name: `comment.line.double-slash.${to}` }, { begin: '/\\*', end: '\\*/', name: `comment.block.${to}` }] },
      regex: { begin: '(?<=[=(,]\\s*)/(?![/*])', end: '/', name: `string.regexp.${to}`, patterns: [{ match: '\\\\.' }] },
      string: { patterns: ['\'', '"'].map((quote) => ({ begin: quote, end: `${quote}|$`, name: `string.quoted.${to}`, patterns: [{ match: '\\\\.' }] })) },
      template: {
        begin: '`', end: '`', name: `string.template.${to}`,
        patterns: [{ include: '#template-substitution-element' }, { match: '\\\\.', name: `constant.character.escape.${to}` }],
      },
      'template-substitution-element': {
        begin: '\\$\\{', end: '\\}', name: `meta.template.expression.${to}`,
        beginCaptures: { 0: { name: `punctuation.definition.template-expression.begin.${to}` } },
        endCaptures: { 0: { name: `punctuation.definition.template-expression.end.${to}` } },
        patterns: [{ include: '#expression' }],
      },
      'type-arguments': { begin: '(?<=\\w)<(?=["\'])', end: '>', name: `meta.type.parameters.${to}`, patterns: [{ include: '#string' }] },
      'punctuation-comma': { match: ',', name: `punctuation.separator.comma.${to}` },
      block: { begin: '\\{', end: '\\}', name: `meta.block.${to}`, patterns: [{ include: '#expression' }] },
      jsx: {
        patterns: /x$/.test(to) ? [{
          begin: '<\\w+>', end: '</\\w+>', contentName: `meta.jsx.children.${to}`,
          patterns: [{ begin: '\\{', end: '\\}', name: `meta.embedded.expression.${to}`, patterns: [{ include: '#expression' }] }],
        }] : [],
      },
    },
  };
};

const markdown = {
  scopeName: 'text.html.markdown', repository: {},
  patterns: [{ begin: '(^|\\G)(`{3,})(.*)$', end: '(^|\\G)\\2$', name: 'markup.fenced_code.block.markdown' }, { match: '^# .*$', name: 'markup.heading.markdown' }],
};

const file = (name: string): textmate.IRawGrammar => JSON.parse(readFileSync(new URL(`../../editors/grammar/${name}`, import.meta.url), 'utf8')) as textmate.IRawGrammar;
const injected: Readonly<Record<string, string>> = { ...Object.fromEntries(Object.entries(hosts).map(([host, scope]) => [scope, `inline.nn.${host}`])), 'text.html.markdown': 'markdown.nn' };

function grammarOf(scope: string): textmate.IRawGrammar {
  if (scope === 'source.nn') return file('nn.tmLanguage.json');
  if (scope === 'markdown.nn') return file('nn.markdown.tmLanguage.json');
  if (scope.startsWith('inline.nn.')) return file(`nn.${scope.slice('inline.nn.'.length)}.tmLanguage.json`);
  return (scope === 'text.html.markdown' ? markdown : standIn(scope)) as unknown as textmate.IRawGrammar;
}

const registry = new textmate.Registry({
  onigLib: engine, loadGrammar: (scope) => Promise.resolve(grammarOf(scope)), getInjections: (scope) => (injected[scope] === undefined ? [] : [injected[scope]]),
});

/** The pieces of every line. */
export async function colour(text: string, scope: string): Promise<readonly (readonly Coloured[])[]> {
  const grammar = await registry.loadGrammar(scope);
  let state = textmate.INITIAL, start = 0;
  return text.split('\n').map((line) => {
    const { tokens, ruleStack } = grammar!.tokenizeLine(line, state);
    state = ruleStack;
    const pieces = tokens.map((t) => ({ text: line.slice(t.startIndex, t.endIndex), start: start + t.startIndex, scopes: t.scopes }));
    start += line.length + 1;
    return pieces;
  });
}
