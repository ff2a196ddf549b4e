/**
 * What a model is to TypeScript: Model<"Mlp(x: f32[B, 784]) -> f32[B, 10]">. The text says all that a caller must know; it is read where
 * the model is called. A Model of which nothing is known takes everything.
 */
import type { Fits, HasRank, MaybeSame, Mistake, Said, ShowType, SomeDiffer } from '../core/types/dim.ts';
import type { Template } from '../lowering/elaborate.ts';
import type { Key } from '../tensor/random.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { CheckedModel } from '../typecheck/model.ts';
import type { AllGiven, Bind, Bound, Brought, Counted, Port, ReadSignature, ShapeIn, Signature, TypeOf, WithSizes, Wrong } from '../typecheck/types/signature.ts';
import type { notATensor, parameterMissing, parameterMustBe, parametersOfAnother } from './model.ts';

/** A tree of tensors by the names in the text: `params.h.Block.linear.weight`. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- of a model of which not more is known
export type Tree = any;

/** Parameters that know whose they are. Trees without an owner, from a file or from grad, may be anyone's. The key is never there; a symbol could not be named in declaration files. */
export interface OwnedBy<T extends string> { readonly '~owner'?: T }
/** The parameters of a model of which only the signature is known. */
export interface ParametersOf<T extends string> extends OwnedBy<T> { readonly [name: string]: Tree }

export interface CallOptions {
  /** Dropout drops, batch norm counts; inference when absent. */
  readonly train?: boolean;
  /** Where the model draws random numbers. */
  readonly key?: Key;
  /** What the model keeps from call to call. */
  readonly state?: Tree;
}

/** One tensor, or several by the names of the signature: of a model of which nothing is known they may be any, and fit everywhere. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- without tools a template is such a model, and what is right with them must be right without
export type Output = Tensor<any, any> & { readonly [name: string]: Tensor<any, any> };

/** A model by its signature, in canonical form; of any signature where none is given. */
export interface Model<T extends string = string> extends Described<T>, Callable<T, unknown> {
  // Never there. It must come first: without it TypeScript takes T for invariant, and refuses a Model<"…"> for a Model without a look at them.
  readonly '~signature'?: { readonly [K in T]: true };
  /** Draws parameters. */
  init(key: Ready<T, Key>): string extends T ? Tree : ParametersOf<T>;
}
/** A model whose tree of parameters is known too. */
export interface ModelWith<T extends string, P> extends Described<T>, Callable<T, P> {
  readonly '~signature'?: { readonly [K in T]: true };
  init(key: Ready<T, Key>): P & OwnedBy<T>;
}

interface Callable<T extends string, P> {
  <A extends readonly unknown[], Q>(parameters: Fits<Own<T, P, Q>, Q>, ...inputs: Inputs<T, A>): OutputOf<T, WithoutOptions<A>>;
  /** A call that also returns the state afterwards. */
  apply<const A extends readonly unknown[], Q>(parameters: Fits<Own<T, P, Q>, Q>, inputs: Inputs<T, A>, options?: CallOptions): readonly [OutputOf<T, A>, Tree];
}
interface Described<T extends string> {
  readonly modelName: NameOf<T>;
  /** `Mlp(x: f32[B, 784]) -> f32[B, 10]` */
  readonly signature: T;
  /** The same model with other sizes in place of those in <…>. */
  with<const S extends Readonly<Record<string, number>>>(sizes: S): Model<WithSizes<T, S>>;
  /** State before the first call; {} for a model without. */
  initState(): Tree;
  /** Numbers that `init` draws. */
  readonly parameterCount: number;
  /** A table of what the model owns; with the shapes of example inputs, by name, of what a call does: types, FLOPs, memory. */
  summary(inputs?: Readonly<Record<string, readonly number[]>>): string;
  readonly checked: CheckedModel;
  readonly template: Template;
}

type NameOf<T extends string> = string extends T ? string : ReadSignature<T>['name'];

