/**
 * A kernel as one WebAssembly function. All threads call it with the same buffers; each does its share of the parallel loops.
 *
 * Vector loops run in lanes: four neighbours in a register, several registers (parts) side by side. What an extent leaves over runs through the
 * same code with fewer parts, the last of them partly filled, so the bits of an element do not depend on where it stands or who computes it.
 * The same for folds: parts and lanes are joined in an order that the extent alone decides.
 */
import { invariant } from '../../../core/diagnostic.ts';
import { bytesOf, type DType } from '../../../core/dtype.ts';
import type { Axis, Local } from '../../../core/expr.ts';
import { joinOf, startOf } from '../../../core/fold.ts';
import type { Kernel } from '../../../core/kernel.ts';
import { i32, i32x4, select, v128, type Assembler, type Expr, type Func, type FunctionBuilder, type Local as Variable } from '../wasm/assembler.ts';
import { threadFunctions } from '../wasm/threads.ts';
import { affine, type Affine } from './affine.ts';
import { onLanes, onScalars, type Library } from './arithmetic.ts';
import { bitcastLanes, bitcastScalar, convertLanes, convertScalar } from './conversion.ts';
import {
  constant, constantLanes, isCheap, laneOf, loadRow, loadScalar, loadSplat, loadSpots, registerOf, reusable, splat, storeRow, storeScalar, storeSpots,
  type Register, type Spot, type Vector,
} from './formats.ts';
import { actsOf, changesOf, each, fitsLanes, outerFolds, rootsOf, textOf, varyingIn, type Act, type LoopAct } from './loops.ts';
import { dependsOn, nodes, type Cause, type Node } from './nodes.ts';
import { Scope } from './scope.ts';

/** Of every generated kernel: the calling thread, how many there are, this thread's scratch memory, and the buffers. */
export type KernelParams = { tid: 'i32'; threads: 'i32'; scratch: 'i32' } & Record<`b${number}`, 'i32'>;

const align = (bytes: number): number => Math.ceil(bytes / 64) * 64;

/** A function takes 1000 parameters at most. A kernel with more buffers than this finds their addresses at the start of its scratch memory. */
const mostParams = 100;
export const takesList = (kernel: Kernel): boolean => kernel.buffers.length > mostParams;
const listBytes = (kernel: Kernel): number => (takesList(kernel) ? align(4 * kernel.buffers.length) : 0);

/** Bytes of scratch memory that each thread needs for a kernel. */
export const scratchBytes = (kernel: Kernel): number => kernel.scratch.reduce((sum, s) => sum + align(s.elements * bytesOf(s.dtype)), listBytes(kernel));

/** A kernel made ready for the emitter, with a text that is the same for equal kernels. */
export interface ReadyKernel { readonly kernel: Kernel; readonly acts: readonly Act[]; readonly text: string }

export function ready(kernel: Kernel): ReadyKernel {
  const all = nodes(), acts = actsOf(kernel.body, all);
  const memory = [...kernel.buffers.map((b) => `${b.dtype}`), ...kernel.scratch.map((s) => `${s.dtype}*${s.elements}`)];
  return { kernel, acts, text: `${memory.join()}\n${textOf(acts, all)}\n${all.text()}` };
}

export function emitKernel(m: Assembler, name: string, { kernel, acts }: ReadyKernel, library: Library): Func<KernelParams, 'none'> {
  const params: KernelParams = { tid: 'i32', threads: 'i32', scratch: 'i32' };
  if (!takesList(kernel)) kernel.buffers.forEach((_, i) => { params[`b${i}`] = 'i32'; });
  const { barrier } = threadFunctions(m);
  return m.func(name, params, 'none', (f, p) => {
    let at = listBytes(kernel);
    const scratch = kernel.scratch.map((s) => {
      const address = at === 0 ? p.scratch : f.keep(i32.add(p.scratch, i32.const(at)));
      at += align(s.elements * bytesOf(s.dtype));
      return address;
    });
    const buffers = [...kernel.buffers.map((b, i) => ({ dtype: b.dtype, base: p[`b${i}`] ?? f.keep(i32.load(p.scratch, 4 * i)) })), ...kernel.scratch.map((s, i) => ({ dtype: s.dtype, base: scratch[i]! }))];
    new KernelEmitter(f, library, buffers, p.tid, p.threads, barrier.call({ threads: p.threads })).kernel(acts);
  });
}

