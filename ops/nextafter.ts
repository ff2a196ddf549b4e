import { bitcast, constant, convert, scalar, select } from '../core/build.ts';
import type { Expr } from '../core/expr.ts';
import { like } from './like.ts';
import { elementwise } from './rules.ts';
import { around, elements } from './samples.ts';
import type { Binary, None, Op } from './op.ts';

/** z = the number of the dtype next to x on the way to y; y where they are equal, NaN where one is.   x, y, z: floats [..s] */
export const nextafter: Op<None, Binary> = {
  name: 'nextafter', arity: 2,
  type: elementwise('nextafter', 'float'),
  scalar([x, y]) {
    const upwards = scalar('lt', x, y), zero = constant(x.dtype, 0);
    // Away from 0 when x lies on the side of 0 to which the way leads.
    const away = scalar('eq', scalar('gt', x, zero), upwards), size = scalar('abs', x);
    const stepped = step(size, away), signed = select(scalar('lt', x, zero), scalar('neg', stepped), stepped);
    const least = constant(x.dtype, smallest[x.dtype as 'f32']), fromZero = select(upwards, least, scalar('neg', least));
    const next = select(scalar('eq', x, zero), fromZero, signed);
    return select(scalar('eq', x, y), y, select(scalar('and', scalar('eq', x, x), scalar('eq', y, y)), next, scalar('add', x, y)));
  },
  // It moves with x, but for one place.
  partials: (b, { x: [x] }) => [like(b, x, 1), undefined],
  samples: elements(['f32', 'f64', 'f16', 'bf16'], around, around),
};

/** The least positive number of each dtype. */
const smallest = { f16: 2 ** -24, bf16: 2 ** -133, f32: 2 ** -149, f64: 2 ** -1074 } as const;

/** The neighbour of |x| > 0, further from 0 or nearer. */
function step(x: Expr, away: Expr): Expr {
  if (x.dtype === 'f64') return neighbour(x, away);
  // The bits of a positive float count its places. In a f32 those of a narrower one stand some bits higher, and a f16 below 2^-14 has one spacing.
  const wide = convert('f32', x), unit = { f16: 2 ** 13, bf16: 2 ** 16, f32: 1 }[x.dtype as 'f16' | 'bf16' | 'f32'];
  const bits = bitcast('i32', wide), one = constant('i32', unit);
  const next = convert(x.dtype, bitcast('f32', select(away, scalar('add', bits, one), scalar('sub', bits, one))));
  if (x.dtype !== 'f16') return next;
  const c = constant('f32', 2 ** -24), narrow = convert('f16', select(away, scalar('add', wide, c), scalar('sub', wide, c)));
  const coarse = select(away, scalar('ge', x, constant('f16', 2 ** -14)), scalar('gt', x, constant('f16', 2 ** -14)));
  // The greatest finite one is followed by ∞, and ∞ comes before none.
  const top = constant('f16', 65504), past = scalar('and', away, scalar('ge', x, top));
  return select(past, constant('f16', Infinity), select(scalar('gt', x, top), top, select(coarse, next, narrow)));
}

/** The same where the bits cannot be counted: x ± what is surely more than half a place and less than one and a half (Rump et al. 2009). */
function neighbour(x: Expr, away: Expr): Expr {
  const c = (value: number): Expr => constant('f64', value), most = c(Number.MAX_VALUE);
  const moved = (v: Expr, by: Expr): Expr => select(away, scalar('add', v, by), scalar('sub', v, by));
  const relative = (v: Expr): Expr => moved(v, scalar('mul', v, c(2 ** -53 * (1 + 2 ** -51))));
  // Below 2^-1021 the product would lose bits, so it is taken of a multiple; up to 2^-1022 all places are 2^-1074 wide.
  const small = select(scalar('le', x, c(2 ** -1022)), moved(x, c(2 ** -1074)), scalar('mul', relative(scalar('mul', x, c(2 ** 53))), c(2 ** -53)));
  const finite = select(scalar('lt', x, c(2 ** -969)), small, relative(x));
  return select(scalar('gt', x, most), most, finite);
}
