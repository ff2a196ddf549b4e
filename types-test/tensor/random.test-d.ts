import { expectType } from 'tsd';
import { add, random, type Dim, type Shape, type Tensor } from 'cotangent';

declare const key: Tensor<[2], 'u32'>;
declare const rates: Tensor<['B', 3], 'f32'>;
declare const rows: Tensor<[number, 3], 'f16'>;
declare const any: Tensor;
declare const n: number;

// A shape that is asked for, to which parameters stretch; without one theirs together.
expectType<Tensor<[2, 3], 'f16'>>(random.normal(key, [2, 3], { dtype: 'f16' }));
expectType<Tensor<['B', 3], 'f32'>>(random.gamma(key, rates));
expectType<Tensor<[4, 3], 'f64'>>(random.gamma(key, rows, [4, 3], { dtype: 'f64' }));
expectType<Tensor<[], 'f32'>>(random.pareto(key, 2));
expectType<Tensor<[number], 'i32'>>(random.poisson(key, 4, [n]));
expectType<Tensor<['B', 3], 'bool'>>(random.bernoulli(key, rates));
expectType<Tensor<['B', 3], 'f32'>>(random.beta(key, rates, rows));
expectType<Tensor<[5, 3], 'f32'>>(random.truncatedNormal(key, -2, {} as Tensor<[5, 1], 'f32'>, [5, 3]));
expectType<Tensor<[2, 3], 'f32'>>(random.triangular(key, 0, {} as Tensor<[2, 1], 'f32'>, {} as Tensor<[3], 'f32'>));
expectType<Tensor<Shape, 'f32'>>(random.chisquare(key, any));
expectType<Tensor<[5, 3], 'f32'>>(random.uniform(key, [5, 3], { minval: -1, maxval: {} as Tensor<[5, 1], 'f32'> }));
expectType<Tensor<[5, 3], 'u8'>>(random.randint(key, [5, 3], 0, {} as Tensor<[3], 'i32'>, { dtype: 'u8' }));
random.uniform(key, [5, 3], { minval: {} as Tensor<[5], 'f32'> }); // ~ random.uniform: a parameter is f32[5], which does not stretch to the shape [5, 3]
random.randint(key, [3], {} as Tensor<[3], 'f32'>, 9); // ~ random.randint: f32[3] is no bound of integers
random.gamma(key, {} as Tensor<[4], 'f32'>, [2, 3]); // ~ random.gamma: a parameter is f32[4], which does not stretch to the shape [2, 3]
random.beta(key, {} as Tensor<[4], 'f32'>, {} as Tensor<[3], 'f32'>); // ~ random.beta [4] and [3]: 4 and 3 do not broadcast
random.t(key, 3, [2, -1]); // ~ random.t: [2,-1] is not a shape
random.wald(key, 2, [3], { dtype: 'i32' }); // ~ random.wald: dtype is i32, not a float
random.geometric(key, 0.5, [3], { dtype: 'f32' }); // ~ random.geometric: dtype is f32, not an integer
random.bernoulli(key, {} as Tensor<[3], 'i32'>); // ~ random.bernoulli: dtype is i32, not a float

// Draws of vectors, matrices and classes.
expectType<Tensor<[4, 3], 'f32'>>(random.dirichlet(key, {} as Tensor<[3], 'f32'>, [4]));
expectType<Tensor<[5, 3], 'f32'>>(random.ball(key, 3, 2, [5]));
expectType<Tensor<[2, 3, 4], 'f32'>>(random.orthogonal(key, 3, [2], { m: 4 }));
expectType<Tensor<['B', 3], 'f64'>>(random.multivariateNormal(key, rates, {} as Tensor<[3, 3], 'f64'>));
expectType<Tensor<['B'], 'i32'>>(random.categorical(key, rates));
expectType<Tensor<[7, 3], 'i32'>>(random.categorical(key, rates, { axis: 0, shape: [7, 3] }));
random.dirichlet(key, {} as Tensor<[], 'f32'>); // ~ random.dirichlet: alpha has no axis of classes
random.multivariateNormal(key, rates, {} as Tensor<[3, 4], 'f32'>); // ~ random.multivariateNormal: the mean is f32[B, 3], the covariance f32[3, 4]
random.multivariateNormal(key, {} as Tensor<[2, 3], 'f32'>, {} as Tensor<[3, 3], 'f32'>, [4]); // ~ random.multivariateNormal: mean and covariance stretch to [2], which does not stretch to the shape [4]
random.categorical(key, rates, { axis: 2 }); // ~ random.categorical: axis 2 does not exist in a tensor of rank 2
random.categorical(key, rates, { axis: 0, shape: [7] }); // ~ random.categorical: shape [7] does not end with [3], one draw for each row of logits
random.orthogonal(key, 1.5); // ~ random.orthogonal: [1.5,1.5] is not a shape

// Orders and choices, of numbers and of slices.
expectType<Tensor<[5], 'i32'>>(random.permutation(key, 5));
expectType<Tensor<['B', 3], 'f32'>>(random.permutation(key, rates, { axis: 1 }));
expectType<Tensor<[2, 2], 'i32'>>(random.choice(key, 10, [2, 2]));
expectType<Tensor<['B', 4], 'f32'>>(random.choice(key, rates, [4], { axis: 1 }));
random.permutation(key, -1); // ~ random.permutation: -1 is not a count
random.choice(key, rates, [4], { axis: 2 }); // ~ random.choice: axis 2 does not exist in a tensor of rank 2
random.choice(key, 10, [2], { p: {} as Tensor<[3], 'f32'> }); // ~ random.choice: p is f32[3], but there are 10 to choose from

// Keys: so many as are asked for.
expectType<[Tensor<[2], 'u32'>, Tensor<[2], 'u32'>]>(random.split(key));
expectType<[Tensor<[2], 'u32'>, Tensor<[2], 'u32'>, Tensor<[2], 'u32'>]>(random.split(random.key(1), 3));
expectType<Tensor<[2], 'u32'>[]>(random.split(key, n));
expectType<Tensor<[8, 2], 'u32'>>(random.split(key, [8]));
expectType<Tensor<[2], 'u32'>>(random.foldIn(random.keyData(key), 1));
random.split(key, -1); // ~ random.split: [-1] is not a shape

// In functions of any size.
const noisy = <B extends Dim>(x: Tensor<[B, 3], 'f32'>) => add(x, random.gamma(key, x));
expectType<Tensor<['B', 3], 'f32'>>(noisy(rates));