interface Place { readonly dtype: DType; readonly base: Expr<'i32'> }

/** How the vector loop that is being emitted lies in registers. */
interface Lanes {
  readonly axis: Axis;
  readonly varying: ReadonlySet<Cause>;
  readonly parts: number;
  /** Lanes in use in the last part. */
  readonly last: number;
  /** Partial results of folds into locals from outside. */
  readonly folds: ReadonlyMap<Local, readonly Variable<'v128'>[]>;
}

/** An address: a cheap expression and what the instruction adds to it. */
interface Reach { readonly address: Expr<'i32'>; readonly offset: number }

const range = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i);

class KernelEmitter {
  readonly #f: FunctionBuilder;
  readonly #library: Library;
  readonly #buffers: readonly Place[];
  readonly #tid: Expr<'i32'>;
  readonly #threads: Expr<'i32'>;
  #scope = new Scope();
  #lanes: Lanes | undefined;
  readonly #axes = new Map<Axis, number | Expr<'i32'>>();
  readonly #locals = new Map<Local, Variable<Register> | readonly Variable<'v128'>[]>();

  readonly #barrier: Expr<'none'>;

  constructor(f: FunctionBuilder, library: Library, buffers: readonly Place[], tid: Expr<'i32'>, threads: Expr<'i32'>, barrier: Expr<'none'>) {
    this.#f = f;
    this.#library = library;
    this.#buffers = buffers;
    this.#tid = tid;
    this.#threads = threads;
    this.#barrier = barrier;
  }

  // Statements

  kernel(acts: readonly Act[]): void {
    if (!acts.every((act) => isShareable(act) || act.kind === 'let' && !isChanged(acts, act.local))) return this.#f.if(i32.eqz(this.#tid), () => this.#body(acts, new Set()));
    let before: { reads: Set<Cause>; writes: Set<Cause> } = { reads: new Set(), writes: new Set() };
    for (const act of acts) {
      if (act.kind !== 'for') { this.#act(act); continue; }
      const { reads, writes } = buffersOf(act);
      if ([...writes].some((b) => before.reads.has(b) || before.writes.has(b)) || [...reads].some((b) => before.writes.has(b))) {
        this.#f.emit(this.#barrier);
        before = { reads: new Set(), writes: new Set() };
      }
      for (const b of reads) before.reads.add(b);
      for (const b of writes) before.writes.add(b);
      this.#sharedLoop(act);
    }
  }

  /** Statements in a scope of their own. */
  #body(acts: readonly Act[], changed: ReadonlySet<Cause>): void {
    const outer = this.#scope;
    this.#scope = new Scope(outer, changed);
    for (const act of acts) this.#act(act);
    this.#scope = outer;
  }

