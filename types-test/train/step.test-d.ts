import { expectType } from 'tsd';
import { adamw, clipByGlobalNorm, grad, mse, nn, random, sgd, trainStep, type ModelWith, type ParametersOf, type Tensor } from 'cotangent';

const Mlp = nn(`model Mlp(x: f32[B, 784]) -> f32[B, 10] = x |> linear(10)`), Other = nn(`model Other(x: f32[B, 784]) -> f32[B, 10] = x |> linear(10)`);
type Parameters = ParametersOf<'Mlp(x: f32[B, 784]) -> f32[B, 10]'>;
interface Batch { readonly x: Tensor<[8, 784], 'f32'>; readonly y: Tensor<[8, 10], 'f32'> }
declare const batch: Batch;
const key = random.key(0);

// Parameters stay those of their model, from init through the step.
const step = trainStep((p: Parameters, { x, y }: Batch) => mse(Mlp(p, x), y), adamw({ learningRate: 1e-3 }));
const state = step.init(Mlp.init(key), key);
expectType<Parameters>(step(state, batch).state.parameters);
expectType<Parameters>(clipByGlobalNorm(grad((p: Parameters) => mse(Mlp(p, batch.x), batch.y))(state.parameters), 1));
expectType<Parameters>(sgd({ learningRate: 1 }).update(state.parameters, {}, state.parameters, state.count).parameters);
Other(step(state, batch).state.parameters, batch.x); // ~ Other: these are the parameters of Mlp

// With the tree of the parameters known, each of them is.
declare const Known: ModelWith<'Known(x: f32[B, 784]) -> f32[B, 10]', { readonly linear: { readonly weight: Tensor<[784, 10], 'f32'> } }>;
const known = trainStep((p: ReturnType<typeof Known.init>, { x, y }: Batch) => mse(Known(p, x), y), sgd({ learningRate: 1 }));
expectType<Tensor<[784, 10], 'f32'>>(known(known.init(Known.init(key), key), batch).state.parameters.linear.weight);
