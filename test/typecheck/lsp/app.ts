/** A small program with models: files for the language server to work on. */

/** The types of cotangent, as far as these programs need them. */
export const types = `
export interface Tensor<S extends readonly (number | string)[] = any, D extends string = any> { readonly shape: S; readonly dtype: D }
export interface Written<S extends string, P = any> { readonly signature: S; readonly parameters: P }
type Refusal<S extends string, Given> =
  S extends \`\${string}f32[B, \${infer N extends number}])\${string}\` ? Given extends Tensor<[number, N], 'f32'> ? Given : \`input of \${N} columns, got \${Given extends Tensor<[number, infer M extends number]> ? M : 'another'}\\u00a0\` : Given;
export interface Model<S extends string = string> {
  <const X extends Tensor>(parameters: unknown, x: Refusal<S, X>): Tensor;
  readonly signature: S;
  init(seed: number): any;
}
export interface ModelWith<S extends string, P> extends Model<S> { init(seed: number): P }
export declare function nn<const S extends string, P = any>(source: S | Written<S, P> | TemplateStringsArray, ...holes: readonly (number | { readonly signature: string })[]): ModelWith<S, P>;
export declare function zeros<const S extends readonly number[]>(shape: S): Tensor<[...S], 'f32'>;
`;

export const models = `import { nn } from './cotangent.ts';

export const width = 128;
export const Enc = nn\`
model Enc(x: f32[B, 784]) -> f32[B, 32] {
  let h = x |> linear(128) |> relu
  return h |> linear(32)
}\`;
export const Net = nn\`model Net(x: f32[B, 784]) -> f32[B, 10] = x |> \${Enc} |> linear(10)\`;
export const Bad = nn\`model Bad(x: f32[B, 784]) -> f32[B, 10] = x |> rleu |> linear(10)\`;
`;

export const use = `import { zeros } from './cotangent.ts';
import { Enc, Net } from './models.ts';

const parameters = Net.init(0);
export const ok = Net(parameters, zeros([32, 784]));
export const wrong = Enc(Enc.init(0), zeros([32, 783]));
export const weight = parameters.linear.weight.shape;
export const text: string = width;
declare const width: number;
`;

/** It takes its model from another file, into a hole. */
export const outer = `import { nn } from './cotangent.ts';
import { Enc } from './models.ts';

export const Two = nn\`model Two(x: f32[B, 784]) -> f32[B, 4] = x |> \${Enc} |> linear(4)\`;
export const Off = nn\`model Off(x: f32[B, 99]) -> f32[B, 4] = x |> \${Enc} |> linear(4)\`;
`;

export const file = `model Mlp(x: f32[B, 784]) -> f32[B, 10] {
  let h = x |> linear(64) |> relu
  return h |> linear(10)
}

model Half(x: f32[B, N]) -> f32[B, M] where N == 2 * M = x |> rleu
`;

const tsconfig = JSON.stringify({
  compilerOptions: { strict: true, target: 'es2022', module: 'esnext', moduleResolution: 'bundler', types: [], lib: ['es2022'], noEmit: true, allowImportingTsExtensions: true }, include: ['*.ts'],
});

export const app: Readonly<Record<string, string>> = { 'cotangent.ts': types, 'models.ts': models, 'use.ts': use, 'outer.ts': outer, 'mlp.nn': file, 'tsconfig.json': tsconfig };