  #act(act: Act): void {
    switch (act.kind) {
      case 'for': return this.#loop(act);
      case 'let': return this.#define(act.local, act.value);
      case 'assign': return this.#assign(act.local, act.value);
      case 'fold': return this.#fold(act);
      case 'store': return this.#store(act.to, act.index, act.value);
      case 'if': {
        const test = this.#one(act.test) as Expr<'i32'>;
        this.#f.if(test, () => this.#body(act.then, new Set()));
        return this.#scope.forget(changesOf(act.then));
      }
    }
  }

  #define(local: Local, value: Node): void {
    const lanes = this.#lanes, isVector = lanes?.varying.has(local);
    this.#locals.set(local, isVector ? range(lanes!.parts).map(() => this.#f.local('v128')) : this.#f.local(registerOf(local.dtype)));
    this.#assign(local, value);
  }

  #assign(local: Local, value: Node): void {
    const variable = this.#variable(local);
    if ('op' in variable) this.#f.set(variable, this.#one(value));
    else this.#parts(value).forEach((v, p) => this.#f.set(variable[p]!, v));
    this.#scope.forget(new Set([local]));
  }

  #variable(local: Local): Variable<Register> | readonly Variable<'v128'>[] {
    const found = this.#locals.get(local);
    invariant(found, 'a kernel uses a local before its definition');
    return found;
  }

  #fold({ local, fold, value }: Act & { kind: 'fold' }): void {
    const join = joinOf(fold), lanes = this.#lanes, partial = lanes?.folds.get(local), variable = partial ?? this.#variable(local);
    if ('op' in variable) this.#f.set(variable, onScalars(this.#f, this.#library, join, local.dtype, [variable, this.#one(value)]));
    else this.#parts(value).forEach((v, p) => {
      // Lanes beyond the extent hold numbers of no meaning; they must not reach what is joined.
      const isPartial = partial && p === lanes!.parts - 1 && lanes!.last < 4;
      const part = isPartial ? v128.bitselect(v, constantLanes(local.dtype, startOf(fold, local.dtype)), firstLanes(lanes!.last)) : v;
      this.#f.set(variable[p]!, onLanes(this.#f, this.#library, join, local.dtype, [variable[p]!, part]));
    });
    this.#scope.forget(new Set([local]));
  }

  #store(to: number, index: Node, value: Node): void {
    const { dtype } = this.#buffers[to]!, lanes = this.#lanes;
    if (!lanes) {
      const number = this.#one(value), { address, offset } = this.#reach(to, affine(index));
      storeScalar(this.#f, dtype, address, offset, number);
    } else {
      const parts = this.#parts(value), spots = this.#spots(to, index);
      parts.forEach((v, p) => {
        const mine = spots[p]!;
        if ('row' in mine) storeRow(this.#f, dtype, mine.row.address, mine.row.offset, this.#lanesIn(p), v);
        else storeSpots(this.#f, dtype, mine.spots, v);
      });
    }
    this.#scope.forget(new Set([to]));
  }

  // Loops

  #loop(act: LoopAct): void {
    const { axis, body } = act;
    if (axis.extent === 0) return;
    const changed = new Set(changesOf(body)).add(axis);
    this.#scope.forget(changed);
    if (act.how !== 'serial' && !this.#lanes && axis.extent > 1 && fitsLanes(axis, body)) this.#vectorLoop(axis, body, changed);
    else this.#serialLoop(axis, body, changed);
    this.#scope.forget(changed);
  }

  #serialLoop(axis: Axis, body: readonly Act[], changed: ReadonlySet<Cause>, from: Expr<'i32'> = i32.const(0), to: Expr<'i32'> = i32.const(axis.extent)): void {
    if (axis.extent === 1) {
      this.#axes.set(axis, 0);
      this.#body(body, changed);
      return;
    }
    this.#hoist(body, changed);
    this.#counted(axis, body, changed, from, to, 1);
  }

  /** for (axis = from; axis < to; axis += step), with at least one turn, and with the addresses that move evenly carried along. */
  #counted(axis: Axis, body: readonly Act[], changed: ReadonlySet<Cause>, from: Expr<'i32'>, to: Expr<'i32'>, step: number): void {
    const f = this.#f, i = f.keep(from), outer = this.#scope;
    this.#axes.set(axis, i);
    this.#scope = new Scope(outer, changed);
    const moves = this.#pointers(axis, body, changed, from, step);
    f.loop((again) => {
      const inner = this.#scope;
      for (const act of body) this.#act(act);
      this.#scope = inner;
      for (const { pointer, by } of moves) f.set(pointer, i32.add(pointer, i32.const(by)));
      f.brIf(again, i32.lt_u(f.tee(i, i32.add(i, i32.const(step))), to));
    });
    this.#scope = outer;
  }

  #vectorLoop(axis: Axis, body: readonly Act[], changed: ReadonlySet<Cause>): void {
    const f = this.#f, varying = varyingIn(axis, body), most = partsOf(axis, body, varying), width = 4 * most;
    const full = Math.floor(axis.extent / width), rest = axis.extent - full * width, restParts = Math.ceil(rest / 4);
    const folds = outerFolds(body), parts = full > 0 ? most : restParts;
    const partials = new Map(folds.map(({ local, fold }) => [local, range(parts).map(() => f.keep(constantLanes(local.dtype, startOf(fold, local.dtype))))]));
    const lanes: Lanes = { axis, varying, parts: most, last: 4, folds: partials };
    this.#lanes = lanes;
    this.#hoist(body, changed);
    if (full === 1) { this.#axes.set(axis, 0); this.#body(body, changed); }
    else if (full > 1) this.#counted(axis, body, changed, i32.const(0), i32.const(full * width), width);
    if (rest > 0) {
      this.#lanes = { ...lanes, parts: restParts, last: rest - 4 * (restParts - 1) };
      this.#axes.set(axis, full * width);
      this.#body(body, changed);
    }
    this.#lanes = undefined;
    for (const { local, fold } of folds) {
      const name = joinOf(fold), join = (a: Vector, b: Vector): Vector => onLanes(f, this.#library, name, local.dtype, [a, b]);
      const four = f.keep(tree(partials.get(local)!, join)), two = f.keep(join(four, i32x4.shuffle(four, four, [2, 3, 0, 1])));
      const one = join(two, i32x4.shuffle(two, two, [1, 0, 3, 2])), variable = this.#variable(local) as Variable<Register>;
      f.set(variable, onScalars(f, this.#library, name, local.dtype, [variable, laneOf(local.dtype, one, 0)]));
    }
  }

  // Loops whose turns the threads share

  #sharedLoop(act: LoopAct): void {
    const axes = [act.axis];
    let body = act.body;
    if (act.how === 'parallel') for (let inner = body[0]; body.length === 1 && inner?.kind === 'for' && inner.how === 'parallel'; inner = body[0]) { axes.push(inner.axis); body = inner.body; }
    const items = axes.reduce((n, a) => n * a.extent, 1);
    if (items === 0) return;
    const inLanes = axes.length === 1 && items > 1 && (act.how === 'vector' || holdsNoVector(body) && items >= leastLanes) && fitsLanes(act.axis, body);
    const changed = new Set<Cause>([...changesOf(body), ...axes]);
    this.#scope.forget(changed);
    if (inLanes) this.#sharedLanes(act.axis, body, changed);
    else if (axes.length === 1) this.#ownShare(items, (lo, hi) => this.#serialLoop(act.axis, body, changed, lo, hi));
    else this.#ownShare(items, (lo, hi) => {
      const f = this.#f, item = f.local('i32');
      this.#hoist(body, changed);
      f.forRange(item, lo, hi, 1, () => {
        let rest: Expr<'i32'> = item;
        for (const axis of [...axes].reverse()) {
          const outermost = axis === axes[0];
          this.#axes.set(axis, outermost ? f.keep(rest) : f.keep(i32.rem_u(rest, i32.const(axis.extent))));
          if (!outermost) rest = f.keep(i32.div_u(rest, i32.const(axis.extent)));
        }
        this.#body(body, changed);
      });
    });
    this.#scope.forget(changed);
  }

  #sharedLanes(axis: Axis, body: readonly Act[], changed: ReadonlySet<Cause>): void {
    const varying = varyingIn(axis, body), most = partsOf(axis, body, varying), width = 4 * most;
    const full = Math.floor(axis.extent / width), rest = axis.extent - full * width, restParts = Math.ceil(rest / 4);
    const lanes: Lanes = { axis, varying, parts: most, last: 4, folds: new Map() };
    this.#lanes = lanes;
    if (full > 0) {
      this.#ownShare(full, (lo, hi) => {
        const outer = this.#scope;
        this.#scope = new Scope(outer);
        this.#hoist(body, changed);
        this.#counted(axis, body, changed, this.#f.keep(i32.mul(lo, i32.const(width))), this.#f.keep(i32.mul(hi, i32.const(width))), width);
        this.#scope = outer;
      });
    }
    if (rest > 0) {
      this.#f.if(i32.eq(this.#tid, i32.sub(this.#threads, i32.const(1))), () => {
        this.#lanes = { ...lanes, parts: restParts, last: rest - 4 * (restParts - 1) };
        this.#axes.set(axis, full * width);
        this.#body(body, changed);
      });
    }
    this.#lanes = undefined;
  }

  /** This thread's part of `items` items, in contiguous ranges whose sizes differ by one at most. Nothing runs where the part is empty. */
  #ownShare(items: number, run: (lo: Expr<'i32'>, hi: Expr<'i32'>) => void): void {
    const f = this.#f, n = i32.const(items);
    const each = f.keep(i32.div_u(n, this.#threads)), more = f.keep(i32.rem_u(n, this.#threads));
    const isLonger = i32.lt_u(this.#tid, more);
    const lo = f.keep(i32.add(i32.mul(each, this.#tid), select(this.#tid, more, isLonger)));
    const hi = f.keep(i32.add(i32.add(lo, each), isLonger));
    f.if(i32.lt_u(lo, hi), () => {
      const outer = this.#scope;
      this.#scope = new Scope(outer);
      run(lo, hi);
      this.#scope = outer;
    });
  }

  // Values

  #varies(node: Node): boolean { return this.#lanes !== undefined && dependsOn(node, this.#lanes.varying); }

  /** The value of a node that is the same in all lanes. */
  #one(node: Node): Expr<Register> {
    const { expr: e } = node;
    if (e.kind === 'const') return constant(e.dtype, e.value);
    if (e.kind === 'axis') { const at = this.#axes.get(e.axis)!; return typeof at === 'number' ? i32.const(at) : at; }
    if (e.kind === 'local') return this.#variable(e.local) as Variable<Register>;
    const known = this.#scope.value(node);
    if (known?.one) return known.one;
    invariant(!this.#varies(node), 'a value that differs between lanes is used as one number');
    const value = this.#computeOne(node);
    return node.uses > 1 ? this.#keepOne(node, value) : value;
  }

  #keepOne(node: Node, value: Expr<Register>): Expr<Register> {
    const one = reusable(this.#f, value);
    this.#scope.keepValue(node, { one });
    return one;
  }

  #computeOne({ expr: e, args }: Node): Expr<Register> {
    const f = this.#f;
    switch (e.kind) {
      case 'load': { const { address, offset } = this.#reach(e.from, affine(args[0]!)); return loadScalar(f, e.dtype, address, offset); }
      case 'scalar': return onScalars(f, this.#library, e.name, args[0]!.dtype, args.map((a) => this.#one(a)));
      case 'convert': return convertScalar(f, args[0]!.dtype, e.dtype, this.#one(args[0]!));
      case 'bitcast': return bitcastScalar(f, args[0]!.dtype, e.dtype, this.#one(args[0]!));
      case 'select': return select(this.#one(args[1]!), this.#one(args[2]!), this.#one(args[0]!) as Expr<'i32'>);
      default: return invariant(false, `no code for ${e.kind}`) as never;
    }
  }

  /** The value in a local, for more uses than are written: several index sums may share it, or it stands before a loop. */
  #keptOne(node: Node): Expr<Register> {
    const value = this.#one(node);
    return isCheap(value) ? value : this.#keepOne(node, value);
  }

  #keptParts(node: Node): readonly Vector[] {
    const parts = this.#parts(node);
    return parts.every(isCheap) ? parts : this.#keepParts(node, parts);
  }

  /** The value of a node in lanes, one register for each part. */
  #parts(node: Node): readonly Vector[] {
    const lanes = this.#lanes!;
    if (!this.#varies(node)) { const all = this.#splat(node); return range(lanes.parts).map(() => all); }
    const { expr: e } = node;
    if (e.kind === 'local') return this.#variable(e.local) as readonly Variable<'v128'>[];
    const known = this.#scope.value(node);
    if (known?.parts) return known.parts;
    const computed = this.#computeParts(node);
    return node.uses > 1 ? this.#keepParts(node, computed) : computed;
  }

  #keepParts(node: Node, computed: readonly Vector[]): readonly Vector[] {
    const parts = computed.map((v) => reusable(this.#f, v));
    this.#scope.keepValue(node, { parts });
    return parts;
  }

  #computeParts({ expr: e, args }: Node): readonly Vector[] {
    const f = this.#f, lanes = this.#lanes!, all = range(lanes.parts), of = args.map((a) => (e.kind === 'load' ? [] : this.#parts(a)));
    switch (e.kind) {
      case 'axis': { const first = this.#first(lanes.axis); return all.map((p) => i32x4.add(first, laneNumbers(4 * p, 1))); }
      case 'load': return this.#spots(e.from, args[0]!).map((mine, p) => ('row' in mine ? loadRow(f, e.dtype, mine.row.address, mine.row.offset, this.#lanesIn(p)) : loadSpots(f, e.dtype, mine.spots)));
      case 'scalar': return all.map((p) => onLanes(f, this.#library, e.name, args[0]!.dtype, of.map((a) => a[p]!)));
      case 'convert': return all.map((p) => convertLanes(f, args[0]!.dtype, e.dtype, of[0]![p]!));
      case 'bitcast': return all.map((p) => bitcastLanes(f, args[0]!.dtype, e.dtype, of[0]![p]!));
      case 'select': return all.map((p) => v128.bitselect(of[1]![p]!, of[2]![p]!, of[0]![p]!));
      default: return invariant(false, `no code for ${e.kind}`) as never;
    }
  }

  /** The position of lane 0 of part 0, in all lanes. */
  #first(axis: Axis): Vector {
    const at = this.#axes.get(axis)!;
    return typeof at === 'number' ? i32x4.const(at) : i32x4.splat(at);
  }

  #splat(node: Node): Vector {
    if (node.expr.kind === 'const') return constantLanes(node.dtype, node.expr.value);
    const known = this.#scope.splat(node);
    if (known) return known;
    const { expr: e, args } = node;
    let value: Vector;
    if (e.kind === 'load' && node.uses <= 1 && !this.#scope.value(node)) { const { address, offset } = this.#reach(e.from, affine(args[0]!)); value = loadSplat(this.#f, e.dtype, address, offset); }
    else value = splat(node.dtype, this.#one(node));
    const kept = this.#f.keep(value);
    this.#scope.keepSplat(node, kept);
    return kept;
  }

  #lanesIn(part: number): number { return part === this.#lanes!.parts - 1 ? this.#lanes!.last : 4; }

  // Addresses

  /** Where each part of a load or store in lanes lies: in a row of neighbours, or lane by lane. */
  #spots(buffer: number, index: Node): readonly ({ readonly row: Reach } | { readonly spots: readonly Spot[] })[] {
    const lanes = this.#lanes!, f = this.#f, bytes = bytesOf(this.#buffers[buffer]!.dtype), { constant, terms } = affine(index);
    const isAxis = (n: Node): boolean => n.expr.kind === 'axis' && n.expr.axis === lanes.axis;
    const apart = terms.filter(({ atom }) => !isAxis(atom) && this.#varies(atom));
    const stride = terms.find(({ atom }) => isAxis(atom))?.factor ?? 0;
    const even: Affine = { constant, terms: terms.filter((t) => !apart.includes(t)) };
    if (apart.length === 0) {
      const { address, offset } = this.#reach(buffer, even);
      if (stride === 1) return range(lanes.parts).map((p) => ({ row: { address, offset: offset + 4 * p * bytes } }));
      // Offsets cannot be negative: a falling row starts at its far end.
      const count = 4 * (lanes.parts - 1) + lanes.last, start = stride < 0 ? (count - 1) * stride : 0;
      const low = start === 0 ? address : f.keep(i32.add(address, i32.const(start * bytes)));
      return range(lanes.parts).map((p) => ({ spots: range(this.#lanesIn(p)).map((lane) => ({ address: low, offset: offset + ((4 * p + lane) * stride - start) * bytes })) }));
    }
    const base = this.#whole(this.#reach(buffer, even));
    const shifts = apart.map(({ atom, factor }) => ({ factor: factor * bytes, parts: this.#keptParts(atom) }));
    return range(lanes.parts).map((p) => {
      const scaled = shifts.map(({ factor, parts }) => timesLanes(parts[p]!, factor));
      const sum = stride === 0 ? scaled : [...scaled, laneNumbers(4 * p * stride * bytes, stride * bytes)];
      const distance = f.keep(sum.reduce((a, b) => i32x4.add(a, b)));
      return { spots: range(this.#lanesIn(p)).map((lane) => ({ address: f.keep(i32.add(base, i32x4.extract_lane(distance, lane))), offset: 0 })) };
    });
  }

  /** The address of an element whose index is the same in all lanes, but for the axis of the lanes, which counts as its first. */
  #reach(buffer: number, index: Affine): Reach {
    const bytes = bytesOf(this.#buffers[buffer]!.dtype), { constant, terms } = this.#withoutFixedAxes(index);
    const pointer = this.#scope.pointer(keyOf(buffer, terms));
    if (pointer && constant >= pointer.constant) return { address: pointer.local, offset: (constant - pointer.constant) * bytes };
    const address = this.#sum(buffer, terms), extra = constant * bytes;
    // The instruction's own addition does not wrap around, so nothing before it may be negative.
    const onlyGrows = terms.every(({ atom, factor }) => atom.expr.kind === 'axis' && factor > 0);
    if (extra >= 0 && onlyGrows) return { address: reusable(this.#f, address), offset: extra };
    return { address: reusable(this.#f, i32.add(address, i32.const(extra | 0))), offset: 0 };
  }

  #whole({ address, offset }: Reach): Expr<'i32'> { return offset === 0 ? address : this.#f.keep(i32.add(address, i32.const(offset))); }

  /** Axes that stand still become part of the constant. */
  #withoutFixedAxes(index: Affine): Affine {
    let { constant } = index;
    const terms = index.terms.filter(({ atom: { expr: e }, factor }) => {
      const at = e.kind === 'axis' ? this.#axes.get(e.axis) : undefined;
      if (typeof at !== 'number') return true;
      constant += at * factor;
      return false;
    });
    return terms.length === index.terms.length ? index : { constant, terms };
  }

  /** base + Σ terms, built on what outer loops have added up already. */
  #sum(buffer: number, terms: Affine['terms']): Expr<'i32'> {
    const { dtype, base } = this.#buffers[buffer]!, bytes = bytesOf(dtype);
    const level = new Map(terms.map((t) => [t, this.#scope.levelOf(t.atom)]));
    const ordered = [...terms].sort((a, b) => level.get(a)! - level.get(b)! || a.atom.id - b.atom.id);
    let done = ordered.length, address: Expr<'i32'> | undefined;
    for (; done > 0; done--) if ((address = this.#scope.address(keyOf(buffer, ordered.slice(0, done))))) break;
    address ??= base;
    for (const { atom, factor } of ordered.slice(done)) address = i32.add(address, times(this.#keptOne(atom) as Expr<'i32'>, factor * bytes));
    return address;
  }

  // Before loops

  /** Computes what the statements use but do not change. */
  #hoist(acts: readonly Act[], changed: ReadonlySet<Cause>, guarded = false): void {
    for (const act of acts) {
      for (const root of rootsOf(act)) {
        if (act.kind === 'store' && root === act.index) this.#hoistIndex(act.to, root, changed, guarded);
        else this.#hoistNode(root, changed, guarded, this.#wantsLanes(act));
      }
      if (act.kind === 'for' && act.axis.extent > 0) this.#hoist(act.body, changed, guarded);
      // What is read behind a test may lie out of range when the test fails.
      if (act.kind === 'if') this.#hoist(act.then, changed, true);
    }
  }

  /** Whether a statement takes its value in lanes. */
  #wantsLanes(act: Act): boolean {
    if (!this.#lanes || act.kind === 'for' || act.kind === 'if') return false;
    return act.kind === 'store' || this.#lanes.varying.has(act.local) || this.#lanes.folds.has(act.local);
  }

  #hoistNode(node: Node, changed: ReadonlySet<Cause>, guarded: boolean, inLanes: boolean): void {
    const { expr: e } = node;
    if (e.kind === 'const') return;
    if (!dependsOn(node, changed) && !(guarded && node.reads)) {
      if (this.#varies(node)) this.#keptParts(node);
      else if (inLanes && this.#lanes) this.#splat(node);
      else this.#keptOne(node);
      return;
    }
    const below = this.#varies(node);
    if (e.kind === 'load') return this.#hoistIndex(e.from, node.args[0]!, changed, guarded);
    for (const a of node.args) this.#hoistNode(a, changed, guarded, below);
  }

  #hoistIndex(buffer: number, index: Node, changed: ReadonlySet<Cause>, guarded: boolean): void {
    const { terms } = this.#withoutFixedAxes(affine(index));
    for (const { atom } of terms) this.#hoistNode(atom, changed, guarded, this.#varies(atom));
    // What differs between lanes is no part of one address; the axis of the lanes itself counts as its first.
    const isOne = (atom: Node): boolean => atom.expr.kind === 'axis' || !this.#varies(atom);
    const fixed = terms.filter(({ atom }) => isOne(atom) && !dependsOn(atom, changed) && !(guarded && atom.reads));
    const key = keyOf(buffer, fixed);
    if (fixed.length === 0 || this.#scope.address(key)) return;
    this.#scope.keepAddress(key, fixed.map((t) => t.atom), this.#f.keep(this.#sum(buffer, fixed)));
  }

  /** Gives every address that moves evenly with the axis a local of its own, set to its first value. */
  #pointers(axis: Axis, body: readonly Act[], changed: ReadonlySet<Cause>, from: Expr<'i32'>, step: number): readonly { readonly pointer: Variable<'i32'>; readonly by: number }[] {
    const groups = new Map<string, { buffer: number; factor: number; rest: Affine['terms']; constant: number }>();
    const add = (buffer: number, index: Node): void => {
      const { constant, terms } = this.#withoutFixedAxes(affine(index));
      const own = terms.find(({ atom: { expr: e } }) => e.kind === 'axis' && e.axis === axis);
      const rest = terms.filter((t) => t !== own && !this.#varies(t.atom));
      if (!own || rest.some(({ atom }) => dependsOn(atom, changed))) return;
      const key = keyOf(buffer, [...rest, own].sort((a, b) => a.atom.id - b.atom.id)), known = groups.get(key);
      if (known) known.constant = Math.min(known.constant, constant);
      else groups.set(key, { buffer, factor: own.factor, rest, constant });
    };
    const visit = (node: Node): void => {
      if (this.#scope.value(node) ?? this.#scope.splat(node)) return;
      if (node.expr.kind === 'load') add(node.expr.from, node.args[0]!);
      for (const a of node.args) visit(a);
    };
    for (const act of body) {
      if (act.kind === 'store') add(act.to, act.index);
      for (const root of rootsOf(act)) visit(root);
    }
    return [...groups].map(([key, { buffer, factor, rest, constant }]) => {
      const bytes = bytesOf(this.#buffers[buffer]!.dtype);
      const start = i32.add(this.#sum(buffer, rest), times(from, factor * bytes));
      const pointer = this.#f.keep(constant === 0 ? start : i32.add(start, i32.const(constant * bytes | 0)));
      this.#scope.pointers.set(key, { local: pointer, constant });
      return { pointer, by: step * factor * bytes | 0 };
    });
  }
}

const keyOf = (buffer: number, terms: Affine['terms']): string => `${buffer} ${terms.map(({ atom, factor }) => `${atom.id}*${factor}`).join(' ')}`;

const times = (value: Expr<'i32'>, by: number): Expr<'i32'> => {
  const power = Math.log2(by);
  if (by === 1) return value;
  return Number.isInteger(power) && by > 0 ? i32.shl(value, i32.const(power)) : i32.mul(value, i32.const(by | 0));
};
const timesLanes = (value: Vector, by: number): Vector => {
  const power = Math.log2(by);
  if (by === 1) return value;
  return Number.isInteger(power) && by > 0 ? i32x4.shl(value, i32.const(power)) : i32x4.mul(value, i32x4.const(by | 0));
};

const fromLanes = (numbers: readonly number[]): Vector => v128.const(new Uint8Array(new Int32Array(numbers).buffer));
/** from, from + step, … in four lanes. */
const laneNumbers = (from: number, step: number): Vector => fromLanes(range(4).map((lane) => from + lane * step));
/** A mask of the first n lanes. */
const firstLanes = (n: number): Vector => fromLanes(range(4).map((lane) => (lane < n ? -1 : 0)));

/** Joins neighbours, then neighbours of those, until one is left. */
function tree(list: readonly Vector[], join: (a: Vector, b: Vector) => Vector): Vector {
  if (list.length === 1) return list[0]!;
  const half = Math.ceil(list.length / 2);
  return join(tree(list.slice(0, half), join), tree(list.slice(half), join));
}

/** A parallel loop with no vector loop inside runs in lanes itself when it is at least this long; a shorter one is better cut among threads. */
const leastLanes = 64;

const holdsNoVector = (acts: readonly Act[]): boolean => {
  let found = false;
  each(acts, (act) => { if (act.kind === 'for' && act.how !== 'serial') found = true; });
  return !found;
};

/** Whether the turns of a loop can go to different threads. */
const isShareable = (act: Act): boolean =>
  act.kind === 'for' && act.how !== 'serial' && outerFolds(act.body).length === 0;

/** The buffers that a statement reads and writes. Scratch memory belongs to each thread alone, and is counted as well: that costs a barrier at most. */
function buffersOf(act: Act): { readonly reads: ReadonlySet<Cause>; readonly writes: ReadonlySet<Cause> } {
  const reads = new Set<Cause>(), writes = new Set<Cause>();
  each([act], (inner) => {
    if (inner.kind === 'store') writes.add(inner.to);
    for (const root of rootsOf(inner)) for (const c of root.causes) if (typeof c === 'number') reads.add(c);
  });
  return { reads, writes };
}

const isChanged = (acts: readonly Act[], local: Local): boolean => {
  let found = false;
  each(acts, (act) => { if ((act.kind === 'assign' || act.kind === 'fold') && act.local === local) found = true; });
  return found;
};

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
    weight += node.expr.kind === 'scalar' ? 1 : node.expr.kind === 'axis' || node.expr.kind === 'local' ? 0 : 1;
    for (const a of node.args) weigh(a);
  };
  each(body, (act) => { for (const root of rootsOf(act)) weigh(root); });
  const wanted = weight <= 8 ? 4 : weight <= 24 ? 2 : 1;
  return Math.min(wanted, Math.ceil(axis.extent / 4));
}
