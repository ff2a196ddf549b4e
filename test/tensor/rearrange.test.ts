/** Axes patterns on tensors: against a loop over all places, there and back, under transformations, and what is refused. */
import { expect, test } from 'vitest';
import '../../tensor/methods.ts';
import { dtypes } from '../../core/dtype.ts';
import { device } from '../../tensor/device.ts';
import * as f from '../../tensor/functions.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { grad } from '../../tensor/transform/grad.ts';
import { jit } from '../../tensor/transform/jit.ts';
import { vmap } from '../../tensor/transform/vmap.ts';
import { Random } from '../random.ts';
import { untyped } from '../untyped.ts';
import { refuses } from './numpy/refused.ts';

const u = untyped(f);
device('cpu', { threads: 1 });

type Sizes = Readonly<Record<string, number>>;
type Sides = readonly [readonly (readonly string[])[], readonly (readonly string[])[]];
const textOf = ([from, to]: Sides): string => [from, to].map((side) => side.map((axis) => (axis.length === 1 ? axis[0]! : `(${axis.join(' ')})`)).join(' ')).join(' -> ');
const times = (axis: readonly string[], sizes: Sizes): number => axis.reduce((p, name) => p * sizes[name]!, 1);

/** Every name counts up to its size; its counts say from where to where an element goes. */
function byLoops([from, to]: Sides, sizes: Sizes): number[] {
  const names = from.flat(), out: number[] = [], count: Record<string, number> = {};
  const placeIn = (side: readonly (readonly string[])[]): number => side.flat().reduce((place, name) => place * sizes[name]! + count[name]!, 0);
  const visit = ([name, ...rest]: readonly string[]): void => {
    if (name === undefined) out[placeIn(to)] = placeIn(from);
    else for (count[name] = 0; count[name] < sizes[name]!; count[name]++) visit(rest);
  };
  visit(names);
  return out;
}

/** Names with sizes, grouped into axes on both sides, each in an order of its own. */
function draw(r: Random): { readonly sides: Sides; readonly sizes: Sizes } {
  const names = [...'abcdef'].slice(0, r.below(7)), sizes = Object.fromEntries(names.map((n) => [n, r.chance(8) ? 0 : 1 + r.below(3)]));
  const side = (): string[][] => {
    const left = [...names], axes: string[][] = [];
    while (left.length > 0) {
      const [name] = left.splice(r.below(left.length), 1) as [string];
      if (axes.length > 0 && r.chance(40)) axes.at(-1)!.push(name); else axes.push([name]);
    }
    return axes;
  };
  return { sides: [side(), side()], sizes };
}

test('random patterns against loops, and back', () => {
  const r = new Random(1);
  for (let k = 0; k < 300; k++) {
    const { sides: [from, to], sizes } = draw(r), x = f.reshape(f.arange(times(from.flat(), sizes)), from.map((axis) => times(axis, sizes)));
    const y = u.rearrange(x, textOf([from, to]), sizes), back = u.rearrange(y, textOf([to, from]), sizes);
    expect([textOf([from, to]), y.shape, Array.from(y.dataSync())]).toEqual([textOf([from, to]), to.map((axis) => times(axis, sizes)), byLoops([from, to], sizes)]);
    expect([back.shape, Array.from(back.dataSync())]).toEqual([x.shape, Array.from(x.dataSync())]);
  }
});

test('one name of each axis may be open; numbers are axes, and those of size 1 come and go', () => {
  const x = f.reshape(f.arange(24), [2, 12]);
  const same = (y: Tensor, shape: number[], z: Tensor): void => expect([y.shape, Array.from(y.dataSync())]).toEqual([shape, Array.from(z.dataSync())]);
  same(f.rearrange(x, 'b (h d) -> h b d', { h: 3 }), [3, 2, 4], f.transpose(f.reshape(x, [2, 3, 4]), [1, 0, 2]));
  same(f.rearrange(x, 'b (3 d) -> 3 b d'), [3, 2, 4], f.transpose(f.reshape(x, [2, 3, 4]), [1, 0, 2]));
  same(f.rearrange(x, 'b (2 2 d) -> b 2 (d 2)'), [2, 2, 6], f.transpose(f.reshape(x, [2, 2, 2, 3]), [0, 1, 3, 2]));
  same(f.rearrange(x, '2 c -> 1 c 1 2 ()'), [1, 12, 1, 2, 1], f.transpose(x));
  same(f.rearrange(f.reshape(x, [1, 24, 1]), '1 c 1 -> c'), [24], x);
  same(x.rearrange('\tb\n c ->c b'), [12, 2], f.transpose(x));
  same(f.rearrange(1, '->1 ()'), [1, 1], f.ones([]));
});

