/**
 * Where the parameters of every call in a body live. `let h = x |> linear(8)` puts them at `h.linear`, `layer gates = …`
 * at `gates`, a call in `return` at its own name; a second one of the same name beside it is `linear2`. Paths follow from
 * the text alone, so they do not change when an `if` is decided.
 */
import { walk, type Block, type Call, type Model, type Node, type Statement } from '../dsl/tree.ts';

export type Sites = ReadonlyMap<Call, string>;

export const join = (path: string, name: string): string => (path === '' ? name : name === '' ? path : `${path}.${name}`);

const made = new WeakMap<Model, Sites>();

export function sitesOf(model: Model): Sites {
  let sites = made.get(model);
  if (!sites) made.set(model, sites = findSites(model));
  return sites;
}

function findSites(model: Model): Sites {
  const sites = new Map<Call, string>();
  const taken = new Set<string>();
  const within = (prefix: string, node: Node): void => walk(node, (n) => {
    if (n.kind !== 'call') return;
    const name = n.callee.kind === 'hole' ? `hole${n.callee.index}` : n.callee.text;
    let path = join(prefix, name);
    for (let i = 2; taken.has(path); i++) path = join(prefix, `${name}${i}`);
    taken.add(path);
    sites.set(n, path);
  });
  if (model.body.kind !== 'block') {
    within('', model.body);
    return sites;
  }
  for (const name of statementsOf(model.body).map(nameOf)) taken.add(name);
  for (const s of statementsOf(model.body)) {
    if (s.kind === 'scan') {
      within('', s.sequence);
      for (const { name, init } of s.carries) within(name.text, init);
    } else if (s.kind === 'layer') {
      if (s.value.kind === 'call') sites.set(s.value, s.name.text);
    } else if (s.kind !== 'param' && s.kind !== 'state') within(nameOf(s), s.value);
  }
  return sites;
}

/** Those of scans too. */
const statementsOf = (block: Block): readonly Statement[] => block.statements.flatMap((s) => (s.kind === 'scan' ? [s, ...statementsOf(s.body)] : [s]));

/** `let q, k, v = …` is qkv. */
function nameOf(s: Statement): string {
  switch (s.kind) {
    case 'let': return s.names.map((n) => n.text).join('');
    case 'return': case 'scan': return '';
    default: return s.name.text;
  }
}
