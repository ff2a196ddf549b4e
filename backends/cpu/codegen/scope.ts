/** What has been computed already, by where it is still valid: a scope for every body of statements, the innermost first. */
import type { Expr } from '../wasm/assembler.ts';
import type { Register, Vector } from './formats.ts';
import { dependsOn, type Cause, type Node } from './nodes.ts';

/** One number, or one register of four lanes for each part. */
export type Value = { readonly one: Expr<Register>; readonly parts?: undefined } | { readonly one?: undefined; readonly parts: readonly Vector[] };

/** An address that a loop carries along: the place of element `constant` of an index sum. */
export interface Pointer { readonly local: Expr<'i32'>; readonly constant: number }

interface Entry<T> { readonly causes: readonly Node[]; readonly value: T }

export class Scope {
  readonly outer: Scope | undefined;
  /** What changes from turn to turn, when this is the body of a loop. */
  readonly changed: ReadonlySet<Cause>;
  readonly depth: number;
  readonly #values = new Map<Node, Value>();
  readonly #splats = new Map<Node, Vector>();
  readonly #addresses = new Map<string, Entry<Expr<'i32'>>>();
  readonly pointers = new Map<string, Pointer>();

  constructor(outer?: Scope, changed: ReadonlySet<Cause> = new Set()) {
    this.outer = outer;
    this.changed = changed;
    this.depth = outer ? outer.depth + 1 : 0;
  }

  value(node: Node): Value | undefined { return this.#values.get(node) ?? this.outer?.value(node); }
  splat(node: Node): Vector | undefined { return this.#splats.get(node) ?? this.outer?.splat(node); }
  address(key: string): Expr<'i32'> | undefined { return this.#addresses.get(key)?.value ?? this.outer?.address(key); }
  pointer(key: string): Pointer | undefined { return this.pointers.get(key) ?? this.outer?.pointer(key); }

  keepValue(node: Node, value: Value): void { this.#values.set(node, value); }
  keepSplat(node: Node, value: Vector): void { this.#splats.set(node, value); }
  keepAddress(key: string, atoms: readonly Node[], value: Expr<'i32'>): void { this.#addresses.set(key, { causes: atoms, value }); }

  /** How deep the innermost loop stands in which the node changes. */
  levelOf(node: Node): number {
    return dependsOn(node, this.changed) ? this.depth : this.outer?.levelOf(node) ?? 0;
  }

  /** Forgets everything that depends on what has changed. */
  forget(changed: ReadonlySet<Cause>): void {
    for (const node of this.#values.keys()) if (dependsOn(node, changed)) this.#values.delete(node);
    for (const node of this.#splats.keys()) if (dependsOn(node, changed)) this.#splats.delete(node);
    for (const [key, { causes }] of this.#addresses) if (causes.some((n) => dependsOn(n, changed))) this.#addresses.delete(key);
    this.outer?.forget(changed);
  }
}
