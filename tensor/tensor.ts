/**
 * A tensor: an array with a shape and a dtype, that lies in a device's memory or stands for a value of a graph
 * that is being traced. It never changes. Methods are added by methods.ts.
 */
import type { Backend, Memory } from '../backends/backend.ts';
import type { DType, TypedArray } from '../core/dtype.ts';
import { viewOf } from '../core/dtype.ts';
import { decode } from '../core/encode.ts';
import type { Type, Value } from '../core/graph.ts';
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

export type Nested = number | boolean | readonly Nested[];

export class Tensor {
  readonly shape: readonly number[];
  readonly dtype: DType;
  /** Made of plain numbers only: beside other tensors its dtype gives way, as a number's does. */
  readonly weak: boolean;
  #home: Home | undefined;

  /** Users call `tensor`, `zeros` and the like. */
  constructor(type: Type, home: Home, weak = false) {
    this.shape = known(type.shape);
    this.dtype = type.dtype;
    this.weak = weak && this.dtype !== 'bool';
    this.#home = home;
  }

  get rank(): number {
    return this.shape.length;
  }
  /** Number of elements. */
  get size(): number {
    return count(this.shape);
  }
  get type(): { readonly shape: readonly number[]; readonly dtype: DType } {
    return { shape: this.shape, dtype: this.dtype };
  }
  get isTraced(): boolean {
    return this.#home?.kind === 'traced';
  }

  /** Where it lies; for the library itself. */
  get home(): Home {
    if (this.#home === undefined)
      throw new CotangentError(`this ${showType(this)} has been disposed of or donated`, { code: 'NN0502', hint: 'use the tensor that the call returned, or do not donate this one' });
    return this.#home;
  }

  #memory(what: string): InMemory {
    const home = this.home;
    if (home.kind === 'memory') return home;
    if (home.trace.ended) throw leaked(this, home);
    const known = home.trace.concrete(home.value);
    if (known) return known.#memory(what);
    throw new CotangentError(`${what} of a ${showType(this)} that is being traced: its values do not exist yet`,
      { code: 'NN0503', hint: 'inside jit, vmap and scan compute with tensors only; use select, cond or scan in place of if and for on values' });
  }

  /** The elements in row-major order; f16 and bf16 as their bits. */
  async data(): Promise<TypedArray> {
    const { backend, memory } = this.#memory('data()');
    return viewOf(this.dtype, await backend.read(memory), 0, this.size);
  }

  /** The same without waiting, where the device allows it (CPU). */
  dataSync(): TypedArray {
    const { backend, memory } = this.#memory('dataSync()');
    return viewOf(this.dtype, backend.readSync(memory), 0, this.size);
  }

  /** Nested arrays: numbers, or booleans for bool. */
  async array(): Promise<Nested> {
    const data = await this.data();
    let next = 0;
    const build = (axis: number): Nested => {
      if (axis === this.rank) return this.dtype === 'bool' ? data[next++] !== 0 : data[next++]!;
      return Array.from({ length: this.shape[axis]! }, () => build(axis + 1));
    };
    return build(0);
  }

  /** The only element. */
  async item(): Promise<number> {
    this.#mustBeOne('item()');
    return decode(await this.data(), this.dtype)[0]!;
  }

  /** The same without waiting, where the device allows it (CPU). */
  itemSync(): number {
    this.#mustBeOne('itemSync()');
    return decode(this.dataSync(), this.dtype)[0]!;
  }

  #mustBeOne(what: string): void {
    if (this.size !== 1) throw new CotangentError(`${what} of ${showType(this)}: it has ${this.size} elements, not 1`, { code: 'NN0504', hint: 'reduce it first, or use data()' });
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
  weakened(weak: boolean): Tensor {
    return weak === this.weak ? this : new Tensor(this.type, this.release(), weak);
  }

  /** Takes the memory away without freeing it: it now belongs to another tensor. For the library itself. */
  release(): Home {
    const home = this.home;
    this.#home = undefined;
    return home;
  }

  toString(): string {
    return `Tensor(${showType(this)})`;
  }
  /** JavaScript's own operators see objects, not numbers: `x > 0` would compare with NaN. */
  [Symbol.toPrimitive](hint: string): string {
    if (hint === 'string') return this.toString();
    throw new CotangentError(`a ${showType(this)} stands where JavaScript needs a number`,
      { code: 'NN0546', hint: 'compute with add, mul, less and the like, which give tensors, or read its number with itemSync()' });
  }
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}

/** A value used after the function that it stood in was traced: it never had numbers. */
export function leaked(x: Tensor, { trace, value }: Traced): CotangentError {
  const { node } = value, made = node ? `${node.op.name}${node.origin ? ` at ${node.origin.label}` : ''} made it` : 'it was an argument';
  return new CotangentError(`a ${showType(x)} from inside ${trace.name} is used after ${trace.name} was traced; ${made}`,
    { code: 'NN0545', hint: 'return it from the function; what a traced function stores elsewhere stands for no numbers' });
}
