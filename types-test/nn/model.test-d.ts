import { expectType } from 'tsd';
import { grad, nn, random, tree, type Model, type ModelWith, type Tensor, type Written } from 'cotangent';

interface EncParameters { readonly linear: { readonly weight: Tensor<[784, 32], 'f32'>; readonly bias: Tensor<[32], 'f32'> } }
declare const _0: Written<'Enc(x: f32[B, 784]) -> f32[B, 32]', EncParameters>;
declare const _1: Written<'Two(x: f32[B, T, 16], h0?: f32[B, 2*T]) -> (y: f32[B, T + 1], mean: f32[])', any>;
const Enc = nn(_0);
const Two = nn(_1, (3), (Enc));
const key = random.key(0);
declare const batch: Tensor<[64, 784], 'f32'>;
declare const some: Tensor;

expectType<ModelWith<'Enc(x: f32[B, 784]) -> f32[B, 32]', EncParameters>>(Enc);
expectType<Model<'Two(x: f32[B, T, 16], h0?: f32[B, 2*T]) -> (y: f32[B, T + 1], mean: f32[])'>>(Two);

// Outputs follow from the inputs.
const enc = Enc.init(key);
expectType<Tensor<[784, 32], 'f32'>>(enc.linear.weight);
expectType<Tensor<[64, 32], 'f32'>>(Enc(enc, batch));
expectType<Tensor<[64, 32], 'f32'>>(Enc(enc, batch, { train: true, key }));
expectType<Tensor<['N', 32], 'f32'>>(Enc(enc, {} as Tensor<['N', 784], 'f32'>));
expectType<Tensor<[number, 32], 'f32'>>(Enc(enc, some));
const two = Two.init(key);
expectType<{ readonly y: Tensor<[2, 6], 'f32'>; readonly mean: Tensor<[], 'f32'> }>(Two(two, {} as Tensor<[2, 5, 16], 'f32'>));
expectType<Tensor<[2, 6], 'f32'>>(Two(two, {} as Tensor<[2, 5, 16], 'f32'>, {} as Tensor<[2, 10], 'f32'>).y);
expectType<Tensor<[64, 32], 'f32'>>(Enc.apply(enc, [batch], { train: true })[0]);
expectType<Tensor<[2, 6], 'f32'>>(Two.apply(two, [{} as Tensor<[2, 5, 16], 'f32'>])[0].y);

// Inputs that do not fit.
Enc(enc, {} as Tensor<[64, 783], 'f32'>); // ~ Enc: axis 1 of x must be 784, but got 783 in f32[64, 783]
Enc(enc, {} as Tensor<[64, 28, 28], 'f32'>); // ~ Enc: x is f32[B, 784], but got f32[64, 28, 28]
Enc(enc, {} as Tensor<[64, 784], 'u8'>); // ~ Enc: x is f32[B, 784], but got u8[64, 784]
Two(two, {} as Tensor<[2, 5, 16], 'f32'>, {} as Tensor<[3, 10], 'f32'>); // ~ Two: axis 0 of h0 must be B, here 2, but got 3 in f32[3, 10]
Two(two, {} as Tensor<[2, 5, 16], 'f32'>, {} as Tensor<[2, 11], 'f32'>, { train: true }); // ~ Two: axis 1 of h0 must be 2*T, here 10, but got 11 in f32[2, 11]
Enc(enc, batch, batch); // ~ Enc takes x, but 2 inputs are given
Enc(enc, 3); // ~ Enc: input 1 is number, not a tensor
Enc(enc); // ~ TS2554
Enc(enc, batch, { trian: true }); // ~ TS2561
Enc.apply(enc, [{} as Tensor<[64, 783], 'f32'>]); // ~ Enc: axis 1 of x must be 784, but got 783 in f32[64, 783]

