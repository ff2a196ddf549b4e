/**
 * Is this a kernel? Locals defined before use and within their loop, dtypes that agree, parallel loops outermost, no
 * index that is known to leave its buffer. A kernel that fails is a defect of ours, so this throws an invariant error.
 */
import { invariant } from '../../core/diagnostic.ts';
import type { DType } from '../../core/dtype.ts';
import type { Axis, Expr, Local } from '../../core/expr.ts';
import type { Kernel, Statement } from '../../core/kernel.ts';
import { scalars } from '../../core/scalar.ts';
import { accessesOf, rangeOf } from './access.ts';
import { printKernel } from './text.ts';

interface Scope {
  readonly parent: Scope | undefined;
  readonly axes: Set<Axis>;
  readonly locals: Set<Local>;
  /** Whether lanes may run it at once: then what stands outside must not be assigned. */
  readonly vector: boolean;
}

export function verifyKernel(kernel: Kernel): Kernel {
  const memory = [...kernel.buffers, ...kernel.scratch];
  const check = (holds: boolean, what: () => string): void => { if (!holds) invariant(false, `a kernel is wrong: ${what()}\n${printKernel(kernel)}`); };
  const same = (found: DType, wanted: DType, where: string): void => check(found === wanted, () => `${where} is ${found}, not ${wanted}`);
  const find = (scope: Scope, holds: (s: Scope) => boolean): Scope | undefined => {
    for (let s: Scope | undefined = scope; s; s = s.parent) if (holds(s)) return s;
    return undefined;
  };

  const expr = (e: Expr, scope: Scope): void => {
    switch (e.kind) {
      case 'const': return;
      case 'axis': return check(find(scope, (s) => s.axes.has(e.axis)) !== undefined, () => 'a loop variable is used outside its loop');
      case 'local':
        same(e.dtype, e.local.dtype, 'the use of a local');
        return check(find(scope, (s) => s.locals.has(e.local)) !== undefined, () => 'a local is used before it is defined, or outside its loop');
      case 'load': {
        const from = memory[e.from];
        check(from !== undefined && e.index.length === 1, () => `a load from ${e.from} with ${e.index.length} indices`);
        same(e.dtype, from!.dtype, `a load from buffer ${e.from}`);
        same(e.index[0]!.dtype, 'i32', 'an index');
        return expr(e.index[0]!, scope);
      }
      case 'scalar': {
        const { arity, gives } = scalars[e.name];
        check(e.args.length === arity, () => `${e.name} of ${e.args.length} arguments`);
        for (const a of e.args) { same(a.dtype, e.args[0]!.dtype, `an argument of ${e.name}`); expr(a, scope); }
        return same(e.dtype, gives === 'bool' ? 'bool' : e.args[0]!.dtype, e.name);
      }
      case 'convert': case 'bitcast': return expr(e.arg, scope);
      case 'select':
        same(e.test.dtype, 'bool', 'a test');
        same(e.yes.dtype, e.dtype, 'a choice');
        same(e.no.dtype, e.dtype, 'a choice');
        return [e.test, e.yes, e.no].forEach((x) => expr(x, scope));
      case 'reduce': return check(false, () => 'a reduction that is no loop');
    }
  };

  const statements = (list: readonly Statement[], scope: Scope, top: boolean): void => {
    if (top) {
      const parallel = list.filter((s) => s.kind === 'for' && s.how === 'parallel').length;
      check(parallel === 0 || parallel === list.length, () => 'at the top stand parallel loops and something else');
    }
    for (const s of list) {
      switch (s.kind) {
        case 'for':
          check(s.how !== 'parallel' || top, () => 'a parallel loop inside another loop');
          check(s.how !== 'vector' || find(scope, (p) => p.vector) === undefined, () => 'a vector loop inside a vector loop');
          statements(s.body, { parent: scope, axes: new Set([s.axis]), locals: new Set(), vector: s.how === 'vector' }, false);
          break;
        case 'let':
          expr(s.value, scope);
          same(s.value.dtype, s.local.dtype, 'the value of a local');
          check(find(scope, (p) => p.locals.has(s.local)) === undefined, () => 'a local is defined twice');
          scope.locals.add(s.local);
          break;
        case 'assign': case 'fold': {
          expr(s.value, scope);
          same(s.value.dtype, s.local.dtype, 'the value of a local');
          const owner = find(scope, (p) => p.locals.has(s.local));
          check(owner !== undefined, () => 'a local is changed before it is defined');
          // From here out to the owner there must be no lanes, unless they fold.
          for (let p: Scope | undefined = scope; s.kind === 'assign' && p !== owner; p = p!.parent) check(!p!.vector, () => 'lanes assign one local');
          break;
        }
        case 'store':
          check(memory[s.to] !== undefined, () => `a store to ${s.to}`);
          check(s.to >= kernel.buffers.length || kernel.buffers[s.to]!.role !== 'in', () => `a store to input ${s.to}`);
          same(s.index.dtype, 'i32', 'an index');
          same(s.value.dtype, memory[s.to]!.dtype, `a store to buffer ${s.to}`);
          expr(s.index, scope);
          expr(s.value, scope);
          break;
        case 'if':
          same(s.test.dtype, 'bool', 'a test');
          expr(s.test, scope);
          statements(s.then, { parent: scope, axes: new Set(), locals: new Set(), vector: false }, false);
          break;
      }
    }
  };
  statements(kernel.body, { parent: undefined, axes: new Set(), locals: new Set(), vector: false }, true);

  const accesses = accessesOf(kernel);
  for (const a of accesses.all) {
    if (a.guarded || a.loops.some((l) => l.axis.extent === 0)) continue;
    const [least, most] = rangeOf(accesses, a), { elements } = memory[a.buffer]!;
    // An index that depends on data has no bounds to be seen.
    const seen = Number.isFinite(least) && Number.isFinite(most);
    check(!seen || least >= 0 && most < elements, () => `buffer ${a.buffer} of ${elements} elements is reached at ${least} to ${most}`);
  }
  return kernel;
}
