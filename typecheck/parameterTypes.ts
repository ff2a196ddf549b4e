/**
 * The tree of a model's parameters as a TypeScript type: `{ readonly linear: { readonly weight: Tensor<[784, 10], 'f32'> } }`.
 * Sizes that only a call or `.with` gives are `number`.
 */
import { isKnown, type Dim } from '../core/dim.ts';
import { parametersWith, sizesWith, type CheckedModel, type Parameter } from './model.ts';

export interface ParameterTypes {
  /** The members between `{` and `}`. */
  readonly text: string;
  /** Where each name of the tree stands in `text`, with its path: `h`, `h.linear`, `h.linear.weight`. */
  readonly names: readonly { readonly path: string; readonly at: number }[];
}

interface Tree { readonly [name: string]: Tree | Parameter }

// An edit changes one model of many.
const made = new WeakMap<CheckedModel, Map<string, ParameterTypes>>();

/** `tensor`: how the type `Tensor` is called where the text will stand. */
export function parameterTypes(model: CheckedModel, tensor = 'Tensor'): ParameterTypes {
  let types = made.get(model);
  if (!types) made.set(model, types = new Map());
  let found = types.get(tensor);
  if (!found) types.set(tensor, found = printed(model, tensor));
  return found;
}

function printed(model: CheckedModel, tensor: string): ParameterTypes {
  const names: { path: string; at: number }[] = [];
  let text = '';
  const print = (tree: Tree, path: string): void => {
    for (const [name, node] of Object.entries(tree)) {
      const leaf = isParameter(node) ? node : undefined, here = path === '' ? name : `${path}.${name}`;
      text += ' readonly ';
      names.push({ path: here, at: text.length });
      text += identifier.test(name) ? name : JSON.stringify(name);
      // Whether it exists is decided by sizes that are not known yet.
      text += leaf && leaf.guards.length > 0 ? '?: ' : ': ';
      if (leaf) text += `${tensor}<[${[...leaf.repeats, ...leaf.type.shape].map(dim).join(', ')}], '${leaf.type.dtype}'>`;
      else {
        text += '{';
        print(node as Tree, here);
        text += ' }';
      }
      text += ';';
    }
  };
  const parameters = parametersWith(model.parameters, sizesWith(model)), sometimes = parameters.filter((p) => p.mode !== undefined);
  print(treeOf(parameters), '');
  // Calls in the other mode do without them.
  if (sometimes.length > 0) text += ` readonly '~sometimes'?: ${sometimes.map((p) => JSON.stringify(p.path)).join(' | ')};`;
  return { text: text === '' ? '' : `${text} `, names };
}

const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;
const dim = (d: Dim): string => (isKnown(d) ? String(d) : 'number');
const isParameter = (node: Tree | Parameter): node is Parameter => typeof node['path'] === 'string';

function treeOf(parameters: readonly Parameter[]): Tree {
  type Open = { [name: string]: Open | Parameter };
  // Without a prototype: a layer may be called `constructor`.
  const empty = (): Open => Object.create(null) as Open;
  const root = empty();
  for (const parameter of parameters) {
    const names = parameter.path.split('.'), last = names.pop()!;
    let node = root;
    for (const name of names) {
      const next = node[name];
      node = next && !isParameter(next) ? next : (node[name] = empty());
    }
    node[last] = parameter;
  }
  return root;
}
