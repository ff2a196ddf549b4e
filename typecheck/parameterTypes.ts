/**
 * The tree of a model's parameters as a TypeScript type: `{ readonly linear: { readonly weight: Tensor<[784, 10], 'f32'> } }`.
 * Sizes that only a call or `.with` gives are `number`.
 */
import { isKnown, type Dim } from '../core/dim.ts';
import { isFixed, parametersWith, sizesWith, type CheckedModel, type Parameter } from './model.ts';

export interface ParameterTypes {
  /** The members between `{` and `}`. */
  readonly text: string;
  /** Where each name of the tree stands in `text`, with its path: `h`, `h.linear`, `h.linear.weight`. */
  readonly names: readonly { readonly path: string; readonly at: number }[];
  /** What `text` says by a name: each type of a tensor. */
  readonly tensors: ReadonlyMap<string, string>;
}

/** Where in a tree another one stands as a whole: its name, and whether more than what is seen here is in it. */
interface Place { readonly name: string; readonly partial: boolean }
type Whole = ReadonlyMap<string, Place>;
interface Tree { readonly [name: string]: Tree | Parameter | string }

// An edit changes one model of many.
const made = new WeakMap<CheckedModel, Map<string, ParameterTypes>>();

/**
 * `tensor`: how the type `Tensor` is called where the text will stand. `trees`: what the trees of other models are called there; given,
 * the text says all by a name that can have one, and is as long as the model's own, however much the models in its holes hold.
 */
export function parameterTypes(model: CheckedModel, tensor: string, trees?: ReadonlyMap<CheckedModel, string>): ParameterTypes {
  let types = made.get(model);
  if (!types) made.set(model, types = new Map());
  const whole = trees && wholeTrees(model, trees), key = whole ? [tensor, ...[...whole].flatMap(([path, { name }]) => [path, name])].join() : tensor;
  let found = types.get(key);
  if (!found) types.set(key, found = printed(model, tensor, whole));
  return found;
}

function wholeTrees({ callees }: CheckedModel, trees: ReadonlyMap<CheckedModel, string>, within = '', whole = new Map<string, Place>()): Whole {
  for (const [path, callee] of callees) {
    // Where what it has depends on the call, so does the tree.
    const isSame = callee.opaque ? callee.sizes.length === 0 : callee.parameters.every((p) => p.mode === undefined && isFixed(p));
    const name = (isSame ? trees.get(callee) : undefined) ?? (callee.opaque ? 'any' : undefined);
    if (name === undefined) wholeTrees(callee, trees, `${within}${path}.`, whole);
    else whole.set(within + path, { name, partial: callee.partial });
  }
  return whole;
}

function printed(model: CheckedModel, tensor: string, whole: Whole | undefined): ParameterTypes {
  const names: { path: string; at: number }[] = [], tensors = new Map<string, string>();
  let text = '';
  const typeOf = ({ repeats, type: { shape, dtype } }: Parameter): string => {
    const dims = [...repeats, ...shape].map(dim), type = `${tensor}<[${dims.join(', ')}], '${dtype}'>`;
    if (!whole) return type;
    // Of the type alone: an edit that brings another leaves all names as they are.
    const name = `${tensor}_${dims.join('_')}${dtype}`;
    tensors.set(name, type);
    return name;
  };
  const print = (tree: Tree, path: string): void => {
    for (const [name, node] of Object.entries(tree)) {
      const leaf = isParameter(node) ? node : undefined, here = path === '' ? name : `${path}.${name}`;
      text += ' readonly ';
      names.push({ path: here, at: text.length });
      text += identifier.test(name) ? name : JSON.stringify(name);
      // Whether it exists is decided by sizes that are not known yet.
      text += leaf && leaf.guards.length > 0 ? '?: ' : ': ';
      if (leaf) text += typeOf(leaf);
      else if (typeof node === 'string') text += node;
      else {
        text += '{';
        print(node as Tree, here);
        text += ' }';
      }
      text += ';';
    }
  };
  const sizes = sizesWith(model);
  print(treeOf(model.parameters, sizes, whole ?? new Map()), '');
  const sometimes = parametersWith(model.parameters.filter((p) => p.mode !== undefined), sizes);
  // Calls in the other mode do without them.
  if (sometimes.length > 0) text += ` readonly '~sometimes'?: ${sometimes.map((p) => JSON.stringify(p.path)).join(' | ')};`;
  return { text: text === '' ? '' : `${text} `, names, tensors };
}

const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;
const dim = (d: Dim): string => (isKnown(d) ? String(d) : 'number');
const isParameter = (node: Tree | Parameter | string): node is Parameter => typeof node !== 'string' && typeof node['path'] === 'string';

function treeOf(parameters: readonly Parameter[], sizes: ReturnType<typeof sizesWith>, whole: Whole): Tree {
  type Open = { [name: string]: Open | Parameter | string };
  // Without a prototype: a layer may be called `constructor`.
  const empty = (): Open => Object.create(null) as Open;
  const root = empty(), wholes = [...whole].map(([path, is]) => ({ path, ...is, beginning: `${path}.` }));
  const put = (path: string, leaf: Parameter | string): void => {
    const names = path.split('.'), last = names.pop()!;
    let node = root;
    for (const name of names) {
      const next = node[name];
      node = next && typeof next !== 'string' && !isParameter(next) ? next : (node[name] = empty());
    }
    node[last] = leaf;
  };
  for (const { path, name, partial } of wholes) if (partial) put(path, name);
  // A chain of models has very many in its last ones.
  let tree: (typeof wholes)[number] | undefined;
  for (const parameter of parameters) {
    if (tree && parameter.path.startsWith(tree.beginning)) continue;
    tree = wholes.find(({ beginning }) => parameter.path.startsWith(beginning));
    if (tree) put(tree.path, tree.name);
    else for (const known of parametersWith([parameter], sizes)) put(known.path, known);
  }
  return root;
}
