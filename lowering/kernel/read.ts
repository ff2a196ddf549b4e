/**
 * The text of a kernel (text.ts shows it) read back; `#` begins a comment. What is read is not yet verified.
 *
 *     kernel    = "kernel" "(" [buffer {"," buffer}] ")" "{" {statement} "}"
 *     buffer    = bN ":" ("in" | "out" | "inout") dtype "[" n "]" | sN ":" dtype "[" n "]"
 *     statement = ("parallel" | "serial" | "vector") iN "<" n "{" {statement} "}" | "let" lN ":" dtype "=" expr | lN "=" expr
 *               | ("sum" | "prod" | "max" | "min" | "and" | "or" | "xor") lN "with" expr | (bN | sN) "[" expr "]" "=" expr | "if" expr "{" {statement} "}"
 *     expr      = infix of "* /" over "+ -" over "< <= > >= == !=", all from left to right, of
 *                 number [":" dtype] | iN | lN | (bN | sN) "[" expr "]" | name "(" expr {"," expr} ")" | "(" expr ")"
 */
import { CotangentError, positionAt } from '../../core/diagnostic.ts';
import { isDType, type DType } from '../../core/dtype.ts';
import type { Axis, Expr, Fold, Local } from '../../core/expr.ts';
import type { Buffer, Kernel, Role, Statement } from '../../core/kernel.ts';
import { scalars, type ScalarName } from '../../core/scalar.ts';

const token = /\s+|#[^\n]*|[A-Za-z_][\w.]*|\d+(?:\.\d+)?(?:e[+-]?\d+)?|[<>=!]=|[-+*/<>=(){}[\],:]/y;
const levels: readonly Readonly<Record<string, ScalarName>>[] = [
  { '<': 'lt', '<=': 'le', '>': 'gt', '>=': 'ge', '==': 'eq', '!=': 'ne' }, { '+': 'add', '-': 'sub' }, { '*': 'mul', '/': 'div' },
];
const words: Readonly<Record<string, number>> = { inf: Infinity, nan: NaN };
const deepest = 500;

