import { expectType } from 'tsd';
import { all, average, corrcoef, cov, logSumExp, max, mean, median, nanmean, nanmedian, nanstd, nanvar, percentile, quantile, softmax, standardize, std, sum, type Dim, type DType, type Shape, type Tensor } from 'cotangent';

declare const x: Tensor<[2, 3, 4], 'f32'>;
declare const table: Tensor<['B', 4], 'i32'>;
declare const any: Tensor;
declare const vector: Tensor<[4], 'f16'>;

// Over axes, one result for each share.
expectType<Tensor<[2, 4], 'f32'>>(quantile(x, 0.5, { axis: 1 }));
expectType<Tensor<[5, 2, 1, 4], 'f32'>>(quantile(x, {} as Tensor<[5]>, { axis: 1, keepDims: true }));
expectType<Tensor<['B'], 'f32'>>(percentile(table, 10, { axis: -1, method: 'nearest' }));
expectType<Tensor<Shape, 'f32'>>(quantile(x, any));
expectType<Tensor<[], DType>>(quantile(any, 0.5));
expectType<Tensor<[], 'f16'>>(median(vector));
expectType<Tensor<['B'], 'f32'>>(nanmedian(table, { axis: 1 }));
quantile(x, {} as Tensor<[5, 2]>); // ~ quantile: q is [5, 2]
quantile(x, 0.5, { weights: x }); // ~ quantile: method linear has no weights
quantile(x, 0.5, { method: 'inverted_cdf', axis: [2, 0], weights: {} as Tensor<[4, 2], 'f32'> }); // ~ quantile: weights of [4, 2] for [2, 3, 4] along [0, 2]
expectType<Tensor<[3], 'f32'>>(quantile(x, 0.5, { method: 'inverted_cdf', axis: [2, 0], weights: {} as Tensor<[2, 4], 'f32'> }));
quantile(x, 0.5, { axis: 3 }); // ~ quantile: axis 3 does not exist in a tensor of rank 3

expectType<Tensor<[2, 1, 4], 'f32'>>(nanmean(x, { axis: 1, keepDims: true }));
expectType<Tensor<[], 'f32'>>(nanvar(table, { correction: 1 }));
expectType<Tensor<['B'], 'f64'>>(nanstd(table, { axis: 1, dtype: 'f64' }));
expectType<Tensor<[], 'f32'>>(nanvar(table, { dtype: 'i32' }));
nanmean(x, { axis: [0, 3] }); // ~ nanmean: axis 3 does not exist in a tensor of rank 3

// Weights are of the tensor's shape, or of its axes'.
expectType<Tensor<[2, 4], 'f32'>>(average(x, { axis: 1 }));
expectType<Tensor<[2, 4], 'f32'>>(average(x, { axis: 1, weights: {} as Tensor<[3], 'f16'> }));
expectType<Tensor<[3], 'f64'>>(average(x, { axis: [2, 0], weights: {} as Tensor<[4, 2], 'f64'> }));
expectType<Tensor<['B'], 'f32'>>(average(table, { axis: 1, weights: vector }));
expectType<[Tensor<[], 'f32'>, Tensor<[], 'f32'>]>(average(table, { weights: table, returned: true }));
expectType<Tensor<[2, 3], DType>>(average(x, { axis: 2, weights: any }));
average(x, { axis: 1, weights: vector }); // ~ average: weights of [4] for [2, 3, 4] along [1]
average(x, { weights: vector }); // ~ average: weights of [4] for [2, 3, 4]

// Of all pairs of variables.
expectType<Tensor<['B', 'B'], 'f32'>>(cov(table));
expectType<Tensor<[4, 4], 'f32'>>(corrcoef(table, { rowvar: false }));
expectType<Tensor<[], 'f16'>>(cov(vector));
expectType<Tensor<[2, 2], 'f16'>>(cov(vector, { y: vector }));
expectType<Tensor<[4, 4], 'f64'>>(cov(table, { rowvar: false, aweights: {} as Tensor<['B'], 'f64'> }));
expectType<Tensor<Shape, DType>>(cov(any));
cov(vector, { dtype: 'i32' }); // ~ cov: a covariance is a float, not i32
cov(vector, { fweights: {} as Tensor<[4], 'f32'> }); // ~ cov: fweights are f32[4] for 4 observations
cov(table, { rowvar: false, aweights: vector }); // ~ cov: aweights are f16[4] for B observations
cov(x); // ~ cov: [2, 3, 4] has more than two axes
cov(vector, { y: {} as Tensor<[5], 'f16'> }); // ~ concat along axis 0: f16[1, 4] and f16[1, 5] differ elsewhere

const spread = <B extends Dim>(rows: Tensor<[B, 8], 'f32'>) => quantile(rows, {} as Tensor<[3]>, { axis: 1 });
expectType<Tensor<[3, 16], 'f32'>>(spread({} as Tensor<[16, 8], 'f32'>));

// Masks broadcast to the tensor.
declare const rows: Tensor<[3, 1], 'bool'>;
declare const someMask: Tensor;
expectType<Tensor<[2, 4], 'f32'>>(sum(x, { axis: 1, where: rows }));
expectType<Tensor<[], 'f32'>>(x.mean({ where: someMask }));
expectType<Tensor<[2, 3], 'f32'>>(max(x, { axis: 2, where: true, initial: 0 }));
expectType<Tensor<['B'], 'bool'>>(all(table, { axis: 1, where: {} as Tensor<['B', 1], 'bool'> }));
expectType<Tensor<[2, 3, 4], 'f32'>>(softmax(x, { where: rows }));
expectType<Tensor<[2, 4], 'f16'>>(softmax(vector, { where: {} as Tensor<[2, 1], 'bool'> }));
sum(x, { where: {} as Tensor<[3], 'bool'> }); // ~ sum [3] and [2, 3, 4]: 3 and 4 do not broadcast
x.mean({ axis: 0, where: {} as Tensor<[5, 2, 3, 4], 'bool'> }); // ~ mean: where is [5, 2, 3, 4], which does not broadcast to [2, 3, 4]
std(vector, { where: {} as Tensor<[2, 4], 'bool'> }); // ~ variance: where is [2, 4], which does not broadcast to [4]
logSumExp(x, { where: {} as Tensor<[4], 'f32'> }); // ~ logSumExp: where is f32[4], not truth values
all(table, { where: {} as Tensor<['B', 5], 'bool'> }); // ~ all [B, 5] and [B, 4]: 5 and 4 do not broadcast
softmax(x, { where: {} as Tensor<[3], 'bool'> }); // ~ select [3] and [2, 3, 4]: 3 and 4 do not broadcast
standardize(x, { where: {} as Tensor<[3], 'bool'> }); // ~ mean [3] and [2, 3, 4]: 3 and 4 do not broadcast
export const masked = <B extends number>(batch: Tensor<[B, 7], 'f32'>, mask: Tensor<[B, 1], 'bool'>): Tensor<[B], 'f32'> => sum(batch, { axis: 1, where: mask });
