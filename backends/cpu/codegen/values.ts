/** The values of nodes: as one number, or in lanes with one register for each part. What is used more than once is computed once. */
import { invariant } from '../../../core/diagnostic.ts';
import { i32, i32x4, select, v128, type Expr, type Local as Variable } from '../wasm/assembler.ts';
import type { Act } from './acts.ts';
import { rootsOf } from './acts.ts';
import { Addresses, laneNumbers } from './addresses.ts';
import { affine } from './affine.ts';
import { onLanes, onScalars } from './arithmetic.ts';
import { bitcastLanes, bitcastScalar, convertLanes, convertScalar } from './conversion.ts';
import { constant, constantLanes, isCheap, loadRow, loadScalar, loadSplat, loadSpots, reusable, splat, type Register, type Vector } from './formats.ts';
import { dependsOn, type Cause, type Node } from './nodes.ts';
import { range, type State } from './state.ts';

export class Values {
  readonly #state: State;
  readonly addresses: Addresses;

  constructor(state: State) {
    this.#state = state;
    this.addresses = new Addresses(state, this);
  }

  /** A value that is the same in all lanes. */
  one(node: Node): Expr<Register> {
    const { expr: e } = node, { axes, scope } = this.#state;
    if (e.kind === 'const') return constant(e.dtype, e.value);
    if (e.kind === 'axis') { const at = axes.get(e.axis)!; return typeof at === 'number' ? i32.const(at) : at; }
    if (e.kind === 'local') return this.#state.variable(e.local) as Variable<Register>;
    const known = scope.value(node);
    if (known?.one) return known.one;
    invariant(!this.#state.varies(node), 'a value that differs between lanes is used as one number');
    const value = this.#computeOne(node);
    return node.uses > 1 ? this.#keepOne(node, value) : value;
  }

  /** The same in a local, for more uses than are written: several index sums may share it, or it stands before a loop. */
  keptOne(node: Node): Expr<Register> {
    const value = this.one(node);
    return isCheap(value) ? value : this.#keepOne(node, value);
  }

  #keepOne(node: Node, value: Expr<Register>): Expr<Register> {
    const one = reusable(this.#state.f, value);
    this.#state.scope.keepValue(node, { one });
    return one;
  }

  #computeOne({ expr: e, args }: Node): Expr<Register> {
    const { f, library } = this.#state;
    switch (e.kind) {
      case 'load': { const { address, offset } = this.addresses.one(e.from, affine(args[0]!)); return loadScalar(f, e.dtype, address, offset); }
      case 'scalar': return onScalars(f, library, e.name, args[0]!.dtype, args.map((a) => this.one(a)));
      case 'convert': return convertScalar(f, args[0]!.dtype, e.dtype, this.one(args[0]!));
      case 'bitcast': return bitcastScalar(f, args[0]!.dtype, e.dtype, this.one(args[0]!));
      case 'select': return select(this.one(args[1]!), this.one(args[2]!), this.one(args[0]!) as Expr<'i32'>);
      default: return invariant(false, `no code for ${e.kind}`) as never;
    }
  }

