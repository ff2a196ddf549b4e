import { expectType } from 'tsd';
import { add, fromfunction, geomspace, linspace, logspace, meshgrid, mul, type DType, type Shape, type Tensor } from 'cotangent';

declare const h: Tensor<[2], 'f16'>;
declare const i: Tensor<[3], 'i32'>;
declare const named: Tensor<['B'], 'f32'>;
declare const open: Tensor<[number, number], 'f32'>;
declare const any: Tensor;
declare const n: number;
declare const either: boolean;
declare const vectors: Tensor<[4], 'f32'>[];

// The ends broadcast; the steps are a new axis.
expectType<Tensor<[5], 'f32'>>(linspace(0, 1, 5));
expectType<Tensor<[50, 2], 'f16'>>(linspace(0, h));
expectType<Tensor<[2, 5], 'f16'>>(linspace(h, 1, 5, { axis: -1 }));
expectType<[y: Tensor<[5, 3], 'f32'>, step: Tensor<[3], 'f32'>]>(linspace(0, i, 5, { retstep: true }));
expectType<[y: Tensor<[1, 2], 'f16'>, step: Tensor<[], 'f16'>]>(linspace(0, h, 1, { retstep: true }));
expectType<Tensor<[number, 2], 'i32'>>(linspace(0, h, n, { dtype: 'i32' }));
expectType<Tensor<[number, number], 'f32'>>(linspace(0, named, 7, { axis: n }));
expectType<Tensor<[3, number, 2], 'f32'>>(linspace(h, open, 3));
expectType<Tensor<Shape, DType>>(linspace(0, any, 7));
expectType<Tensor<[5, 2], 'f16'>>(logspace(0, h, 5));
expectType<Tensor<[5, 2], 'f32'>>(logspace(0, h, 5, { base: {} as Tensor<[5, 1], 'f32'> }));
expectType<Tensor<[4, 3], 'f32'>>(geomspace(1, i, 4));
linspace(h, i); // ~ linspace [2] and [3]: 2 and 3 do not broadcast
linspace(0, 1, 2.5); // ~ linspace: 2.5 is no number of elements
linspace(0, h, 2, { axis: 2 }); // ~ linspace: axis 2 does not exist in a tensor of rank 2
logspace(0, 1, -1); // ~ logspace: -1 is no number of elements
logspace(0, h, 5, { base: i }); // ~ pow [3] and [5, 2]: 3 and 2 do not broadcast
geomspace(h, i, 5); // ~ geomspace [2] and [3]: 2 and 3 do not broadcast
const between = <B extends number>(y: Tensor<[B, 3], 'f32'>) => linspace(0, y, 5, { axis: 1 });
expectType<Tensor<[2, 5, 3], 'f32'>>(between({} as Tensor<[2, 3], 'f32'>));

expectType<[Tensor<[3, 2], 'f16'>, Tensor<[3, 2], 'i32'>]>(meshgrid(h, i));
expectType<[Tensor<[2, 1, 1], 'f16'>, Tensor<[1, 3, 1], 'i32'>, Tensor<[1, 1, 'B'], 'f32'>]>(meshgrid(h, i, named, { indexing: 'ij', sparse: true }));
expectType<[Tensor<[1, 2, 1], 'f16'>, Tensor<[3, 1, 1], 'i32'>, Tensor<[1, 1, 'B'], 'f32'>]>(meshgrid(h, i, named, { sparse: true }));
expectType<[Tensor<[number, number], 'f16'>, Tensor<[number, number], 'i32'>]>(meshgrid(h, i, { sparse: either }));
expectType<[Tensor<[3, number], DType>, Tensor<[3, number], 'i32'>]>(meshgrid(any, i));
expectType<Tensor[]>(meshgrid(...vectors));
meshgrid(h, open); // ~ meshgrid: [?, ?] is not a vector
meshgrid(h, i, { indexing: 'ji' }); // ~ TS2322
meshgrid(h, i, { indexing: 'ij', thin: true }); // ~ TS2353
const corners = <B extends number, C extends number>(x: Tensor<[B], 'f32'>, y: Tensor<[C], 'f32'>) => { const [p, q] = meshgrid(x, y); return add(p, q); };
expectType<Tensor<[5, 2], 'f32'>>(corners({} as Tensor<[2], 'f32'>, {} as Tensor<[5], 'f32'>));

expectType<Tensor<[2, 3], 'f32'>>(fromfunction((p, q) => add(mul(p, 10), q), [2, 3]));
expectType<Tensor<[2, 3], 'bool'>>(fromfunction(() => ({} as Tensor<[], 'bool'>), [2, 3]));
expectType<Tensor<[5, 2, 3], 'i32'>>(fromfunction((p) => add(p, {} as Tensor<[5, 1, 1], 'i32'>), [2, 3], { dtype: 'i32' }));
fromfunction((p) => p, [2, -3]); // ~ fromfunction: [2,-3] is not a shape
