import { expectType } from 'tsd';
import { array, arraySplit, asarray, block, concat, deleteAt, dsplit, hsplit, insert, lax, split, stack, unstack, vsplit, type DType, type Shape, type Tensor } from 'cotangent';

declare const x: Tensor<[2, 3, 4], 'f32'>;
declare const named: Tensor<['B', 3, 4], 'i32'>;
declare const long: Tensor<[50000, 3], 'f32'>;
declare const any: Tensor;
declare const n: number;
declare const places: readonly number[];
declare const mask: readonly boolean[];
declare const numbers: number[][];
declare const ids: Tensor<[3, 4], 'i32'>;
declare const scalar: Tensor<[], 'f16'>;

// Equal parts, and parts before and behind places.
expectType<[Tensor<[2, 3, 2], 'f32'>, Tensor<[2, 3, 2], 'f32'>]>(split(x, 2, { axis: -1 }));
expectType<[Tensor<[2, 1, 4], 'f32'>, Tensor<[2, 2, 4], 'f32'>, Tensor<[2, 0, 4], 'f32'>]>(split(x, [1, 3], { axis: 1 }));
expectType<[Tensor<[2, 3, 2], 'f32'>, Tensor<[2, 3, 1], 'f32'>, Tensor<[2, 3, 1], 'f32'>]>(arraySplit(x, 3, { axis: 2 }));
expectType<[Tensor<[number, 3, 4], 'i32'>, Tensor<[number, 3, 4], 'i32'>]>(split(named, 2));
expectType<[Tensor<[1, 3, 4], 'i32'>, Tensor<[number, 3, 4], 'i32'>]>(split(named, [1]));
expectType<Tensor<[number, 3, 4], 'f32'>[]>(split(x, n));
expectType<Tensor<[number, 3, 4], 'f32'>[]>(split(x, places));
expectType<Tensor<Shape, DType>[]>(split(any, 2));
expectType<Tensor<[1, 3], 'f32'>[]>(split(long, 50000));
expectType<[Tensor<[2, 1, 4], 'f32'>, Tensor<[2, 1, 4], 'f32'>, Tensor<[2, 1, 4], 'f32'>]>(hsplit(x, 3));
expectType<[Tensor<[2], 'f32'>, Tensor<[2], 'f32'>]>(hsplit({} as Tensor<[4], 'f32'>, 2));
expectType<[Tensor<[1, 3, 4], 'f32'>, Tensor<[1, 3, 4], 'f32'>]>(vsplit(x, 2));
expectType<[Tensor<[2, 3, 3], 'f32'>, Tensor<[2, 3, 1], 'f32'>]>(dsplit(x, [3]));
split(x, 2, { axis: 1 }); // ~ split: axis 1 of [2, 3, 4] has size 3, which does not divide into 2 parts
split(x, 0); // ~ split: axis 0 of [2, 3, 4] has size 2, which does not divide into 0 parts
split(x, [2, 1], { axis: 1 }); // ~ split: axis 1 of [2, 3, 4] has size 3, and cannot be cut before [2, 1]
split(x, [4], { axis: 1 }); // ~ split: axis 1 of [2, 3, 4] has size 3, and cannot be cut before [4]
hsplit(x, 2); // ~ hsplit: axis 1 of [2, 3, 4] has size 3, which does not divide into 2 parts
dsplit({} as Tensor<[2, 3], 'f32'>, 1); // ~ dsplit: axis 2 does not exist in a tensor of rank 2

// As many as the axis is long, each by itself where there are not too many.
expectType<[Tensor<[3, 4], 'f32'>, Tensor<[3, 4], 'f32'>]>(unstack(x));
expectType<[Tensor<[2, 4], 'f32'>, Tensor<[2, 4], 'f32'>, Tensor<[2, 4], 'f32'>]>(unstack(x, { axis: 1 }));
expectType<Tensor<[3, 4], 'i32'>[]>(unstack(named));
expectType<Tensor<[3], 'f32'>[]>(unstack(long));
expectType<Tensor<[3], 'f32'>[]>(lax.unstack(long));
expectType<Tensor<Shape, DType>[]>(unstack(any));
expectType<Tensor<Shape, 'f32'>>(stack(long));
expectType<Tensor<Shape, 'f32'>>(concat(long));
unstack(x, { axis: 3 }); // ~ unstack: axis 3 does not exist in a tensor of rank 3
unstack({} as Tensor<[], 'f32'>); // ~ unstack: axis 0 does not exist in a tensor of rank 0
const rows = <B extends number>(y: Tensor<[B, 4], 'f32'>) => unstack(y, { axis: 1 });
expectType<[Tensor<[5], 'f32'>, Tensor<[5], 'f32'>, Tensor<[5], 'f32'>, Tensor<[5], 'f32'>]>(rows({} as Tensor<[5, 4], 'f32'>));

