/**
 * Addresses of elements: base + Σ factor · atom, built on what outer loops have added up already, and carried along by a loop where they
 * move evenly with it.
 */
import { bytesOf } from '../../../core/dtype.ts';
import type { Axis } from '../../../core/expr.ts';
import { i32, i32x4, v128, type Expr, type Local as Variable } from '../wasm/assembler.ts';
import { rootsOf, type Act } from './acts.ts';
import { affine, type Affine } from './affine.ts';
import { reusable, type Spot, type Vector } from './formats.ts';
import { dependsOn, type Cause, type Node } from './nodes.ts';
import { range, type State } from './state.ts';
import type { Values } from './values.ts';

/** Where the lanes of a part lie: in a row of neighbours, or each by itself. */
export type Spots = { readonly row: Spot; readonly each?: undefined } | { readonly row?: undefined; readonly each: readonly Spot[] };

/** An address that moves with a loop, and how far in each turn. */
export interface Move { readonly pointer: Variable<'i32'>; readonly by: number }

export class Addresses {
  readonly #state: State;
  readonly #values: Values;

  constructor(state: State, values: Values) {
    this.#state = state;
    this.#values = values;
  }

  /** Of an element whose index is the same in all lanes, but for the axis of the lanes, which counts as its first. */
  one(buffer: number, index: Affine): Spot {
    const { f, scope } = this.#state, bytes = this.#bytes(buffer), { constant, terms } = this.#withoutFixedAxes(index);
    const pointer = scope.pointer(keyOf(buffer, terms));
    if (pointer && constant >= pointer.constant) return { address: pointer.local, offset: (constant - pointer.constant) * bytes };
    const address = this.#sum(buffer, terms), extra = constant * bytes;
    // The instruction's own addition does not wrap around, so nothing before it may be negative.
    const onlyGrows = terms.every(({ atom, factor }) => atom.expr.kind === 'axis' && factor > 0);
    if (extra >= 0 && onlyGrows) return { address: reusable(f, address), offset: extra };
    return { address: reusable(f, i32.add(address, i32.const(extra | 0))), offset: 0 };
  }

