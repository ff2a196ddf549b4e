import { expectType } from 'tsd';
import {
  applyAlongAxis, applyOverAxes, cumulativeProd, cumulativeSum, diff, ediff1d, flip, gradient, outer, sum, trapezoid, type Dim, type DType, type Shape, type Tensor,
} from 'cotangent';

declare const x: Tensor<[2, 3, 4], 'f32'>;
declare const vector: Tensor<[12], 'u8'>;
declare const named: Tensor<['B', 3], 'i8'>;
declare const open: Tensor<[number, 4], 'f32'>;
declare const any: Tensor;
declare const axis: number;

// Running along an axis, which only a vector need not name.
expectType<Tensor<[12], 'u32'>>(cumulativeSum(vector));
expectType<Tensor<[13], 'u8'>>(cumulativeProd(vector, { includeInitial: true }));
expectType<Tensor<[2, 4, 4], 'f64'>>(cumulativeSum(x, { axis: 1, includeInitial: true, dtype: 'f64' }));
expectType<Tensor<['B', 4], 'i32'>>(cumulativeSum(named, { axis: -1, includeInitial: true }));
expectType<Tensor<[number, 3], 'i32'>>(cumulativeSum(named, { axis: 0, includeInitial: true }));
expectType<Tensor<Shape, DType>>(cumulativeSum(any, { axis: 0 }));
cumulativeSum(x); // ~ cumulativeSum of [2, 3, 4] needs an axis
cumulativeSum(x, { axis: 3 }); // ~ cumulativeSum: axis 3 does not exist in a tensor of rank 3
cumulativeProd(2); // ~ cumulativeProd of a scalar

// One element less, so often as n says.
expectType<Tensor<[2, 3, 3], 'f32'>>(diff(x));
expectType<Tensor<[0, 3, 4], 'f32'>>(diff(x, { n: 3, axis: 0 }));
expectType<Tensor<['B', 2], 'i8'>>(diff(named));
expectType<Tensor<[number, 3], 'i8'>>(diff(named, { axis: 0 }));
expectType<Tensor<[number, 4], 'f32'>>(diff(open, { axis: 0 }));
expectType<Tensor<[2, 3, 6], 'f32'>>(diff(x, { prepend: {} as Tensor<[2, 3, 2], 'i32'>, append: 0 }));
expectType<Tensor<Shape, 'f32'>>(diff(x, { axis }));
expectType<Tensor<Shape, DType>>(diff(any));
expectType<Tensor<[14], 'u8'>>(ediff1d(vector, { toBegin: {} as Tensor<[2]>, toEnd: 1 }));
diff({} as Tensor<[2, 3], 'bool'>, { prepend: 2, append: {} as Tensor<[4, 5], 'f32'> }); // ~ concat along axis 1: f32[2, 1] and f32[4, 5] differ elsewhere
diff(x, { n: -1 }); // ~ diff: n is -1
diff(x, { axis: 3 }); // ~ diff: axis 3 does not exist in a tensor of rank 3
diff(x, { prepend: {} as Tensor<[2, 4, 1], 'f32'> }); // ~ concat along axis 2: f32[2, 4, 1] and f32[2, 3, 4] differ elsewhere
diff(3); // ~ diff: axis -1 does not exist in a tensor of rank 0

// Slopes along one axis, or a list of them.
expectType<Tensor<[12], 'f32'>>(gradient(vector));
expectType<[Tensor<[2, 3, 4], 'f32'>, Tensor<[2, 3, 4], 'f32'>, Tensor<[2, 3, 4], 'f32'>]>(gradient(x));
expectType<Tensor<['B', 3], 'f32'>>(gradient(named, { axis: 0 }));
expectType<[Tensor<[2, 3, 4], 'f64'>, Tensor<[2, 3, 4], 'f32'>]>(gradient(x, { axis: [2, 0], spacing: [{} as Tensor<[4], 'f64'>, 2] }));
expectType<Tensor<Shape, DType> | Tensor<Shape, DType>[]>(gradient(any));
gradient({} as Tensor<[1], 'f32'>); // ~ gradient: axis 0 of [1] has size 1
gradient(x, { axis: 4 }); // ~ gradient: axis 4 does not exist in a tensor of rank 3
gradient(x, { spacing: [1, 2] }); // ~ gradient: 2 spacings for 3 axes
gradient(x, { axis: 2, spacing: [vector] }); // ~ gradient: places of [12] for the 4 samples of axis 2

expectType<Tensor<[2, 3], 'f32'>>(trapezoid(x));
expectType<Tensor<[2, 4], 'f64'>>(trapezoid(x, { axis: 1, x: {} as Tensor<[3], 'f64'> }));
expectType<Tensor<['B'], 'f32'>>(trapezoid(named, { dx: 0.1 }));
trapezoid(x, { axis: -4 }); // ~ trapezoid: axis -4 does not exist in a tensor of rank 3
trapezoid(x, { x: {} as Tensor<[3], 'f32'> }); // ~ mul [2] and [2, 3, 3]: 2 and 3 do not broadcast

// What the function makes of a vector stands in the place of the axis.
expectType<Tensor<[2, 4], 'f32'>>(applyAlongAxis((row) => sum(row), 1, x));
expectType<Tensor<[2, 3, 3, 4], 'f32'>>(applyAlongAxis((row) => outer(row, row), 1, x));
expectType<Tensor<[2, 3, 4], 'f32'>>(applyAlongAxis((row) => flip(row), -1, x));
expectType<Tensor<['B'], 'i32'>>(applyAlongAxis((row: Tensor<[3], 'i8'>) => sum(row), 1, named));
expectType<Tensor<Shape, DType>>(applyAlongAxis((row: Tensor) => row, 0, x));
applyAlongAxis((row) => sum(row), 3, x); // ~ applyAlongAxis: axis 3 does not exist in a tensor of rank 3
expectType<Tensor<[number, number, number], DType>>(applyOverAxes((all, i) => sum(all, { axis: i }), x, [0, 2]));

const steps = <B extends Dim>(rows: Tensor<[B, 8], 'f32'>) => diff(rows);
expectType<Tensor<[16, 7], 'f32'>>(steps({} as Tensor<[16, 8], 'f32'>));

// Of what nothing is known at all nothing is said.
declare const anything: any;
export const unknown = [
  diff(x, { prepend: anything }), trapezoid(x, { x: anything }), gradient(x, { spacing: [anything] }),
] satisfies readonly (Tensor | Tensor[])[];
