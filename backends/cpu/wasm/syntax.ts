// A WebAssembly module as plain data: what assembler.ts builds, encode.ts turns into bytes and print.ts into text.

import type { Expr, ResultType, ValueType } from './instructions.ts';

export type Params = Readonly<Record<string, ValueType>>;
export type Arguments<P extends Params> = { readonly [K in keyof P]: Expr<P[K]> };

export interface Local<T extends ValueType = ValueType> extends Expr<T> {
  readonly index: number;
  readonly name: string;
}

/** A target of branches: the end of a block or an if, or the head of a loop. */
export interface Label { readonly kind: 'block' | 'loop' | 'if' }

export type Statement =
  | { readonly kind: 'expr'; readonly value: Expr }
  | { readonly kind: 'block' | 'loop'; readonly label: Label; readonly body: readonly Statement[] }
  | { readonly kind: 'if'; readonly label: Label; readonly condition: Expr<'i32'>; readonly body: readonly Statement[]; readonly otherwise: readonly Statement[] }
  | { readonly kind: 'br'; readonly target: Label; readonly condition?: Expr<'i32'> }
  | { readonly kind: 'br_table'; readonly targets: readonly Label[]; readonly otherwise: Label; readonly index: Expr<'i32'> };

export interface Func<P extends Params = Params, R extends ResultType = ResultType> {
  readonly name: string;
  readonly params: P;
  readonly result: R;
  /** Arguments go by name; from JavaScript, by place, in the order of declaration. */
  call(args: Arguments<P>): Expr<R>;
}

export interface MemoryImport { module: string; name: string; /** Pages of 64 KiB. */ initial: number; maximum?: number; shared?: boolean }

export interface FunctionContent {
  readonly func: Func;
  /** For an imported function. */
  readonly from?: { module: string; name: string };
  readonly exported: boolean;
  readonly locals: { readonly type: ValueType; readonly name: string }[];
  body: readonly Statement[] | undefined;
}

export interface ModuleContent {
  memory: MemoryImport | undefined;
  readonly imports: FunctionContent[];
  readonly functions: FunctionContent[];
  readonly globals: { readonly name: string; readonly type: ValueType; readonly initial: Expr }[];
  /** Empty: a table with no places, for indirect calls that never happen. Undefined: no table. */
  table: Func[] | undefined;
}

/** Signatures in order of first use; a signature is written like "i32,f32>none". */
export interface SignatureTable {
  index(params: Params, result: ResultType): number;
  list(): readonly { readonly params: readonly ValueType[]; readonly result: ResultType }[];
}

export function signatureTable(): SignatureTable {
  const known = new Map<string, number>();
  const list: { params: ValueType[]; result: ResultType }[] = [];
  return {
    index(params, result) {
      const types = Object.values(params), key = `${types.join()}>${result}`;
      const found = known.get(key);
      if (found !== undefined) return found;
      known.set(key, list.length);
      return list.push({ params: types, result }) - 1;
    },
    list: () => list,
  };
}
