/**
 * The statements of a kernel, loops among them.
 *
 * Vector loops run in lanes: four neighbours in a register, several registers (parts) side by side. What an extent leaves over runs through the
 * same code with fewer parts, the last of them partly filled, so the bits of an element do not depend on where it stands.
 * The same for folds: parts and lanes are joined in an order that the extent alone decides.
 */
import type { Axis, Local } from '../../../core/expr.ts';
import { joinOf, startOf } from '../../../core/fold.ts';
import { i32, i32x4, v128, type Expr, type Local as Variable } from '../wasm/assembler.ts';
import { changesOf, each, fitsLanes, outerFolds, rootsOf, varyingIn, type Act, type LoopAct } from './acts.ts';
import { affine } from './affine.ts';
import { onLanes, onScalars } from './arithmetic.ts';
import { constantLanes, laneOf, registerOf, storeRow, storeScalar, storeSpots, type Register, type Vector } from './formats.ts';
import { dependsOn, type Cause, type Node } from './nodes.ts';
import { range, type Lanes, type State } from './state.ts';
import type { Values } from './values.ts';

/** How the turns of a vector loop are laid out: `full` groups of `lanes.parts` registers, and one group more for what is left over. */
export interface Layout {
  readonly full: number;
  /** Elements of a full group. */
  readonly width: number;
  readonly lanes: Lanes;
  readonly rest: Lanes | undefined;
}

export class Statements {
  readonly #state: State;
  readonly #values: Values;

  constructor(state: State, values: Values) {
    this.#state = state;
    this.#values = values;
  }

  /** Statements in a scope of their own. */
  body(acts: readonly Act[], changed: ReadonlySet<Cause>): void {
    this.#state.within(changed, () => { for (const act of acts) this.act(act); });
  }

  act(act: Act): void {
    switch (act.kind) {
      case 'for': return this.#loop(act);
      case 'let': return this.#define(act.local, act.value);
      case 'assign': return this.#assign(act.local, act.value);
      case 'fold': return this.#fold(act);
      case 'store': return this.#store(act.to, act.index, act.value);
      case 'if': {
        const test = this.#values.one(act.test) as Expr<'i32'>;
        this.#state.f.if(test, () => this.body(act.then, new Set()));
        return this.#state.scope.forget(changesOf(act.then));
      }
    }
  }