export function readKernel(text: string): Kernel {
  const tokens: { readonly text: string; readonly at: number }[] = [];
  for (let at = 0; at < text.length;) {
    token.lastIndex = at;
    const found = token.exec(text);
    if (!found) fail(`'${text[at]}' belongs to no kernel`, at);
    if (!/^[\s#]/.test(found[0])) tokens.push({ text: found[0], at });
    at += found[0].length;
  }
  let next = 0, depth = 0;
  function fail(message: string, at = tokens[next]?.at ?? text.length): never {
    const { line, column } = positionAt(text, at);
    throw new CotangentError(`kernel text, ${line}:${column}: ${message}`, { code: 'NN0805', hint: 'printKernel shows what a kernel looks like' });
  }
  // What stands at the end is no name and no sign.
  const peek = (): string => tokens[next]?.text ?? '(the end)';
  const take = (what: string): boolean => { const is = peek() === what; if (is) next++; return is; };
  const expect = (what: string): void => { if (!take(what)) fail(`expected '${what}', found '${peek()}'`); };
  const word = (): string => { const t = peek(); if (!/^[A-Za-z]/.test(t)) fail(`expected a name, found '${t}'`); next++; return t; };
  const count = (): number => { const t = peek(); if (!/^\d+$/.test(t)) fail(`expected a number, found '${t}'`); next++; return Number(t); };
  const dtype = (): DType => { const t = word(); if (!isDType(t)) { next--; fail(`'${t}' is no dtype`); } return t; };
  const inside = <T>(f: () => T): T => {
    if (++depth > deepest) fail('this is nested too deeply');
    const result = f();
    depth--;
    return result;
  };

  expect('kernel');
  expect('(');
  const buffers: Buffer[] = [], scratch: { dtype: DType; elements: number }[] = [];
  while (!take(')')) {
    const name = word();
    expect(':');
    const role = ['in', 'out', 'inout'].includes(peek()) ? word() as Role : undefined;
    const type = dtype();
    expect('[');
    const elements = count();
    expect(']');
    if (name !== (role ? `b${buffers.length}` : `s${scratch.length}`)) fail(`'${name}' is out of order`);
    if (role) buffers.push({ dtype: type, elements, role });
    else scratch.push({ dtype: type, elements });
    if (peek() !== ')') expect(',');
  }
  const axes = new Map<string, Axis>(), locals = new Map<string, Local>();
  const memory = (name: string): number | undefined => {
    const match = /^([bs])(\d+)$/.exec(name);
    if (!match) return undefined;
    const n = Number(match[2]), list = match[1] === 'b' ? buffers : scratch;
    if (n >= list.length) { next--; fail(`there is no ${name}`); }
    return match[1] === 'b' ? n : buffers.length + n;
  };
  const dtypeOf = (n: number): DType => (buffers[n] ?? scratch[n - buffers.length]!).dtype;

  const expr = (level = 0): Expr => inside(() => {
    if (level === levels.length) return operand();
    let left = expr(level + 1);
    for (let name = levels[level]![peek()]; name; name = levels[level]![peek()]) {
      next++;
      const right = expr(level + 1);
      left = { kind: 'scalar', name, dtype: level === 0 ? 'bool' : left.dtype, args: [left, right] };
    }
    return left;
  });
  const number = (value: number): Expr => ({ kind: 'const', dtype: take(':') ? dtype() : 'i32', value });
  const operand = (): Expr => {
    if (take('(')) { const e = expr(); expect(')'); return e; }
    const negative = take('-'), t = peek();
    if (/^\d/.test(t) || t in words) { next++; const value = words[t] ?? Number(t); return number(negative ? -value : value); }
    if (negative) fail(`expected a number after '-', found '${t}'`);
    const name = word();
    if (name === 'true' || name === 'false') return { kind: 'const', dtype: 'bool', value: name === 'true' ? 1 : 0 };
    const axis = axes.get(name), local = locals.get(name), from = memory(name);
    if (axis) return { kind: 'axis', dtype: 'i32', axis };
    if (local) return { kind: 'local', dtype: local.dtype, local };
    if (from !== undefined) {
      expect('[');
      const index = expr();
      expect(']');
      return { kind: 'load', dtype: dtypeOf(from), from, index: [index] };
    }
    if (peek() !== '(') { next--; fail(`${name} is not defined here`); }
    expect('(');
    const args = [expr()];
    while (take(',')) args.push(expr());
    expect(')');
    return call(name, args);
  };
  const call = (name: string, args: readonly Expr[]): Expr => {
    const [a, b, c] = args as [Expr, Expr, Expr], needs = (n: number): void => { if (args.length !== n) fail(`${name} takes ${n} arguments, found ${args.length}`); };
    if (name === 'select') { needs(3); return { kind: 'select', dtype: b.dtype, test: a, yes: b, no: c }; }
    if (isDType(name)) { needs(1); return { kind: 'convert', dtype: name, arg: a }; }
    const bits = name.startsWith('bits.') ? name.slice(5) : '';
    if (isDType(bits)) { needs(1); return { kind: 'bitcast', dtype: bits, arg: a }; }
    if (!Object.hasOwn(scalars, name)) fail(`${name} is no scalar function`);
    const { arity, gives } = scalars[name as ScalarName];
    needs(arity);
    return { kind: 'scalar', name: name as ScalarName, dtype: gives === 'bool' ? 'bool' : a.dtype, args };
  };

  const block = (): readonly Statement[] => inside(() => {
    const list: Statement[] = [];
    expect('{');
    while (!take('}')) list.push(statement());
    return list;
  });
  const known = (name: string): Local => locals.get(name) ?? fail(`${name} is not defined here`);
  const statement = (): Statement => {
    const name = word();
    switch (name) {
      case 'parallel': case 'serial': case 'vector': {
        const own = word();
        expect('<');
        const extent = count(), again = axes.get(own), axis = again?.extent === extent ? again : { extent };
        axes.set(own, axis);
        return { kind: 'for', how: name, axis, body: block() };
      }
      case 'let': {
        const own = word();
        expect(':');
        const local: Local = { dtype: dtype() };
        expect('=');
        const value = expr();
        locals.set(own, local);
        return { kind: 'let', local, value };
      }
      case 'sum': case 'prod': case 'max': case 'min': case 'and': case 'or': case 'xor': {
        const local = known(word());
        expect('with');
        return { kind: 'fold', local, fold: name as Fold, value: expr() };
      }
      case 'if': { const test = expr(); return { kind: 'if', test, then: block() }; }
      default: {
        const to = memory(name);
        if (to === undefined) { const local = known(name); expect('='); return { kind: 'assign', local, value: expr() }; }
        expect('[');
        const index = expr();
        expect(']');
        expect('=');
        return { kind: 'store', to, index, value: expr() };
      }
    }
  };
  const body = block();
  if (next < tokens.length) fail(`'${peek()}' after the kernel`);
  return { buffers, scratch, body };
}
