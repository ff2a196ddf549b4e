/// <reference lib="esnext.disposable" preserve="true" />
/**
 * A tensor: an array with a shape and a dtype, that lies in a device's memory or stands for a value of a graph
 * that is being traced. It never changes. Methods are added by methods.ts.
 */
import type { Backend, Memory } from '../backends/backend.ts';
import type { DType, TypedArray } from '../core/dtype.ts';
import { viewOf } from '../core/dtype.ts';
import { decode } from '../core/encode.ts';
import type { Type, Value } from '../core/graph.ts';
import type { Shape } from '../core/types/dim.ts';
import { count, known, showType } from '../core/shape.ts';
import { CotangentError } from '../core/diagnostic.ts';

/** Elements in device memory. */
interface InMemory {
  readonly kind: 'memory';
  readonly backend: Backend;
  readonly memory: Memory;
}

/** A value of the graph that `trace` collects. */
interface Traced {
  readonly kind: 'traced';
  readonly trace: Tracing;
  readonly value: Value;
}

/** What a traced tensor knows of its trace. */
export interface Tracing {
  readonly name: string;
  readonly ended: boolean;
  /** The value worked out, where all that it is made of is known, as under grad outside jit and vmap. */
  concrete(value: Value): Tensor | undefined;
}

export type Home = InMemory | Traced;

/** Sizes that are numbers, and a dtype. */
export interface KnownType {
  readonly shape: readonly number[];
  readonly dtype: DType;
}

export type Nested = number | boolean | readonly Nested[];

/** The sizes as they are when running: of a name, a number. */
type Sizes<S> = S extends readonly unknown[] ? Each<S> : readonly number[];
type Each<S extends readonly unknown[]> = { readonly [I in keyof S]: SizeOf<S[I]> };
type SizeOf<D> = D extends string ? number : D;

/**
 * S: the shape, as [32, 784] or ['B', 784] or [number, 784].   D: the dtype, as 'f32'.   Tensor alone is one of which neither is known.
 * `out`: a tensor of known sizes is one of unknown sizes too. Methods name their own tensor (`this`), so that this is quickly seen.
 */
export class Tensor<out S = Shape, out D = DType> {
  readonly shape: Sizes<S>;
  readonly dtype: D;
  /** Made of plain numbers only: beside other tensors its dtype gives way, as a number's does. */
  readonly weak: boolean;
  /** Shape and dtype without names: { shape: [32, 784], dtype: 'f32' }. */
  readonly type: KnownType;
  #home: Home | undefined;

  /** What is known to be a tensor is known of nothing else. */
  declare static readonly [Symbol.hasInstance]: (x: unknown) => x is Tensor;

  /** Users call `tensor`, `zeros` and the like. */
  constructor(type: Type, home: Home, weak = false) {
    this.type = { shape: known(type.shape), dtype: type.dtype };
    this.shape = this.type.shape as Sizes<S>;
    this.dtype = type.dtype as D;
    this.weak = weak && type.dtype !== 'bool';
    this.#home = home;
  }

  get rank(): number {
    return this.type.shape.length;
  }
  /** Number of elements. */
  get size(): number {
    return count(this.type.shape);
  }
  get isTraced(): boolean {
    return this.#home?.kind === 'traced';
  }

  /** Where it lies; for the library itself. */
  get home(): Home {
    if (this.#home === undefined)
      throw new CotangentError(`this ${showType(this.type)} has been disposed of or donated`, { code: 'NN0502', hint: 'use the tensor that the call returned, or do not donate this one' });
    return this.#home;
  }

  #memory(what: string): InMemory {
    const home = this.home;
    if (home.kind === 'memory') return home;
    if (home.trace.ended) throw leaked(this.type, home);
    const known = home.trace.concrete(home.value);
    if (known) return known.#memory(what);
    throw new CotangentError(`${what} of a ${showType(this.type)} that is being traced: its values do not exist yet`,
      { code: 'NN0503', hint: 'inside jit, vmap and scan compute with tensors only; use select, cond or scan in place of if and for on values' });
  }

  /** The elements in row-major order; f16 and bf16 as their bits. */
  async data(): Promise<TypedArray> {
    const { backend, memory } = this.#memory('data()');
    return viewOf(this.type.dtype, await backend.read(memory), 0, this.size);
  }

  /** The same without waiting, where the device allows it (CPU). */
  dataSync(): TypedArray {
    const { backend, memory } = this.#memory('dataSync()');
    return viewOf(this.type.dtype, backend.readSync(memory), 0, this.size);
  }

  /** Nested arrays: numbers, or booleans for bool. */
  async array(): Promise<Nested> {
    const data = await this.data();
    let next = 0;
    const build = (axis: number): Nested => {
      if (axis === this.rank) return this.dtype === 'bool' ? data[next++] !== 0 : data[next++]!;
      return Array.from({ length: this.type.shape[axis]! }, () => build(axis + 1));
    };
    return build(0);
  }

  /** The only element. */
  async item(): Promise<number> {
    this.#mustBeOne('item()');
    return decode(await this.data(), this.type.dtype)[0]!;
  }

  /** The same without waiting, where the device allows it (CPU). */
  itemSync(): number {
    this.#mustBeOne('itemSync()');
    return decode(this.dataSync(), this.type.dtype)[0]!;
  }

  #mustBeOne(what: string): void {
    if (this.size !== 1) throw new CotangentError(`${what} of ${showType(this.type)}: it has ${this.size} elements, not 1`, { code: 'NN0504', hint: 'reduce it first, or use data()' });
  }

  /** Gives the memory back now instead of when the tensor is collected. */
  dispose(): void {
    if (this.#home?.kind === 'memory') this.#home.memory.dispose();
    this.#home = undefined;
  }
  [Symbol.dispose](): void {
    this.dispose();
  }

  /** The same tensor, weak or not; this one is gone. For the library itself. */
  weakened(weak: boolean): Tensor<S, D> {
    return weak === this.weak ? this : new Tensor(this.type, this.release(), weak);
  }

  /** Takes the memory away without freeing it: it now belongs to another tensor. For the library itself. */
  release(): Home {
    const home = this.home;
    this.#home = undefined;
    return home;
  }

  toString(): string {
    return `Tensor(${showType(this.type)})`;
  }
  /** JavaScript's own operators see objects, not numbers: `x > 0` would compare with NaN. */
  [Symbol.toPrimitive](hint: string): string {
    if (hint === 'string') return this.toString();
    throw new CotangentError(`a ${showType(this.type)} stands where JavaScript needs a number`,
      { code: 'NN0546', hint: 'compute with add, mul, less and the like, which give tensors, or read its number with itemSync()' });
  }
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}

/** A value used after the function that it stood in was traced: it never had numbers. */
export function leaked(type: Type, { trace, value }: Traced): CotangentError {
  const { node } = value, made = node ? `${node.op.name}${node.origin ? ` at ${node.origin.label}` : ''} made it` : 'it was an argument';
  return new CotangentError(`a ${showType(type)} from inside ${trace.name} is used after ${trace.name} was traced; ${made}`,
    { code: 'NN0545', hint: 'return it from the function; what a traced function stores elsewhere stands for no numbers' });
}