test.each(dtypes)('%s', (dtype) => {
  const x = f.astype(f.reshape(f.arange(6), [2, 3]), dtype), y = f.rearrange(x, 'a b -> (b a)');
  expect([y.dtype, y.shape, Array.from(y.dataSync())]).toEqual([dtype, [6], Array.from(f.ravel(f.transpose(x)).dataSync())]);
});

test('compiled, batched and differentiated; the same pattern with its sizes exchanged is another', () => {
  const x = f.reshape(f.arange(24, { dtype: 'f32' }), [2, 3, 4]), split = (x: Tensor): Tensor => f.rearrange(x, 't (h d) -> h t d', { h: 2 });
  const wanted = f.transpose(f.reshape(x, [2, 3, 2, 2]), [0, 2, 1, 3]);
  for (const y of [vmap(split)(x), jit(vmap(split))(x), vmap(jit(split))(x)]) expect([y.shape, Array.from(y.dataSync())]).toEqual([wanted.shape, Array.from(wanted.dataSync())]);
  const weight = f.reshape(f.arange(12, { dtype: 'f32' }), [2, 3, 2]), slope = jit(grad((x: Tensor) => f.sum(f.mul(split(x), weight))))(f.ones([3, 4]));
  expect([slope.shape, Array.from(slope.dataSync())]).toEqual([[3, 4], Array.from(f.rearrange(weight, 'h t d -> t (h d)').dataSync())]);
  const both = (sizes: Sizes): number[] => Array.from(u.rearrange(f.arange(6), '(h d) -> d h', sizes).dataSync());
  expect([both({ h: 2, d: 3 }), both({ d: 2, h: 3 })]).toEqual([[0, 3, 1, 4, 2, 5], [0, 2, 4, 1, 3, 5]]);
});

const x = (): Tensor => f.ones([2, 510]);
refuses([
  ['a part that does not divide', () => f.rearrange(x(), 'b (h d) -> b h d', { h: 8 }), 'NN0323', /^rearrange 'b \(h d\) -> b h d': axis 1 of \[2, 510\] is 510, which does not divide by 8$/],
  ['two open parts', () => f.rearrange(x(), 'b (h d) -> b h d'), 'NN0323', /the sizes of h and d in axis 1 of \[2, 510\] are not known/],
  ['another size', () => f.rearrange(x(), 'b c -> c b', { c: 5 }), 'NN0323', /axis 1 of \[2, 510\] is 510, but the pattern says 5/],
  ['another rank', () => f.rearrange(x(), 'b t c -> c b t'), 'NN0321', /the pattern has 3 axes on the left, but the tensor is \[2, 510\]/],
  ['a name twice', () => f.rearrange(x(), 'b b -> b'), 'NN0322', /the axis 'b' stands twice/],
  ['a name that goes', () => f.rearrange(x(), 'b c -> b'), 'NN0322', /the axis 'c' does not stand on the right side/],
  ['a name that comes', () => f.rearrange(x(), 'b c -> b c d'), 'NN0322', /the axis 'd' does not stand on the left side/],
  ['a size of no axis', () => f.rearrange(x(), 'b c -> c b', { h: 2 }), 'NN0322', /the pattern has no axis 'h'/],
  ['a size that is none', () => f.rearrange(x(), 'b (h d) -> b h d', { h: 2.5 }), 'NN0517', /the size of 'h' is 2\.5/],
  ['no arrow', () => f.rearrange(x(), 'b c'), 'NN0285', /it has no arrow/],
  ['two arrows', () => f.rearrange(x(), 'b c -> c b -> b c'), 'NN0285', /it has two arrows/],
  ['commas', () => f.rearrange(x(), 'b, c -> c b'), 'NN0285', /'b,' is neither a name nor a number/],
  ['a name that begins with a digit', () => f.rearrange(x(), 'b 2c -> 2c b'), 'NN0285', /'2c' is neither/],
  ['a group in a group', () => f.rearrange(x(), 'b ((h d)) -> b h d'), 'NN0285', /its parentheses do not pair/],
  ['a group that does not close', () => f.rearrange(x(), 'b (h d -> b h d'), 'NN0285', /its parentheses do not pair/],
  ['a group that does not open', () => f.rearrange(x(), 'b h) -> b h'), 'NN0285', /its parentheses do not pair/],
]);