  /** Of each part of a load or store in lanes. */
  lanes(buffer: number, index: Node): readonly Spots[] {
    const { f, lanes } = this.#state, { axis, parts, last } = lanes!, bytes = this.#bytes(buffer), { constant, terms } = affine(index);
    const isAxis = (n: Node): boolean => n.expr.kind === 'axis' && n.expr.axis === axis;
    const apart = terms.filter(({ atom }) => !isAxis(atom) && this.#state.varies(atom));
    const stride = terms.find(({ atom }) => isAxis(atom))?.factor ?? 0;
    const start = this.one(buffer, { constant, terms: terms.filter((t) => !apart.includes(t)) });
    if (apart.length > 0) return this.#scattered(start, apart, stride, bytes);
    const { address, offset } = start;
    if (stride === 1) return range(parts).map((p) => ({ row: { address, offset: offset + 4 * p * bytes } }));
    // Offsets cannot be negative: a falling row starts at its far end.
    const count = 4 * (parts - 1) + last, far = stride < 0 ? (count - 1) * stride : 0;
    const low = far === 0 ? address : f.keep(i32.add(address, i32.const(far * bytes)));
    return range(parts).map((p) => ({ each: range(this.#state.lanesIn(p)).map((lane) => ({ address: low, offset: offset + ((4 * p + lane) * stride - far) * bytes })) }));
  }

  /** Lanes whose distances are themselves computed in lanes. */
  #scattered({ address, offset }: Spot, apart: Affine['terms'], stride: number, bytes: number): readonly Spots[] {
    const { f, lanes } = this.#state, base = offset === 0 ? address : f.keep(i32.add(address, i32.const(offset)));
    const shifts = apart.map(({ atom, factor }) => ({ factor: factor * bytes, parts: this.#values.keptParts(atom) }));
    return range(lanes!.parts).map((p) => {
      const scaled = shifts.map(({ factor, parts }) => timesLanes(parts[p]!, factor));
      const sum = stride === 0 ? scaled : [...scaled, laneNumbers(4 * p * stride * bytes, stride * bytes)];
      const distance = f.keep(sum.reduce((a, b) => i32x4.add(a, b)));
      return { each: range(this.#state.lanesIn(p)).map((lane) => ({ address: f.keep(i32.add(base, i32x4.extract_lane(distance, lane))), offset: 0 })) };
    });
  }

  /** Before a loop: adds up what of an address does not change in it. `hoist` does the same for the atoms. */
  prepare(buffer: number, index: Node, changed: ReadonlySet<Cause>, guarded: boolean, hoist: (atom: Node) => void): void {
    const { f, scope } = this.#state, { terms } = this.#withoutFixedAxes(affine(index));
    for (const { atom } of terms) hoist(atom);
    // What differs between lanes is no part of one address; the axis of the lanes itself counts as its first.
    const isOne = (atom: Node): boolean => atom.expr.kind === 'axis' || !this.#state.varies(atom);
    const fixed = terms.filter(({ atom }) => isOne(atom) && !dependsOn(atom, changed) && !(guarded && atom.reads));
    const key = keyOf(buffer, fixed);
    if (fixed.length === 0 || scope.address(key)) return;
    scope.keepAddress(key, fixed.map((t) => t.atom), f.keep(this.#sum(buffer, fixed)));
  }

  /** Gives every address that moves evenly with the axis of a loop a local of its own, set to its value for `from`. */
  carry(axis: Axis, body: readonly Act[], changed: ReadonlySet<Cause>, from: Expr<'i32'>, step: number): readonly Move[] {
    const { f, scope } = this.#state;
    const groups = new Map<string, { buffer: number; factor: number; rest: Affine['terms']; constant: number }>();
    const add = (buffer: number, index: Node): void => {
      const { constant, terms } = this.#withoutFixedAxes(affine(index));
      const own = terms.find(({ atom: { expr: e } }) => e.kind === 'axis' && e.axis === axis);
      const rest = terms.filter((t) => t !== own && !this.#state.varies(t.atom));
      if (!own || rest.some(({ atom }) => dependsOn(atom, changed))) return;
      const key = keyOf(buffer, [...rest, own].sort((a, b) => a.atom.id - b.atom.id)), known = groups.get(key);
      if (known) known.constant = Math.min(known.constant, constant);
      else groups.set(key, { buffer, factor: own.factor, rest, constant });
    };
    const visit = (node: Node): void => {
      if (scope.value(node) ?? scope.splat(node)) return;
      if (node.expr.kind === 'load') add(node.expr.from, node.args[0]!);
      for (const a of node.args) visit(a);
    };
    // Not behind tests: there an address may be out of range, and would spoil those that share its pointer.
    for (const act of body) {
      if (act.kind === 'store') add(act.to, act.index);
      for (const root of rootsOf(act)) visit(root);
    }
    return [...groups].map(([key, { buffer, factor, rest, constant }]) => {
      const bytes = this.#bytes(buffer), start = i32.add(this.#sum(buffer, rest), times(from, factor * bytes));
      const pointer = f.keep(constant === 0 ? start : i32.add(start, i32.const(constant * bytes | 0)));
      scope.pointers.set(key, { local: pointer, constant });
      return { pointer, by: step * factor * bytes | 0 };
    });
  }

  #bytes(buffer: number): number { return bytesOf(this.#state.buffers[buffer]!.dtype); }

  /** Axes that stand still become part of the constant. */
  #withoutFixedAxes(index: Affine): Affine {
    let { constant } = index;
    const terms = index.terms.filter(({ atom: { expr: e }, factor }) => {
      const at = e.kind === 'axis' ? this.#state.axes.get(e.axis) : undefined;
      if (typeof at !== 'number') return true;
      constant += at * factor;
      return false;
    });
    return terms.length === index.terms.length ? index : { constant, terms };
  }

  /** base + Σ terms, outermost first, from the longest beginning that is known. */
  #sum(buffer: number, terms: Affine['terms']): Expr<'i32'> {
    const { scope, buffers } = this.#state, bytes = this.#bytes(buffer);
    const level = new Map(terms.map((t) => [t, scope.levelOf(t.atom)]));
    const ordered = [...terms].sort((a, b) => level.get(a)! - level.get(b)! || a.atom.id - b.atom.id);
    let done = ordered.length, address: Expr<'i32'> | undefined;
    for (; done > 0; done--) if ((address = scope.address(keyOf(buffer, ordered.slice(0, done))))) break;
    address ??= buffers[buffer]!.base;
    for (const { atom, factor } of ordered.slice(done)) address = i32.add(address, times(this.#values.keptOne(atom) as Expr<'i32'>, factor * bytes));
    return address;
  }
}

const keyOf = (buffer: number, terms: Affine['terms']): string => `${buffer} ${terms.map(({ atom, factor }) => `${atom.id}*${factor}`).join(' ')}`;

const powerOf = (by: number): number | undefined => (by > 0 && Number.isInteger(Math.log2(by)) ? Math.log2(by) : undefined);

function times(value: Expr<'i32'>, by: number): Expr<'i32'> {
  const power = powerOf(by);
  return power === undefined ? i32.mul(value, i32.const(by | 0)) : power === 0 ? value : i32.shl(value, i32.const(power));
}
function timesLanes(value: Vector, by: number): Vector {
  const power = powerOf(by);
  return power === undefined ? i32x4.mul(value, i32x4.const(by | 0)) : power === 0 ? value : i32x4.shl(value, i32.const(power));
}

/** from, from + step, … in four lanes. */
export const laneNumbers = (from: number, step: number): Vector => v128.const(new Uint8Array(new Int32Array(range(4).map((lane) => from + lane * step)).buffer));
