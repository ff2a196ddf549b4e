// A module's data as bytes. WebAssembly Core Specification 2.0, section 5.5 (modules); function names go into the custom section "name"
// (appendix 7.4), so that traps and profiles can say where they are.

import { invariant } from '../../../core/diagnostic.ts';
import { bytes } from './bytes.ts';
import { code } from './opcodes.ts';
import type { Bytes } from './bytes.ts';
import type { Expr, ValueType } from './instructions.ts';
import type { FunctionContent, Label, ModuleContent, SignatureTable, Statement } from './syntax.ts';

const typeCode = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b, none: 0x40 } as const;
const section = { custom: 0, type: 1, import: 2, function: 3, table: 4, global: 6, export: 7, element: 9, code: 10 } as const;
const kind = { func: 0, memory: 2 } as const;
const funcref = 0x70, functionType = 0x60;

export function encodeModule(content: ModuleContent, signatures: SignatureTable): Uint8Array<ArrayBuffer> {
  const all = [...content.imports, ...content.functions];
  const indexOf = new Map(all.map((f, i) => [f.func, i] as const));
  const signatureOf = (f: FunctionContent): number => signatures.index(f.func.params, f.func.result);
  for (const f of all) signatureOf(f);
  // The code goes first, though it stands late in the file: indirect calls may bring signatures of their own.
  const bodies = vector(content.functions, (out, f) => out.sized(encodeFunction(f)));

  const out = bytes();
  out.bytes([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]);
  const put = (id: number, part: Bytes): void => { out.byte(id); out.sized(part); };

  put(section.type, vector(signatures.list(), (o, { params, result }) => {
    o.byte(functionType);
    o.unsigned(params.length);
    for (const type of params) o.byte(typeCode[type]);
    if (result === 'none') o.byte(0); else o.bytes([1, typeCode[result]]);
  }));
  put(section.import, vector([...(content.memory === undefined ? [] : [content.memory]), ...content.imports], (o, item) => {
    if ('func' in item) {
      o.name(item.from?.module ?? '');
      o.name(item.from?.name ?? '');
      o.byte(kind.func);
      o.unsigned(signatureOf(item));
      return;
    }
    o.name(item.module);
    o.name(item.name);
    o.bytes([kind.memory, (item.maximum === undefined ? 0 : 1) | (item.shared === true ? 2 : 0)]);
    o.unsigned(item.initial);
    if (item.maximum !== undefined) o.unsigned(item.maximum);
  }));
  put(section.function, vector(content.functions, (o, f) => o.unsigned(signatureOf(f))));
  if (content.table !== undefined) {
    put(section.table, vector([content.table.length], (o, size) => { o.bytes([funcref, 1]); o.unsigned(size); o.unsigned(size); }));
  }
  if (content.globals.length > 0) {
    put(section.global, vector(content.globals, (o, g) => { o.bytes([typeCode[g.type], 1]); encodeExpr(o, g.initial); o.byte(code.end); }));
  }
  put(section.export, vector(content.functions.filter(f => f.exported), (o, f) => { o.name(f.func.name); o.byte(kind.func); o.unsigned(indexOf.get(f.func) as number); }));
  if (content.table !== undefined && content.table.length > 0) {
    put(section.element, vector([content.table], (o, table) => {
      o.byte(0); // active, table 0, function indices
      o.bytes([code['i32.const'], 0, code.end]);
      o.unsigned(table.length);
      for (const func of table) o.unsigned(indexOf.get(func) as number);
    }));
  }
  put(section.code, bodies);

  const names = bytes(), functionNames = vector(all, (o, f, i) => { o.unsigned(i); o.name(f.func.name); });
  names.name('name');
  names.byte(1); // the part that names functions
  names.sized(functionNames);
  put(section.custom, names);
  return out.finish();
}

function vector<T>(items: readonly T[], write: (out: Bytes, item: T, index: number) => void): Bytes {
  const out = bytes();
  out.unsigned(items.length);
  items.forEach((item, index) => write(out, item, index));
  return out;
}

function encodeFunction(f: FunctionContent): Bytes {
  if (f.body === undefined) invariant(false, `function ${f.func.name} is declared but not defined`);
  const runs: { type: ValueType; count: number }[] = [];
  for (const { type } of f.locals) {
    const last = runs.at(-1);
    if (last?.type === type) last.count++; else runs.push({ type, count: 1 });
  }
  const out = vector(runs, (o, run) => { o.unsigned(run.count); o.byte(typeCode[run.type]); });
  encodeStatements(out, f.body, []);
  out.byte(code.end);
  return out;
}

function encodeStatements(out: Bytes, statements: readonly Statement[], open: readonly Label[]): void {
  // Branch targets are counted outwards from the innermost open block.
  const depth = (label: Label): number => open.length - 1 - open.lastIndexOf(label);
  for (const s of statements) {
    switch (s.kind) {
      case 'expr':
        encodeExpr(out, s.value);
        break;
      case 'block': case 'loop':
        out.bytes([code[s.kind], typeCode.none]);
        encodeStatements(out, s.body, [...open, s.label]);
        out.byte(code.end);
        break;
      case 'if':
        encodeExpr(out, s.condition);
        out.bytes([code.if, typeCode.none]);
        encodeStatements(out, s.body, [...open, s.label]);
        if (s.otherwise.length > 0) {
          out.byte(code.else);
          encodeStatements(out, s.otherwise, [...open, s.label]);
        }
        out.byte(code.end);
        break;
      case 'br':
        if (s.condition !== undefined) encodeExpr(out, s.condition);
        out.byte(s.condition === undefined ? code.br : code.br_if);
        out.unsigned(depth(s.target));
        break;
      case 'br_table':
        encodeExpr(out, s.index);
        out.byte(code.br_table);
        out.unsigned(s.targets.length);
        for (const target of s.targets) out.unsigned(depth(target));
        out.unsigned(depth(s.otherwise));
        break;
    }
  }
}

function encodeExpr(out: Bytes, e: Expr): void {
  for (const arg of e.args) encodeExpr(out, arg);
  if (e.code < 0x1000) out.byte(e.code);
  else {
    out.byte(e.code >> 12);
    out.unsigned(e.code & 0xfff);
  }
  e.immediate?.write(out);
}
