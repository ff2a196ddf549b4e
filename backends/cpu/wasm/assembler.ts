// A WebAssembly assembler: modules, functions, structured control. Instructions come from instructions.ts; bytes from encode.ts, text from print.ts.
// One imported memory, 32-bit addresses, at most one result per function. It optimises nothing: what is written is what is emitted.
//
//   const m = assemble();
//   m.memory({ module: 'env', name: 'memory', initial: 1, maximum: 65536, shared: true });
//   m.func('scale', { x: 'i32', n: 'i32', by: 'f32' }, 'none', (f, { x, n, by }) => {
//     const k = f.keep(f32x4.splat(by)), end = f.keep(i32.add(x, i32.shl(n, i32.const(2))));
//     f.forRange(f.local('i32'), x, end, 16, p => f.emit(v128.store(p, f32x4.mul(v128.load(p), k))));
//   }, { export: true });
//   new WebAssembly.Module(m.encode());

import { invariant } from '../../../core/diagnostic.ts';
import { encodeModule } from './encode.ts';
import { expr, f32, f32x4, f64, i32, i64 } from './instructions.ts';
import { code } from './opcodes.ts';
import { printModule } from './print.ts';
import { signatureTable } from './syntax.ts';
import type { Expr, ResultType, ValueType } from './instructions.ts';
import type { Arguments, Func, FunctionContent, Label, Local, MemoryImport, ModuleContent, Params, Statement } from './syntax.ts';

export * from './instructions.ts';
export type { Arguments, Func, Label, Local, MemoryImport, Params } from './syntax.ts';

export type Locals<P extends Params> = { readonly [K in keyof P]: Local<P[K]> };
export type Body<P extends Params, R extends ResultType> = (f: FunctionBuilder, params: Locals<P>) => R extends 'none' ? void : Expr<R>;

export interface FunctionBuilder {
  local<T extends ValueType>(type: T, name?: string): Local<T>;
  /** A new local holding the value: how to use a value twice. */
  keep<T extends ValueType>(value: Expr<T>, name?: string): Local<T>;
  set<T extends ValueType>(local: Local<T>, value: Expr<T>): void;
  /** Sets the local where the expression is evaluated, and yields the value. */
  tee<T extends ValueType>(local: Local<T>, value: Expr<T>): Expr<T>;
  /** Evaluates the expression here; a result is dropped. */
  emit(value: Expr): void;
  /** A branch to `exit` leaves the block. */
  block(body: (exit: Label) => void): void;
  /** A branch to `again` starts the next turn; falling off the end leaves the loop. */
  loop(body: (again: Label) => void): void;
  if(condition: Expr<'i32'>, then: () => void, otherwise?: () => void): void;
  br(target: Label): void;
  brIf(target: Label, condition: Expr<'i32'>): void;
  /** Runs case number `index`; an index past the last case runs `otherwise`. */
  switch(index: Expr<'i32'>, cases: readonly (() => void)[], otherwise?: () => void): void;
  /** for (i = from; i < to; i += step) body(i), with `to` evaluated at every turn. Compares unsigned, so that it serves addresses too. */
  forRange(i: Local<'i32'>, from: Expr<'i32'>, to: Expr<'i32'>, step: number | Expr<'i32'>, body: (i: Local<'i32'>) => void): void;
  return(value?: Expr<ValueType>): void;
  unreachable(): void;
}

/** A function whose body comes later, for calls that go both ways. */
export interface DeclaredFunc<P extends Params, R extends ResultType> extends Func<P, R> {
  define(body: Body<P, R>): void;
}

export interface Global<T extends ValueType> {
  readonly get: Expr<T>;
  set(value: Expr<T>): Expr<'none'>;
}

export interface Assembler {
  /** The one memory, always imported. */
  memory(memory: MemoryImport): void;
  import<const P extends Params, R extends ResultType>(module: string, name: string, params: P, result: R): Func<P, R>;
  func<const P extends Params, R extends ResultType>(name: string, params: P, result: R, body: Body<P, R>, options?: { export?: boolean }): Func<P, R>;
  declare<const P extends Params, R extends ResultType>(name: string, params: P, result: R, options?: { export?: boolean }): DeclaredFunc<P, R>;
  /** A mutable global, one per instance. */
  global<T extends 'i32' | 'i64' | 'f32' | 'f64'>(name: string, type: T, initial: number): Global<T>;
  /** The function's place in the module's table, for callIndirect. A function has one place however often it is asked for. */
  tableIndex(func: Func): number;
  /** Calls what stands at a place of the table; traps when its signature is another. */
  callIndirect<const P extends Params, R extends ResultType>(index: Expr<'i32'>, params: P, result: R, args: Arguments<P>): Expr<R>;
  encode(): Uint8Array<ArrayBuffer>;
  /** The module in the text format, folded. For people; nothing needs it to run. */
  print(): string;
}