/** What `init` takes; where sizes are missing, the sentence that says so. */
type Ready<T extends string, K> = string extends T ? K : AllGiven<ReadSignature<T>> extends infer M extends string ? Said<M> : K;

// Parameters

/** A mistake where Q are another model's parameters, or have not what P says that the model has. */
type Own<T extends string, P, Q> =
  string extends T ? Q
  : OwnerOf<Q> extends infer U ? ([U] extends [string] ? (string extends U ? Held<T, P, Q> : U extends T ? Held<T, P, Q> : Mistake<parametersOfAnother<NameOf<T>, NameOf<U>>>) : Held<T, P, Q>) : never;
type OwnerOf<Q> = '~owner' extends keyof Q ? NonNullable<Q['~owner']> : undefined;
type Held<T extends string, P, Q> = unknown extends P ? Q : [Q] extends [P] ? Q : OneOf<Misfit<P, Q, NameOf<T>, never>> extends infer M ? ([M] extends [never] ? Q : M) : never;

/** With May, the parameters that a call may do without: those of one mode, of training or of inference, which each model's own tree tells, also within another's. */
type Sometimes<P, Path extends string, May> = '~sometimes' extends keyof P ? May | Below<Path, P['~sometimes'] & string> : May;
type Names<P> = Exclude<keyof P, `~${string}`> & string;
interface Absent { readonly absent: true }
/** The leaves of P that are not there in Q, or are another type; what is open fits. */
type Misfit<P, Q, N extends string, May, Path extends string = ''> =
  IsAny<P> extends true ? never : unknown extends Q ? never
  : P extends Tensor<infer S, infer D> ? LeafMisfit<S, D, Q, N, May, Path>
  : P extends object ? { [K in Names<P>]-?: Misfit<P[K], K extends keyof Q ? Q[K] : Tensor extends Q ? Q : Absent, N, undefined extends P[K] ? Below<Path, K> : Sometimes<P, Path, May>, Below<Path, K>> }[Names<P>] : never;
type Below<Path extends string, K extends string> = Path extends '' ? K : `${Path}.${K}`;
type LeafMisfit<S, D, Q, N extends string, May, Path extends string> =
  Q extends Tensor<infer R, infer E> ? (MayBe<S, R> extends true ? MaybeSame<D, E> extends true ? never : Other<S, D, R, E, N, Path> : Other<S, D, R, E, N, Path>)
  : Q extends undefined ? never : Tensor extends Q ? never : Path extends May ? never : Mistake<parameterMissing<N, 'parameter', Path>>;
type Other<S, D, R, E, N extends string, Path extends string> = Mistake<parameterMustBe<N, 'parameter', Path, ShowType<R, E>, ShowType<S, D>>>;
type MayBe<S, R> = HasRank<R> extends false ? true : SomeDiffer<S, R> extends true ? false : true;
/** One of a union. */
type OneOf<U> = (U extends unknown ? (x: () => U) => void : never) extends (x: infer F) => void ? (F extends () => infer X ? X : never) : never;

// Inputs

type IsAny<X> = 0 extends 1 & X ? true : false;
/** Any tensor, also one whose sizes are type parameters, of which TypeScript does not know that they are sizes. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- see above
type AnyTensor = Tensor<any, any>;

/** All arguments but options at the end. */
type WithoutOptions<A extends readonly unknown[]> = A extends readonly [...infer Rest, infer Last] ? (IsOptions<Last> extends true ? Rest : A) : A;
type IsOptions<X> = IsAny<X> extends true ? false : [X] extends [AnyTensor | readonly unknown[] | ArrayBufferView | ((...args: never[]) => unknown)] ? false : [X] extends [object] ? true : false;
/** The types of the arguments: themselves, but the one that is wrong must be the sentence that says why. */
type Inputs<T extends string, A extends readonly unknown[]> =
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- nothing is known of the inputs
  string extends T ? readonly any[]
  : [A] extends [readonly []] ? (Verdict<ReadSignature<T>, []> extends Wrong<number, string> ? readonly [input: Tensor] : [])
  : Judged<T, A>;