// Parameters.
Enc(two, batch); // ~ Enc: these are the parameters of Two
Two(enc, {} as Tensor<[2, 5, 16], 'f32'>); // ~ Two: these are the parameters of Enc
Enc({} as { linear: { weight: Tensor; bias: Tensor } }, batch);
Enc(grad((p: typeof enc) => Enc(p, batch).mean())(enc), batch);
Enc(tree.map((w: Tensor) => w.mul(2), enc), batch);

// A tree without an owner is held against the parameters, leaf by leaf.
declare const bias: Tensor<[32], 'f32'>;
Enc({ linear: { weight: {} as Tensor<[784, 31], 'f32'>, bias } }, batch); // ~ Enc: the parameter linear.weight is f32[784, 31], expected f32[784, 32]
Enc({ linear: { weight: {} as Tensor<[32, 784, 1], 'f32'>, bias } }, batch); // ~ Enc: the parameter linear.weight is f32[32, 784, 1], expected f32[784, 32]
Enc({ linear: { weight: {} as Tensor<[784, 32], 'f16'>, bias } }, batch); // ~ Enc: the parameter linear.weight is f16[784, 32], expected f32[784, 32]
Enc({ linear: { bias } }, batch); // ~ Enc: the parameter linear.weight is missing
Enc({ linear: { weight: 3, bias } }, batch); // ~ Enc: the parameter linear.weight is missing
Enc({ linear: {} as { readonly weight: Tensor<[784, 32], 'f32'> } }, batch); // ~ Enc: the parameter linear.bias is missing
Enc.apply({ linear: { weight: {} as Tensor<[784, 31], 'f32'>, bias } }, [batch]); // ~ Enc: the parameter linear.weight is f32[784, 31], expected f32[784, 32]
Enc({ linear: { weight: {} as Tensor<[784, 32], 'f32'>, bias }, more: { weight: bias } }, batch);
// What is open fits.
Enc({ linear: { weight: some, bias: {} as Tensor<[number], 'f32'> } }, batch);
Enc({ linear: {} as Readonly<Record<string, Tensor>> }, batch);
Enc({} as Readonly<Record<string, Readonly<Record<string, Tensor>>>>, batch);
Enc({} as unknown, batch);
Enc({} as object, batch);
export const generic = <P extends EncParameters>(p: P): Tensor<[64, 32], 'f32'> => Enc(p, batch);
export const anyone = <P>(p: P): Tensor<[64, 32], 'f32'> => Enc(p, batch);

// What exists for some sizes alone, or what training alone uses, may be missing.
interface HeadsParameters { readonly aux: { readonly weight: Tensor<[4, 4], 'f32'> }; readonly wide?: Tensor<[4], 'f32'>; readonly main: Tensor<[4], 'f32'>; readonly '~sometimes'?: 'aux.weight' }
declare const _3: Written<'Heads(x: f32[B, 4]) -> f32[B, 4]', HeadsParameters>;
const Heads = nn(_3);
declare const four: Tensor<[2, 4], 'f32'>;
Heads({ main: {} as Tensor<[4], 'f32'> }, four);
Heads({ main: {} as Tensor<[4], 'f32'>, wide: {} as Tensor<[5], 'f32'> }, four); // ~ Heads: the parameter wide is f32[5], expected f32[4]
Heads({ main: {} as Tensor<[4], 'f32'>, aux: { weight: {} as Tensor<[5], 'f32'> } }, four); // ~ Heads: the parameter aux.weight is f32[5], expected f32[4, 4]
Heads({ aux: { weight: {} as Tensor<[4, 4], 'f32'> } }, four); // ~ Heads: the parameter main is missing

