/** Functions as a caller without types sees them: for calls that TypeScript refuses, and that must be refused when running too. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- nothing is known of arguments or results
type Anything = any;
type Untyped<T> = { readonly [K in keyof T]: T[K] extends (...args: never[]) => unknown ? (...args: Anything[]) => Anything : T[K] };
export const untyped = <T extends object>(functions: T): Untyped<T> => functions as Untyped<T>;
