/** The statements of a kernel with their expressions as nodes; which causes they change, and how their loops may run. */
import type { Axis, Local } from '../../../core/expr.ts';
import type { Statement } from '../../../core/kernel.ts';
import { dependsOn, type Cause, type Node, type Nodes } from './nodes.ts';

/** A kernel's statement with its expressions as nodes. */
export type Act =
  | { readonly kind: 'for'; readonly how: (Statement & { kind: 'for' })['how']; readonly axis: Axis; readonly body: readonly Act[] }
  | { readonly kind: 'let' | 'assign'; readonly local: Local; readonly value: Node }
  | { readonly kind: 'fold'; readonly local: Local; readonly fold: (Statement & { kind: 'fold' })['fold']; readonly value: Node }
  | { readonly kind: 'store'; readonly to: number; readonly index: Node; readonly value: Node }
  | { readonly kind: 'if'; readonly test: Node; readonly then: readonly Act[] };

export type LoopAct = Act & { readonly kind: 'for' };

export const actsOf = (statements: readonly Statement[], nodes: Nodes): readonly Act[] => statements.map((s): Act => {
  switch (s.kind) {
    case 'for': return { ...s, body: actsOf(s.body, nodes) };
    case 'store': return { ...s, index: nodes.of(s.index), value: nodes.of(s.value) };
    case 'if': return { kind: 'if', test: nodes.of(s.test), then: actsOf(s.then, nodes) };
    default: return { ...s, value: nodes.of(s.value) };
  }
});

/** Goes through all statements, in order, inner ones included. */
export function each(acts: readonly Act[], visit: (act: Act) => void): void {
  for (const act of acts) {
    visit(act);
    if (act.kind === 'for') each(act.body, visit);
    else if (act.kind === 'if') each(act.then, visit);
  }
}

export const rootsOf = (act: Act): readonly Node[] => {
  switch (act.kind) {
    case 'for': return [];
    case 'if': return [act.test];
    case 'store': return [act.index, act.value];
    default: return [act.value];
  }
};

const changes = new WeakMap<readonly Act[], ReadonlySet<Cause>>();

/** Locals, buffers and axes that change while the statements run. */
export function changesOf(acts: readonly Act[]): ReadonlySet<Cause> {
  const known = changes.get(acts);
  if (known) return known;
  const set = new Set<Cause>();
  each(acts, (act) => {
    if (act.kind === 'for') set.add(act.axis);
    else if (act.kind === 'store') set.add(act.to);
    else if (act.kind !== 'if') set.add(act.local);
  });
  changes.set(acts, set);
  return set;
}

/** What differs from lane to lane while `axis` runs in lanes: the axis, and the locals inside that are made from it or change. */
export function varyingIn(axis: Axis, body: readonly Act[]): ReadonlySet<Cause> {
  const set = new Set<Cause>([axis]), own = new Set<Local>();
  each(body, (act) => { if (act.kind === 'let') own.add(act.local); });
  each(body, (act) => { if ((act.kind === 'assign' || act.kind === 'fold') && own.has(act.local)) set.add(act.local); });
  each(body, (act) => { if (act.kind === 'let' && dependsOn(act.value, set)) set.add(act.local); });
  return set;
}

/** Locals from outside that the statements fold into. */
export function outerFolds(body: readonly Act[]): readonly (Act & { kind: 'fold' })[] {
  const own = new Set<Local>(), found = new Map<Local, Act & { kind: 'fold' }>();
  each(body, (act) => { if (act.kind === 'let') own.add(act.local); });
  each(body, (act) => { if (act.kind === 'fold' && !own.has(act.local) && !found.has(act.local)) found.set(act.local, act); });
  return [...found.values()];
}

/** Whether four iterations of the loop can run in lanes. If not, they run one after another, with the same results. */
export function fitsLanes(axis: Axis, body: readonly Act[]): boolean {
  const varying = varyingIn(axis, body), own = new Set<Local>();
  let fits = true;
  each(body, (act) => {
    if (act.kind === 'let') own.add(act.local);
    if (act.kind === 'if' && dependsOn(act.test, varying)) fits = false;
    if (act.kind === 'assign' && !own.has(act.local)) fits = false;
    if ('local' in act && act.local.dtype === 'f64') fits = false;
    for (const root of rootsOf(act)) if (hasDouble(root)) fits = false;
  });
  return fits;
}

const doubles = new WeakMap<Node, boolean>();
function hasDouble(node: Node): boolean {
  let known = doubles.get(node);
  if (known === undefined) doubles.set(node, known = node.dtype === 'f64' || node.args.some(hasDouble));
  return known;
}

/** Statements as text, for comparing kernels. */
export const textOf = (acts: readonly Act[], nodes: Nodes): string => acts.map((act): string => {
  switch (act.kind) {
    case 'for': return `for ${act.how} ${nodes.identity(act.axis)}<${act.axis.extent} {${textOf(act.body, nodes)}}`;
    case 'store': return `store ${act.to} ${act.index.id} ${act.value.id}`;
    case 'if': return `if ${act.test.id} {${textOf(act.then, nodes)}}`;
    case 'fold': return `fold ${act.fold} ${nodes.identity(act.local)} ${act.value.id}`;
    default: return `${act.kind} ${act.local.dtype} ${nodes.identity(act.local)} ${act.value.id}`;
  }
}).join(';');
