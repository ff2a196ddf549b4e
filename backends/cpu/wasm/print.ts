// A module's data as WebAssembly text (Core Specification 2.0, chapter 6), folded: operands stand inside the parentheses of their instruction.

import type { Expr, ResultType } from './instructions.ts';
import type { FunctionContent, Label, MemoryImport, ModuleContent, Statement } from './syntax.ts';

export function printModule(content: ModuleContent): string {
  const lines = [
    '(module',
    ...(content.memory === undefined ? [] : [`  ${memoryText(content.memory)}`]),
    ...content.imports.map(f => `  (import "${f.from?.module}" "${f.from?.name}" (func $${f.func.name}${signature(f)}))`),
    ...(content.table === undefined ? [] : [`  (table ${content.table.length} ${content.table.length} funcref)`, `  (elem (i32.const 0)${content.table.map(f => ` $${f.name}`).join('')})`]),
    ...content.globals.map(g => `  (global $${g.name} (mut ${g.type}) ${exprText(g.initial)})`),
    ...content.functions.flatMap(printFunction),
  ];
  return `${lines.join('\n')})\n`;
}

function memoryText({ module, name, initial, maximum, shared }: MemoryImport): string {
  return `(import "${module}" "${name}" (memory ${initial}${maximum === undefined ? '' : ` ${maximum}`}${shared === true ? ' shared' : ''}))`;
}

const resultText = (result: ResultType): string => result === 'none' ? '' : ` (result ${result})`;

function signature(f: FunctionContent): string {
  return Object.entries(f.func.params).map(([name, type]) => ` (param $${name} ${type as string})`).join('') + resultText(f.func.result);
}

function printFunction(f: FunctionContent): string[] {
  const lines = [`  (func $${f.func.name}${f.exported ? ` (export "${f.func.name}")` : ''}${signature(f)}`];
  if (f.locals.length > 0) lines.push(`   ${f.locals.map(l => ` (local $${l.name} ${l.type})`).join('')}`);
  const labels = new Map<Label, string>();
  lines.push(...printStatements(f.body ?? [], '    ', labels));
  lines[lines.length - 1] += ')';
  return lines;
}

function printStatements(statements: readonly Statement[], indent: string, labels: Map<Label, string>): string[] {
  const named = (label: Label): string => {
    const known = labels.get(label) ?? `$${label.kind}.${labels.size}`;
    labels.set(label, known);
    return known;
  };
  const group = (head: string, body: readonly Statement[], at: string): string[] => {
    const lines = [`${at}${head}`, ...printStatements(body, `${at}  `, labels)];
    lines[lines.length - 1] += ')';
    return lines;
  };
  return statements.flatMap((s): string[] => {
    switch (s.kind) {
      case 'expr': return [`${indent}${exprText(s.value)}`];
      case 'block': case 'loop': return group(`(${s.kind} ${named(s.label)}`, s.body, indent);
      case 'if': {
        const lines = [`${indent}(if ${named(s.label)} ${exprText(s.condition)}`, ...group('(then', s.body, `${indent}  `)];
        if (s.otherwise.length > 0) lines.push(...group('(else', s.otherwise, `${indent}  `));
        lines[lines.length - 1] += ')';
        return lines;
      }
      case 'br': return [s.condition === undefined ? `${indent}(br ${named(s.target)})` : `${indent}(br_if ${named(s.target)} ${exprText(s.condition)})`];
      case 'br_table': return [`${indent}(br_table ${[...s.targets, s.otherwise].map(named).join(' ')} ${exprText(s.index)})`];
    }
  });
}

function exprText(e: Expr): string {
  const immediate = e.immediate?.text() ?? '';
  return `(${[e.op, ...(immediate === '' ? [] : [immediate]), ...e.args.map(exprText)].join(' ')})`;
}