// So it is where such a tree is part of another.
declare const _4: Written<'Outer(x: f32[B, 4]) -> f32[B, 4]', { readonly hole0: ReturnType<typeof Heads.init>; readonly main: Tensor<[3], 'f32'> }>;
const Outer = nn(_4);
Outer({ hole0: { main: {} as Tensor<[4], 'f32'> }, main: {} as Tensor<[3], 'f32'> }, four);
Outer({ hole0: { aux: { weight: {} as Tensor<[4, 4], 'f32'> } }, main: {} as Tensor<[3], 'f32'> }, four); // ~ Outer: the parameter hole0.main is missing
expectType<Tensor<[2, 4], 'f32'>>(Heads(Outer.init(key).hole0, four));
Enc(Outer.init(key).hole0, batch); // ~ Enc: these are the parameters of Heads

// A template that no tool has read.
const Plain = nn`model Plain(x: f32[B, 3]) -> f32[B, 2] = x |> linear(2)`;
expectType<Model>(Plain);
expectType<Tensor<any, any>>(Plain(Plain.init(key), batch, batch).foo!);
const Said = nn<'Said(x: f32[B, 3]) -> f32[B, 2]'>`model Said(x: f32[B, 3]) -> f32[B, 2] = x |> linear(2)`;
expectType<Tensor<[7, 2], 'f32'>>(Said(Said.init(key), {} as Tensor<[7, 3], 'f32'>));

// Models of which more is known stand for those of which less is.
export const less: readonly Model[] = [Enc, Two, Said, Plain];
export const short: Model<'Enc(x: f32[B, 784]) -> f32[B, 32]'> = Enc;
export const other: Model<"Enc(x: f32[B, 784]) -> f32[B, 32]"> = Two; // ~ TS2322
nn`model Net(x: f32[B, 784]) -> f32[B, 32] = x |> ${Enc}`;

// Sizes.
declare const Net: Model<'Net<C, H = 4>(x: f32[B, C]) -> f32[B, H, 2*C, 10]'>;
Net.init(key); // ~ Net: the size C is not given
Net({}, batch); // ~ Net needs the size C
expectType<Model<'Net(x: f32[B, 64]) -> f32[B, 8, 128, 10]'>>(Net.with({ C: 64, H: 8 }));

// What `where` asks of a call; what it derives has its size.
declare const Patches: Model<'Patches(img: f32[B, 3, S, S]) -> f32[B, G*G, 48] where S = G * 4'>;
declare const Halves: Model<'Halves(x: f32[B, H, W], y?: f32[B, T]) -> f32[B, H/2, W/2] where H % 2 == 0, W % 2 == 0, T < H'>;
expectType<Tensor<[2, 64, 48], 'f32'>>(Patches({}, {} as Tensor<[2, 3, 32, 32], 'f32'>));
Patches({}, {} as Tensor<[2, 3, 30, 30], 'f32'>); // ~ Patches: where S = G * 4 fails: 30 does not divide by 4
expectType<Tensor<[2, 2, 15], 'f32'>>(Halves({}, {} as Tensor<[2, 4, 30], 'f32'>));
Halves({}, {} as Tensor<[2, 4, 31], 'f32'>); // ~ Halves: where W % 2 == 0 fails: it is 1
Halves({}, {} as Tensor<[2, 4, 30], 'f32'>, {} as Tensor<[2, 4], 'f32'>); // ~ Halves: where T < H fails: it is 4 < 4
Halves.apply({}, [{} as Tensor<[2, 3, 30], 'f32'>]); // ~ Halves: where H % 2 == 0 fails: it is 1
Halves({}, {} as Tensor<[2, number, 'W'], 'f32'>, {} as Tensor<[2, 9], 'f32'>);
declare const Open: Model<'Open<C, H, S = 2>(x: f32[B, T, C]) -> f32[B, T, D] where C = H * D, T % S == 0, T <= 64'>;
expectType<Model<'Open(x: f32[B, T, 32]) -> f32[B, T, 8] where T % 2 == 0, T <= 64'>>(Open.with({ C: 32, H: 4 }));

// A user's own types are told in TypeScript's words.
type Greeting = 'hello my old friend';
export const greeting: Greeting = 'hi'; // ~ Type '"hi"' is not assignable to type '"hello my old friend"'.