export function assemble(): Assembler {
  const content: ModuleContent = { memory: undefined, imports: [], functions: [], globals: [], table: undefined };
  const signatures = signatureTable();
  const names = new Set<string>();

  // Imports are numbered before functions, so a number is known only when the module is complete: it is asked for while encoding.
  const indexOf = (func: Func): number => {
    const imported = content.imports.findIndex(f => f.func === func);
    return imported >= 0 ? imported : content.imports.length + content.functions.findIndex(f => f.func === func);
  };

  const makeFunc = <P extends Params, R extends ResultType>(name: string, params: P, result: R): Func<P, R> => {
    if (names.has(name)) invariant(false, `function ${name} is declared twice in one module`);
    names.add(name);
    for (const key of Object.keys(params)) {
      // JavaScript moves whole numbers to the front of an object's keys, out of the order of declaration.
      if (/^\d/.test(key)) invariant(false, `function ${name}: a parameter's name starts with a letter, found '${key}'`);
    }
    const func: Func<P, R> = {
      name, params, result,
      call: args => expr(result, 'call', code.call, inOrder(name, params, args), { write: o => o.unsigned(indexOf(func)), text: () => `$${name}` }),
    };
    return func;
  };

  const self: Assembler = {
    memory(memory) { content.memory = memory; },
    import(module, name, params, result) {
      const func = makeFunc(name, params, result);
      content.imports.push({ func, from: { module, name }, exported: false, locals: [], body: undefined });
      return func;
    },
    declare(name, params, result, options = {}) {
      const own: FunctionContent = { func: makeFunc(name, params, result), exported: options.export === true, locals: [], body: undefined };
      content.functions.push(own);
      const define = (body: Body<typeof params, typeof result>): void => {
        if (own.body !== undefined) invariant(false, `function ${name} is defined twice`);
        own.body = buildBody(params, result, own, body);
      };
      return Object.assign(own.func, { define }) as unknown as DeclaredFunc<typeof params, typeof result>;
    },
    func(name, params, result, body, options) {
      const declared = self.declare(name, params, result, options);
      declared.define(body);
      return declared;
    },
    global(name, type, initial) {
      const index = content.globals.length;
      const start = { i32: () => i32.const(initial), i64: () => i64.const(initial), f32: () => f32.const(initial), f64: () => f64.const(initial) };
      content.globals.push({ name, type, initial: start[type]() });
      const immediate = { write: (o: { unsigned(n: number): void }) => o.unsigned(index), text: () => `$${name}` };
      return {
        get: expr(type, 'global.get', code['global.get'], [], immediate),
        set: value => expr('none', 'global.set', code['global.set'], [expectType(value, type, `global ${name}`)], immediate),
      };
    },
    tableIndex(func) {
      const table = content.table ??= [], known = table.indexOf(func);
      return known >= 0 ? known : table.push(func) - 1;
    },
    callIndirect(index, params, result, args) {
      content.table ??= [];
      return expr(result, 'call_indirect', code.call_indirect, [...inOrder('call_indirect', params, args), expectType(index, 'i32', 'call_indirect')], {
        write: o => { o.unsigned(signatures.index(params, result)); o.byte(0); },
        text: () => [...Object.values(params).map(type => `(param ${type})`), ...(result === 'none' ? [] : [`(result ${result})`])].join(' '),
      });
    },
    encode: () => encodeModule(content, signatures),
    print: () => printModule(content),
  };
  return self;
}

function expectType<T extends ResultType>(value: Expr, type: T, where: string): Expr<T> {
  if (value.type !== type) invariant(false, `${where}: found ${value.type}, expected ${type}`);
  return value as Expr<T>;
}

/** Arguments given by name, in the order of declaration. */
function inOrder<P extends Params>(name: string, params: P, args: Arguments<P>): Expr[] {
  return Object.entries(params).map(([key, type]) => {
    const arg = args[key];
    if (arg === undefined) invariant(false, `call of ${name}: argument ${key} is absent, expected ${type}`);
    return expectType(arg, type, `call of ${name}: argument ${key}`);
  });
}

const none: readonly Expr[] = [];

