/**
 * Runs kernels as they are written: every statement and expression becomes one JavaScript closure, every result is
 * rounded to its dtype. Slow and obvious; the measure for all other engines.
 */
import { bytesOf, isFloat, isInteger, kindOf, viewOf, type DType, type TypedArray } from '../../core/dtype.ts';
import type { Axis, Expr, Local } from '../../core/expr.ts';
import { joinOf } from '../../core/fold.ts';
import type { Kernel, Statement } from '../../core/kernel.ts';
import { invariant } from '../../core/diagnostic.ts';
import { scalars, type ScalarName } from '../../core/scalar.ts';
import { rounding, saturate } from './round.ts';
import { brainToFloat, brainBits, halfToFloat, halfBits } from '../../core/encode.ts';

type Value = () => number;
type Run = () => void;

/** Runs a kernel on its buffers, each a view of the buffer's dtype. */
export type Runner = (views: readonly TypedArray[]) => void;

export function interpret(kernel: Kernel): Runner {
  const memory = [...kernel.buffers, ...kernel.scratch];
  const scratch = kernel.scratch.map((s) => new Float64Array(s.elements));
  // One number for every axis and local.
  const frame: number[] = [];
  const places = new Map<Axis | Local, number>();
  const placeOf = (x: Axis | Local): number => {
    let place = places.get(x);
    if (place === undefined) { place = places.size; places.set(x, place); frame[place] = 0; }
    return place;
  };
  let views: readonly (TypedArray | Float64Array)[] = [];

  const inRange = (at: number, from: number): number => {
    if (!(at >= 0 && at < memory[from]!.elements)) invariant(false, `a kernel reaches element ${at} of a buffer with ${memory[from]!.elements}`);
    return at;
  };
  const decode = (from: number): ((x: number) => number) => {
    const dtype = from < kernel.buffers.length ? memory[from]!.dtype : 'f64';
    return dtype === 'f16' ? halfToFloat : dtype === 'bf16' ? brainToFloat : (x) => x;
  };
  const encode = (to: number): ((x: number) => number) => {
    const dtype = to < kernel.buffers.length ? memory[to]!.dtype : 'f64';
    return dtype === 'f16' ? halfBits : dtype === 'bf16' ? brainBits : (x) => x;
  };

  const value = (e: Expr): Value => {
    switch (e.kind) {
      case 'const': { const c = rounding[e.dtype](e.value); return () => c; }
      case 'axis': { const place = placeOf(e.axis); return () => frame[place]!; }
      case 'local': { const place = placeOf(e.local); return () => frame[place]!; }
      case 'load': {
        const { from } = e, index = value(e.index[0]!), read = decode(from);
        return () => read(views[from]![inRange(index(), from)]!);
      }
      case 'scalar': {
        const f = scalarFunction(e.name, e.args[0]!.dtype), [a, b] = e.args.map(value) as [Value, Value?];
        return b ? () => f(a(), b()) : () => f(a(), 0);
      }
      case 'convert': { const arg = value(e.arg), f = conversion(e.arg.dtype, e.dtype); return () => f(arg()); }
      case 'bitcast': { const arg = value(e.arg), f = reinterpretation(e.arg.dtype, e.dtype); return () => f(arg()); }
      case 'select': { const test = value(e.test), yes = value(e.yes), no = value(e.no); return () => (test() !== 0 ? yes() : no()); }
      case 'reduce': invariant(false, 'a kernel holds a reduction that is not written as a loop');
    }
  };

  const statement = (s: Statement): Run => {
    switch (s.kind) {
      case 'for': {
        const place = placeOf(s.axis), { extent } = s.axis, body = block(s.body);
        return () => { for (let i = 0; i < extent; i++) { frame[place] = i; body(); } };
      }
      case 'let': case 'assign': { const place = placeOf(s.local), v = value(s.value); return () => { frame[place] = v(); }; }
      case 'fold': {
        const place = placeOf(s.local), v = value(s.value), join = scalarFunction(joinOf(s.fold), s.local.dtype);
        return () => { frame[place] = join(frame[place]!, v()); };
      }
      case 'store': {
        const { to } = s, index = value(s.index), v = value(s.value), write = encode(to);
        return () => { views[to]![inRange(index(), to)] = write(v()); };
      }
      case 'if': { const test = value(s.test), then = block(s.then); return () => { if (test() !== 0) then(); }; }
    }
  };
  const block = (list: readonly Statement[]): Run => {
    const runs = list.map(statement);
    return () => { for (const run of runs) run(); };
  };

  const body = block(kernel.body);
  return (buffers) => { views = [...buffers, ...scratch]; body(); };
}

/** The scalar function with its result rounded to the dtype of its arguments. */
function scalarFunction(name: ScalarName, dtype: DType): (a: number, b: number) => number {
  const { js, gives } = scalars[name], round = gives === 'bool' ? rounding.bool : rounding[dtype];
  if (isInteger(dtype)) {
    // The plain meanings are those of 32-bit numbers in doubles; these need care with fewer or more bits.
    if (name === 'mul') return (a, b) => round(Math.imul(a, b));
    if (name === 'rem') return (a, b) => (b === 0 ? a : round(a % b));
    if (name === 'shrLogical') { const bits = 8 * bytesOf(dtype), mask = bits === 32 ? -1 : (1 << bits) - 1; return (a, b) => round(js(a & mask, b)); }
  }
  return (a, b) => round(js(a, b));
}

function conversion(from: DType, to: DType): (x: number) => number {
  if (to === 'bool') return (x) => (x !== 0 ? 1 : 0);
  if (isFloat(from) && kindOf(to) !== 'float') return (x) => saturate(x, to);
  return rounding[to];
}

/** The same bits as another dtype of the same size. */
function reinterpretation(from: DType, to: DType): (x: number) => number {
  const bits = new ArrayBuffer(8), source = viewOf(from, bits), target = viewOf(to, bits);
  const write = from === 'f16' ? halfBits : from === 'bf16' ? brainBits : (x: number): number => x;
  const read = to === 'f16' ? halfToFloat : to === 'bf16' ? brainToFloat : (x: number): number => x;
  return (x) => { source[0] = write(x); return read(target[0]!); };
}