/**
 * Each by itself, for in a function whose sizes are type parameters nothing can be said yet, and all must pass; and looked into no further than to one, for TypeScript
 * works out what this is of any A before it knows what A is. Options are looked at for names that there are not.
 */
type Judged<T extends string, A extends readonly unknown[]> = {
  [I in keyof A]: number extends A['length'] ? A[I] : Fits<FaultAt<Verdict<ReadSignature<T>, WithoutOptions<A>>, I>, IsOptions<A[I]> extends true ? CallOptions : A[I]>
};
type FaultAt<R, I> = R extends Wrong<infer At, infer M> ? (I extends `${At & number}` ? Mistake<M> : unknown) : unknown;

/** What is wrong with the inputs A and with which of them; otherwise what the names of sizes stand for. */
type Verdict<S extends Signature, A extends readonly unknown[]> =
  [S] extends [never] ? Bound<unknown>
  : NoTensor<S['name'], A> extends infer W extends Wrong<number, string> ? W
  : Counted<S, A['length']> extends infer W extends Wrong<number, string> ? W
  : Bind<S, Types<A>>;
type NoTensor<N extends string, A extends readonly unknown[], I extends unknown[] = []> =
  A extends readonly [infer X, ...infer R]
    ? unknown extends X ? NoTensor<N, R, [...I, 0]> : [X] extends [AnyTensor] ? NoTensor<N, R, [...I, 0]> : Wrong<I['length'], notATensor<N, `${[...I, 0]['length'] & number}`, TypeName<Exclude<X, Tensor>>>>
    : undefined;
type TypeName<X> = X extends number ? 'number' : X extends string ? 'string' : X extends boolean ? 'boolean' : X extends undefined ? 'undefined' : X extends null ? 'null' : X extends (...args: never[]) => unknown ? 'function' : 'object';
type Types<A extends readonly unknown[]> = { [I in keyof A]: unknown extends A[I] ? unknown : A[I] extends Tensor<infer S, infer D> ? TypeOf<S, D> : unknown };

// Outputs

type OutputOf<T extends string, A extends readonly unknown[]> =
  string extends T ? Output
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what follows from a mistake is not a mistake
  : number extends A['length'] ? any : Brings<ReadSignature<T>, A> extends Bound<infer N> ? OutputsOf<ReadSignature<T>, A, N> : any;
/** What is told before the inputs are held against the signature: of sizes that are type parameters nothing can be said, and the names that they bring are known. */
type Brings<S extends Signature, A extends readonly unknown[]> =
  [S] extends [never] ? undefined
  : NoTensor<S['name'], A> extends infer W extends Wrong<number, string> ? W
  : Counted<S, A['length']> extends infer W extends Wrong<number, string> ? W
  : Bound<Brought<S['inputs'], Types<A>>>;
/** All sizes of the outputs are brought, or some follow from what the inputs are otherwise. */
type OutputsOf<S extends Signature, A extends readonly unknown[], N> =
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what follows from a mistake is not a mistake
  [Exclude<S['outputs'][number]['sizes'][number], number | keyof N>] extends [never] ? Outputs<S['outputs'], N> : Verdict<S, A> extends Bound<infer V> ? Outputs<S['outputs'], V> : any;
type Outputs<P extends readonly Port[], V> =
  // Written out: the name of a type of ours would stand in hovers in place of Tensor<[32, 10], "f32">.
  P extends readonly [infer One extends Port<''>] ? Tensor<ShapeIn<One['sizes'], V>, One['dtype']> : { readonly [Each in P[number] as Each['name']]: Tensor<ShapeIn<Each['sizes'], V>, Each['dtype']> };

// Templates

/** What stands in a template, for tools that have read it: its signature S, and the tree P of its parameters. */
export interface Written<S extends string, P> { readonly signature: S; readonly parameters: P }
/** The model of a template. Where P is any or unknown, or what a Model that is asked for would have, its signature must do. */
export type ModelOf<S extends string, P> = unknown extends P ? Model<S> : '~owner' extends keyof P ? Model<S> : ModelWith<S, P>;