// Elements put in and taken out; of the flat tensor where no axis is named.
expectType<Tensor<[25], 'f32'>>(insert(x, 1, 9));
expectType<Tensor<[2, 5, 4], 'f32'>>(insert(x, [0, -1], 9, { axis: 1 }));
expectType<Tensor<[2, 4, 4], 'f32'>>(insert(x, 1, {} as Tensor<[2, 4], 'i32'>, { axis: 1 }));
expectType<Tensor<[7, 3, 4], 'f32'>>(insert(x, 1, {} as Tensor<[5, 3, 4], 'f32'>, { axis: 0 }));
expectType<Tensor<[2, number, 4], 'f32'>>(insert(x, places, 9, { axis: 1 }));
expectType<Tensor<[number], DType>>(insert(any, 1, 9));
insert(x, 4, 9, { axis: 1 }); // ~ insert: there is no place 4 on an axis of size 3
insert(x, [0, 1, 2], {} as Tensor<[2, 1], 'f32'>, { axis: 1 }); // ~ insert [1, 2, 1] and [2, 3, 4]: 2 and 3 do not broadcast
insert(x, [0, 1], {} as Tensor<[7, 2, 2, 4], 'f32'>, { axis: 1 }); // ~ insert: values of [7, 2, 2, 4] do not fill [2, 2, 4]
insert(x, 0, 9, { axis: 3 }); // ~ insert: axis 3 does not exist in a tensor of rank 3
expectType<Tensor<[23], 'f32'>>(deleteAt(x, 1));
expectType<Tensor<[2, 1, 4], 'f32'>>(deleteAt(x, [0, -3, 1], { axis: 1 }));
expectType<Tensor<[2, 3, 2], 'f32'>>(deleteAt(x, [true, false, true, false], { axis: -1 }));
expectType<Tensor<[2, number, 4], 'f32'>>(deleteAt(x, mask, { axis: 1 }));
expectType<Tensor<[number, 3, 4], 'i32'>>(deleteAt(named, 0, { axis: 0 }));
expectType<Tensor<Shape, DType>>(deleteAt(any, 0, { axis: 0 }));
deleteAt(x, [0, 3], { axis: 1 }); // ~ delete: there is no place 3 on an axis of size 3
deleteAt(x, [true], { axis: 1 }); // ~ delete: 1 truth values for an axis of size 3

// Lists of numbers as `tensor` reads them, of tensors side by side, of blocks one behind the other.
expectType<Tensor<[2, 3], 'i32'>>(asarray([[1, 2, 3], [4, 5, 6]], { dtype: 'i32' }));
expectType<Tensor<[number, number], 'f32'>>(asarray(numbers));
expectType<Tensor<[2, 3, 4], 'f32'>>(asarray(x));
expectType<Tensor<[2, 3, 4], 'f32'>>(asarray([ids, {} as Tensor<[3, 4], 'f32'>]));
expectType<Tensor<[2, 2], 'f32'>>(asarray([[scalar, 1], [true, scalar]]));
expectType<Tensor<[1, 1, 3, 4], 'i32'>>(array(ids, { ndmin: 4 }));
expectType<Tensor<Shape, DType>>(asarray(any));
asarray([[x, x], [x, ids]]); // ~ stack: [2, 3, 4] and [3, 4] do not stand side by side
expectType<Tensor<[6, 8], 'i32'>>(block([[ids, ids], [ids, ids]]));
block([x, ids]); // ~ concat along axis 2: f32[2, 3, 4] and f32[1, 3, 4] differ elsewhere
expectType<Tensor<[number, 3, 4], 'i32'>>(block([[[named]], [[named]]]));
expectType<Tensor<Shape, DType>>(block([any, ids]));
block([ids, [ids]]); // ~ block: the lists are not of one depth
const doubled = <B extends number>(y: Tensor<[B, 3], 'f32'>) => block([deleteAt(y, 0, { axis: 1 }), insert(y, 0, 1, { axis: 1 })]);
expectType<Tensor<[5, 6], 'f32'>>(doubled({} as Tensor<[5, 3], 'f32'>));