  /** A value in lanes, one register for each part. */
  parts(node: Node): readonly Vector[] {
    const { lanes, scope } = this.#state;
    if (!this.#state.varies(node)) { const all = this.splat(node); return range(lanes!.parts).map(() => all); }
    const { expr: e } = node;
    if (e.kind === 'local') return this.#state.variable(e.local) as readonly Variable<'v128'>[];
    const known = scope.value(node);
    if (known?.parts) return known.parts;
    const computed = this.#computeParts(node);
    return node.uses > 1 ? this.#keepParts(node, computed) : computed;
  }

  keptParts(node: Node): readonly Vector[] {
    const parts = this.parts(node);
    return parts.every(isCheap) ? parts : this.#keepParts(node, parts);
  }

  #keepParts(node: Node, computed: readonly Vector[]): readonly Vector[] {
    const parts = computed.map((v) => reusable(this.#state.f, v));
    this.#state.scope.keepValue(node, { parts });
    return parts;
  }

  #computeParts({ expr: e, args }: Node): readonly Vector[] {
    const { f, library, lanes } = this.#state, all = range(lanes!.parts), of = e.kind === 'load' ? [] : args.map((a) => this.parts(a));
    switch (e.kind) {
      case 'axis': { const first = this.#first(); return all.map((p) => i32x4.add(first, laneNumbers(4 * p, 1))); }
      case 'load':
        return this.addresses.lanes(e.from, args[0]!).map(({ row, each }, p) => (row ? loadRow(f, e.dtype, row.address, row.offset, this.#state.lanesIn(p)) : loadSpots(f, e.dtype, each)));
      case 'scalar': return all.map((p) => onLanes(f, library, e.name, args[0]!.dtype, of.map((a) => a[p]!)));
      case 'convert': return all.map((p) => convertLanes(f, args[0]!.dtype, e.dtype, of[0]![p]!));
      case 'bitcast': return all.map((p) => bitcastLanes(f, args[0]!.dtype, e.dtype, of[0]![p]!));
      case 'select': return all.map((p) => v128.bitselect(of[1]![p]!, of[2]![p]!, of[0]![p]!));
      default: return invariant(false, `no code for ${e.kind}`) as never;
    }
  }

  /** The position of the first lane, in all lanes. */
  #first(): Vector {
    const at = this.#state.axes.get(this.#state.lanes!.axis)!;
    return typeof at === 'number' ? i32x4.const(at) : i32x4.splat(at);
  }

  /** One number in all lanes. */
  splat(node: Node): Vector {
    const { f, scope } = this.#state, { expr: e, args } = node;
    if (e.kind === 'const') return constantLanes(node.dtype, e.value);
    const known = scope.splat(node);
    if (known) return known;
    let value: Vector;
    if (e.kind === 'load' && node.uses <= 1 && !scope.value(node)) {
      const { address, offset } = this.addresses.one(e.from, affine(args[0]!));
      value = loadSplat(f, e.dtype, address, offset);
    } else value = splat(node.dtype, this.one(node));
    const kept = f.keep(value);
    scope.keepSplat(node, kept);
    return kept;
  }

  /** Before a loop: computes what the statements use and do not change. */
  hoist(acts: readonly Act[], changed: ReadonlySet<Cause>, guarded = false): void {
    for (const act of acts) {
      for (const root of rootsOf(act)) {
        if (act.kind === 'store' && root === act.index) this.#hoistIndex(act.to, root, changed, guarded);
        else this.#hoistNode(root, changed, guarded, this.#wantsLanes(act));
      }
      if (act.kind === 'for' && act.axis.extent > 0) this.hoist(act.body, changed, guarded);
      // What is read behind a test may lie out of range when the test fails.
      if (act.kind === 'if') this.hoist(act.then, changed, true);
    }
  }

  /** Whether a statement takes its value in lanes. */
  #wantsLanes(act: Act): boolean {
    const { lanes } = this.#state;
    if (!lanes || act.kind === 'for' || act.kind === 'if') return false;
    return act.kind === 'store' || lanes.varying.has(act.local) || lanes.folds.has(act.local);
  }

  #hoistNode(node: Node, changed: ReadonlySet<Cause>, guarded: boolean, inLanes: boolean): void {
    const { expr: e } = node, varies = this.#state.varies(node);
    if (e.kind === 'const') return;
    if (!dependsOn(node, changed) && !(guarded && node.reads)) {
      if (varies) this.keptParts(node);
      else if (inLanes && this.#state.lanes) this.splat(node);
      else this.keptOne(node);
    } else if (e.kind === 'load') this.#hoistIndex(e.from, node.args[0]!, changed, guarded);
    else for (const a of node.args) this.#hoistNode(a, changed, guarded, varies);
  }

  #hoistIndex(buffer: number, index: Node, changed: ReadonlySet<Cause>, guarded: boolean): void {
    this.addresses.prepare(buffer, index, changed, guarded, (atom) => this.#hoistNode(atom, changed, guarded, this.#state.varies(atom)));
  }
}