function buildBody<P extends Params, R extends ResultType>(params: P, result: R, own: FunctionContent, body: Body<P, R>): readonly Statement[] {
  const name = own.func.name;
  let statements: Statement[] = [];
  const open: Label[] = [];

  // Written out, not spread from `expr`: generated code has more locals than anything else.
  const makeLocal = <T extends ValueType>(type: T, index: number, localName: string): Local<T> =>
    ({ type, op: 'local.get', code: code['local.get'], args: none, immediate: { write: o => o.unsigned(index), text: () => `$${localName}` }, index, name: localName });
  const collect = (label: Label, run: () => void): Statement[] => {
    const outer = statements, inner: Statement[] = [];
    statements = inner;
    open.push(label);
    run();
    open.pop();
    statements = outer;
    return inner;
  };
  const target = (label: Label): Label => {
    if (!open.includes(label)) invariant(false, `function ${name}: branch to a ${label.kind} that is not open here`);
    return label;
  };
  const paramCount = Object.keys(params).length;

  const f: FunctionBuilder = {
    local(type, localName = '') {
      const index = paramCount + own.locals.length, full = `${localName}.${index}`;
      own.locals.push({ type, name: full });
      return makeLocal(type, index, full);
    },
    keep(value, localName) {
      const local = f.local(value.type, localName);
      f.set(local, value);
      return local;
    },
    set(local, value) {
      const checked = expectType(value, local.type, `function ${name}: local ${local.name}`);
      f.emit(expr('none', 'local.set', code['local.set'], [checked], { write: o => o.unsigned(local.index), text: () => `$${local.name}` }));
    },
    tee(local, value) {
      const checked = expectType(value, local.type, `function ${name}: local ${local.name}`);
      return expr(local.type, 'local.tee', code['local.tee'], [checked], { write: o => o.unsigned(local.index), text: () => `$${local.name}` });
    },
    emit(value) {
      statements.push({ kind: 'expr', value: value.type === 'none' ? value : expr('none', 'drop', code.drop, [value]) });
    },
    block(run) {
      const label: Label = { kind: 'block' };
      statements.push({ kind: 'block', label, body: collect(label, () => run(label)) });
    },
    loop(run) {
      const label: Label = { kind: 'loop' };
      statements.push({ kind: 'loop', label, body: collect(label, () => run(label)) });
    },
    if(condition, then, otherwise = () => {}) {
      const label: Label = { kind: 'if' };
      expectType(condition, 'i32', `function ${name}: condition`);
      statements.push({ kind: 'if', label, condition, body: collect(label, then), otherwise: collect(label, otherwise) });
    },
    br(label) { statements.push({ kind: 'br', target: target(label) }); },
    brIf(label, condition) { statements.push({ kind: 'br', target: target(label), condition: expectType(condition, 'i32', `function ${name}: condition`) }); },
    switch(index, cases, otherwise = () => {}) {
      // One block per case around the table: leaving block k lands on case k, and every case ends by leaving the outermost.
      f.block(exit => {
        const targets: Label[] = [];
        const nest = (depth: number): void => {
          if (depth === 0) statements.push({ kind: 'br_table', targets: targets.slice(1), otherwise: targets[0] as Label, index: expectType(index, 'i32', `function ${name}: switch`) });
          else f.block(label => { targets.push(label); nest(depth - 1); if (depth > 1) { (cases[cases.length + 1 - depth] as () => void)(); f.br(exit); } });
        };
        nest(cases.length + 1);
        otherwise();
      });
    },
    forRange(i, from, to, step, run) {
      f.set(i, from);
      const by = typeof step === 'number' ? i32.const(step) : step;
      f.block(exit => {
        f.brIf(exit, i32.ge_u(i, to));
        f.loop(again => {
          run(i);
          f.brIf(again, i32.lt_u(f.tee(i, i32.add(i, by)), to));
        });
      });
    },
    return(value) { f.emit(expr('none', 'return', code.return, value === undefined ? [] : [expectType(value, result, `function ${name}: return`)])); },
    unreachable() { f.emit(expr('none', 'unreachable', code.unreachable, [])); },
  };

  const locals = Object.fromEntries(Object.entries(params).map(([key, type], index) => [key, makeLocal(type, index, key)])) as unknown as Locals<P>;
  const value = body(f, locals) as Expr | undefined;
  if (result !== 'none') {
    if (value === undefined) invariant(false, `function ${name}: the body gives nothing, expected ${result}`);
    statements.push({ kind: 'expr', value: expectType(value, result, `function ${name}: result`) });
  }
  return statements;
}

let relaxedSimd: boolean | undefined;

/** Whether this engine knows relaxed SIMD (a fused multiply-add above all): asked once, by validating a module that uses it. */
export function hasRelaxedSimd(): boolean {
  if (relaxedSimd === undefined) {
    const m = assemble();
    m.func('probe', { x: 'v128' }, 'v128', (_, { x }) => f32x4.relaxed_madd(x, x, x));
    relaxedSimd = WebAssembly.validate(m.encode());
  }
  return relaxedSimd;
}
