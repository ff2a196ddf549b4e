/** Going through expressions and statements. */
import type { Expr } from '../../core/expr.ts';

export function childrenOf(e: Expr): readonly Expr[] {
  switch (e.kind) {
    case 'const': case 'axis': case 'local': return [];
    case 'load': return e.index;
    case 'scalar': return e.args;
    case 'convert': case 'bitcast': return [e.arg];
    case 'select': return [e.test, e.yes, e.no];
    case 'reduce': return [e.body];
  }
}

/** The same expression with `f` applied to its parts; the very same object when nothing changes. */
export function mapChildren(e: Expr, f: (child: Expr) => Expr): Expr {
  switch (e.kind) {
    case 'const': case 'axis': case 'local': return e;
    case 'load': { const index = mapAll(e.index, f); return index === e.index ? e : { ...e, index }; }
    case 'scalar': { const args = mapAll(e.args, f); return args === e.args ? e : { ...e, args }; }
    case 'convert': case 'bitcast': { const arg = f(e.arg); return arg === e.arg ? e : { ...e, arg }; }
    case 'select': {
      const test = f(e.test), yes = f(e.yes), no = f(e.no);
      return test === e.test && yes === e.yes && no === e.no ? e : { ...e, test, yes, no };
    }
    case 'reduce': { const body = f(e.body); return body === e.body ? e : { ...e, body }; }
  }
}

function mapAll(list: readonly Expr[], f: (e: Expr) => Expr): readonly Expr[] {
  const out = list.map(f);
  return out.every((e, i) => e === list[i]) ? list : out;
}