  #define(local: Local, value: Node): void {
    const { f, lanes, locals } = this.#state;
    locals.set(local, lanes?.varying.has(local) ? range(lanes.parts).map(() => f.local('v128')) : f.local(registerOf(local.dtype)));
    this.#assign(local, value);
  }

  #assign(local: Local, value: Node): void {
    const { f, scope } = this.#state, variable = this.#state.variable(local);
    if ('op' in variable) f.set(variable, this.#values.one(value));
    else this.#values.parts(value).forEach((v, p) => f.set(variable[p]!, v));
    scope.forget(new Set([local]));
  }

  #fold({ local, fold, value }: Act & { kind: 'fold' }): void {
    const { f, library, lanes, scope } = this.#state, { dtype } = local;
    const join = joinOf(fold), partial = lanes?.folds.get(local), variable = partial ?? this.#state.variable(local);
    if ('op' in variable) f.set(variable, onScalars(f, library, join, dtype, [variable, this.#values.one(value)]));
    else this.#values.parts(value).forEach((v, p) => {
      // Lanes beyond the extent hold numbers of no meaning; they must not reach what is joined.
      const used = this.#state.lanesIn(p), part = partial && used < 4 ? v128.bitselect(v, constantLanes(dtype, startOf(fold, dtype)), firstLanes(used)) : v;
      f.set(variable[p]!, onLanes(f, library, join, dtype, [variable[p]!, part]));
    });
    scope.forget(new Set([local]));
  }

  #store(to: number, index: Node, value: Node): void {
    const { f, buffers, lanes, scope } = this.#state, { dtype } = buffers[to]!, { addresses } = this.#values;
    if (!lanes) {
      const number = this.#values.one(value), { address, offset } = addresses.one(to, affine(index));
      storeScalar(f, dtype, address, offset, number);
    } else {
      const parts = this.#values.parts(value);
      addresses.lanes(to, index).forEach(({ row, each }, p) => {
        if (row) storeRow(f, dtype, row.address, row.offset, this.#state.lanesIn(p), parts[p]!);
        else storeSpots(f, dtype, each, parts[p]!);
      });
    }
    scope.forget(new Set([to]));
  }

  // Loops

  #loop({ axis, body, how }: LoopAct): void {
    if (axis.extent === 0) return;
    const { scope, lanes } = this.#state, changed = new Set(changesOf(body)).add(axis);
    scope.forget(changed);
    if (how !== 'serial' && !lanes && axis.extent > 1 && fitsLanes(axis, body)) this.#vector(axis, body, changed);
    else this.serial(axis, body, changed, i32.const(0), i32.const(axis.extent));
    scope.forget(changed);
  }

  /** One turn after another. */
  serial(axis: Axis, body: readonly Act[], changed: ReadonlySet<Cause>, from: Expr<'i32'>, to: Expr<'i32'>): void {
    if (axis.extent === 1) {
      this.#state.axes.set(axis, 0);
      return this.body(body, changed);
    }
    this.#values.hoist(body, changed);
    this.counted(axis, body, changed, from, to, 1);
  }

  /** for (axis = from; axis < to; axis += step), with at least one turn, and with the addresses that move evenly carried along. */
  counted(axis: Axis, body: readonly Act[], changed: ReadonlySet<Cause>, from: Expr<'i32'>, to: Expr<'i32'>, step: number): void {
    const { f, axes } = this.#state, i = f.keep(from);
    axes.set(axis, i);
    this.#state.within(changed, () => {
      const moves = this.#values.addresses.carry(axis, body, changed, from, step);
      f.loop((again) => {
        for (const act of body) this.act(act);
        for (const { pointer, by } of moves) f.set(pointer, i32.add(pointer, i32.const(by)));
        f.brIf(again, i32.lt_u(f.tee(i, i32.add(i, i32.const(step))), to));
      });
    });
  }

  /** In lanes, with what is left over last. */
  #vector(axis: Axis, body: readonly Act[], changed: ReadonlySet<Cause>): void {
    const { f } = this.#state, folds = outerFolds(body), plain = layoutOf(axis, body), count = (plain.full > 0 ? plain.lanes : plain.rest!).parts;
    const partials = new Map(folds.map(({ local, fold }) => [local, range(count).map(() => f.keep(constantLanes(local.dtype, startOf(fold, local.dtype))))]));
    const { full, width, lanes, rest } = layoutOf(axis, body, partials);
    this.#state.lanes = lanes;
    this.#values.hoist(body, changed);
    if (full === 1) { this.#state.axes.set(axis, 0); this.body(body, changed); }
    else if (full > 1) this.counted(axis, body, changed, i32.const(0), i32.const(full * width), width);
    if (rest) this.rest(axis, body, changed, full * width, rest);
    this.#state.lanes = undefined;
    for (const { local, fold } of folds) this.#join(local, joinOf(fold), partials.get(local)!);
  }

  /** The last turns, in lanes of their own. */
  rest(axis: Axis, body: readonly Act[], changed: ReadonlySet<Cause>, from: number, lanes: Lanes): void {
    this.#state.lanes = lanes;
    this.#state.axes.set(axis, from);
    this.body(body, changed);
  }

  /** local = local ⊕ all lanes of all parts, joined two by two. */
  #join(local: Local, name: ReturnType<typeof joinOf>, partials: readonly Vector[]): void {
    const { f, library } = this.#state, join = (a: Vector, b: Vector): Vector => onLanes(f, library, name, local.dtype, [a, b]);
    const four = f.keep(pairwise(partials, join)), two = f.keep(join(four, i32x4.shuffle(four, four, [2, 3, 0, 1])));
    const one = laneOf(local.dtype, join(two, i32x4.shuffle(two, two, [1, 0, 3, 2])), 0), variable = this.#state.variable(local) as Variable<Register>;
    f.set(variable, onScalars(f, library, name, local.dtype, [variable, one]));
  }
}

export function layoutOf(axis: Axis, body: readonly Act[], folds: Lanes['folds'] = new Map()): Layout {
  const varying = varyingIn(axis, body), parts = partsOf(axis, body, varying), width = 4 * parts;
  const full = Math.floor(axis.extent / width), left = axis.extent - full * width, restParts = Math.ceil(left / 4);
  const lanes: Lanes = { axis, varying, parts, last: 4, folds };
  return { full, width, lanes, rest: left === 0 ? undefined : { ...lanes, parts: restParts, last: left - 4 * (restParts - 1) } };
}

/**
 * How many registers a value takes in a vector loop. Several hide the latency of folds and let a column's neighbours share a cache line;
 * a long body needs the registers for itself.
 */
function partsOf(axis: Axis, body: readonly Act[], varying: ReadonlySet<Cause>): number {
  const seen = new Set<Node>();
  let weight = 0;
  const weigh = (node: Node): void => {
    if (seen.has(node) || !dependsOn(node, varying)) return;
    seen.add(node);
    if (node.expr.kind !== 'axis' && node.expr.kind !== 'local') weight++;
    for (const a of node.args) weigh(a);
  };
  each(body, (act) => { for (const root of rootsOf(act)) weigh(root); });
  const wanted = weight <= 8 ? 4 : weight <= 24 ? 2 : 1;
  return Math.min(wanted, Math.ceil(axis.extent / 4));
}

/** A mask of the first n lanes. */
const firstLanes = (n: number): Vector => v128.const(new Uint8Array(new Int32Array(range(4).map((lane) => (lane < n ? -1 : 0))).buffer));

/** Joins neighbours, then neighbours of those, until one is left. */
function pairwise(list: readonly Vector[], join: (a: Vector, b: Vector) => Vector): Vector {
  if (list.length === 1) return list[0]!;
  const half = Math.ceil(list.length / 2);
  return join(pairwise(list.slice(0, half), join), pairwise(list.slice(half), join));
}
