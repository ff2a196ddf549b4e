/** Stages of a pipe: calls, `residual`, `repeat` and axes patterns. */
import type { Value } from '../core/graph.ts';
import { sameShape, showType } from '../core/shape.ts';
import type { Repeat, Residual, Stage } from '../dsl/tree.ts';
import { rearrange } from './axes.ts';
import { call, ownShape } from './calls.ts';
import { attempt, dimContext, fail, type Frame } from './frame.ts';
import { showResult, tensorOf, unknown, type Result } from './result.ts';
import { dimOf } from './sizes.ts';

export function stages(f: Frame, all: readonly Stage[], input: Result): Result {
  return all.reduce<Result>((x, s) => {
    const y = stage(f, s, x);
    f.run.note(s, y, x);
    return y;
  }, input);
}

function stage(f: Frame, s: Stage, x: Result): Result {
  switch (s.kind) {
    case 'call': return call(f, s, [x]);
    case 'axes': return rearrange(f, s, x);
    case 'residual': return residual(f, s, x);
    case 'repeat': return repeat(f, s, x);
    case 'missing': return unknown;
  }
}

const shapeKept = (x: Value, y: Value): boolean => x.type.dtype === y.type.dtype && sameShape(x.type.shape, y.type.shape);

/** The keyword of a stage, where what is wrong with all of it is shown. */
const keyword = <S extends Residual | Repeat>(s: S): S => ({ ...s, span: { start: s.span.start, end: s.span.start + s.kind.length } });

function residual(f: Frame, s: Residual, x: Result): Result {
  if (x.kind !== 'tensor' && x.kind !== 'unknown') return fail(f, 'NN0337', `residual needs a tensor, but found ${showResult(x)}`, keyword(s));
  const y = stages(f, s.stages, x);
  if (x.kind === 'unknown' || y.kind === 'unknown') return unknown;
  if (y.kind !== 'tensor' || !shapeKept(x.value, y.value))
    return fail(f, 'NN0313', `residual: its stages make ${showResult(y)} of ${showType(x.value.type)}`, keyword(s), 'they must keep the shape and dtype, for the sum');
  return tensorOf(f.run.b.add(x.value, y.value));
}

function repeat(f: Frame, s: Repeat, x: Result): Result {
  const count = dimOf(s.count, dimContext(f));
  if (x.kind !== 'tensor' && x.kind !== 'unknown') return fail(f, 'NN0337', `repeat needs a tensor, but found ${showResult(x)}`, keyword(s));
  if (count === undefined || x.kind === 'unknown') {
    stages(f, s.stages, count === undefined ? x : unknown);
    return unknown;
  }
  if (typeof count === 'number' && count < 0) return fail(f, 'NN0313', `repeat: the count is ${count}`, s.count, 'it is at least 0');
  return attempt(f, s.count, () => {
    ownShape(f, [count], 'how often repeat repeats', s.count);
    const y = f.run.repeat(count, x.value, (inner) => {
      const result = stages(f, s.stages, tensorOf(inner));
      if (result.kind === 'unknown') return undefined;
      if (result.kind === 'tensor' && shapeKept(inner, result.value)) return result.value;
      fail(f, 'NN0313', `repeat: its stages make ${showResult(result)} of ${showType(inner.type)}`, keyword(s), 'they must keep the shape and dtype, to be repeated');
      return undefined;
    });
    return y ? tensorOf(y) : unknown;
  });
}
