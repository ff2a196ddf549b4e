/** What is shown about the place under the pointer: one line of code, and in words what there is to say of it. */
import type { Span } from '../../core/diagnostic.ts';
import { bytesOf, isDType, kindOf, type DType } from '../../core/dtype.ts';
import { showType } from '../../core/shape.ts';
import type { NnSymbol, SymbolKind } from '../../dsl/names.ts';
import { show } from '../../dsl/printer.ts';
import { nodeAt } from '../../dsl/services.ts';
import type { Binary, Call, Model, Node } from '../../dsl/tree.ts';
import { usage } from '../calls.ts';
import { inits } from '../init.ts';
import type { Layer, Library } from '../layer.ts';
import { parameterCount, showCount, sizesWith, type CheckedModel } from '../model.ts';
import { showResult, type Result } from '../result.ts';
import type { HoleValue } from '../run.ts';
import { namesOf } from '../sizes.ts';
import { countAt, parametersAt, productFlops } from './cost.ts';
import { checkedOf, placeAt, type Place } from './place.ts';
import type { AnalysedTemplate, Analysis, Hover } from './service.ts';
import { argumentWords, showArgument } from './target.ts';

interface Told { readonly span: Span; readonly code: string; readonly text?: readonly (string | false | undefined)[] }

export function hover(file: Analysis, offset: number, library: Library): Hover | undefined {
  const place = placeAt(file, offset);
  if (!place) return undefined;
  // The innermost node that there is something to say of; not what stands around a hole or a number.
  for (let depth = place.nodes.length - 1; depth > 0; depth--) {
    const told = about(place, depth, library);
    if (told) return { span: place.inFile(told.span), code: told.code, text: (told.text ?? []).filter((t) => t).join('\n\n') };
    if (stops.has(place.nodes[depth]!.kind)) return undefined;
  }
  return undefined;
}

const stops = new Set<Node['kind']>(['number', 'string', 'name', 'identifier', 'axis', 'missing', 'block', 'model', 'outputs', 'let', 'return', 'param', 'state', 'layer', 'next', 'emit', 'carry', 'scan']);

function about(place: Place, depth: number, library: Library): Told | undefined {
  const node = place.nodes[depth]!, parent = place.nodes[depth - 1]!;
  switch (node.kind) {
    case 'identifier':
      if (parent.kind === 'call') return called(place, parent, node, library);
      if (parent.kind === 'arg' && place.nodes[depth - 2]?.kind === 'call') return argument(place, node, place.nodes[depth - 2] as Call, library);
      if (parent.kind === 'type') return isDType(node.text) ? { span: node.span, code: node.text, text: [describe(node.text)] } : undefined;
      if (parent.kind === 'member') return expression(place, parent, `.${node.text}`, node.span, 'The last two axes change places.');
      return named(place, node);
    case 'name': return named(place, node) ?? word(node.text, node, parent);
    case 'axis': return named(place, node);
    case 'call': return called(place, node, node.callee, library);
    case 'hole': return parent.kind === 'call' ? called(place, parent, node, library) : { span: node.span, code: `\${…}: ${showHole(place.template.values[node.index])}` };
    case 'residual': return expression(place, node, 'residual', keyword(node), 'x + stages(x): they keep shape and dtype.');
    case 'repeat': return expression(place, node, `repeat ${show(node.count)}`, keyword(node), 'The stages so many times in a row, each time with parameters of their own, stacked along a first axis.');
    case 'axes': return expression(place, node, show(node), node.span);
    case 'binary': return operator(place, node);
    case 'negate': case 'index': case 'if': case 'tuple': return expression(place, node, show(node), node.span);
    default: return undefined;
  }
}

const keyword = ({ kind, span: { start } }: Node): Span => ({ start, end: start + kind.length });

const signs: Readonly<Record<ReturnType<typeof kindOf>, string>> = { bool: 'true or false', unsigned: 'whole numbers from 0 on', signed: 'whole numbers', float: 'floating-point numbers' };
export const describe = (dtype: DType): string => `${signs[kindOf(dtype)]}, ${bytesOf(dtype) === 1 ? '1 byte' : `${bytesOf(dtype)} bytes`} each`;

/** `linear: f32[B, 784] -> f32[B, 128]`. */
function expression(place: Place, node: Node, name: string, span: Span, doc?: string): Told | undefined {
  const noted = place.template.checked.notes.get(node);
  if (!noted || noted.result.kind === 'unknown') return undefined;
  const { input } = noted, flops = productFlops(place.template, checkedOf(place.template, place.model), node);
  return {
    span, code: input ? `${name}: ${brief(input)} -> ${brief(noted.result)}` : `${name}: ${brief(noted.result)}`,
    text: [flops !== undefined && `${showCount(flops)} FLOPs in products`, doc],
  };
}

/** `f32[B, 4] @ f32[4, 8] -> f32[B, 8]`. */
function operator(place: Place, node: Binary): Told | undefined {
  const { notes } = place.template.checked, left = notes.get(node.left)?.result, right = notes.get(node.right)?.result;
  const told = expression(place, node, node.op, node.span);
  return told && left && right ? { ...told, code: `${brief(left)} ${node.op} ${brief(right)} -> ${told.code.slice(node.op.length + 2)}` } : told;
}

/** A type as it is written; of a tuple, its parts. */
export const brief = (r: Result): string => (r.kind === 'tuple' ? `(${r.items.map(brief).join(', ')})` : showResult(r).replace(/^the number /, ''));

// Calls

function called(place: Place, call: Call, callee: Node, library: Library): Told | undefined {
  const { template, model } = place, { notes, models } = template.checked;
  const name = call.callee.kind === 'hole' ? '${…}' : call.callee.text;
  const value = call.callee.kind === 'hole' ? template.values[call.callee.index] : undefined;
  const symbol = place.names.at(call.callee.span.start), made = symbol?.kind === 'layer' && symbol.node.kind === 'layer' && symbol.node.value.kind === 'call' ? symbol.node.value : call;
  const target: Layer | CheckedModel | undefined = value?.kind === 'model' ? (value.model as CheckedModel) : value?.kind === 'layer' ? value.layer
    : models.find((m) => m.name === calleeName(made)) ?? library.get(calleeName(made));
  const noted = notes.get(call), result = noted?.result;
  const given = noted?.input ? [noted.input] : call.args.flatMap(({ value: v }) => { const r = notes.get(v)?.result; return r?.kind === 'tensor' ? [r] : []; });
  const from = given.length === 1 ? brief(given[0]!) : `(${given.map(brief).join(', ')})`;
  const code = result && result.kind !== 'unknown' ? `${name}: ${given.length > 0 ? `${from} -> ` : ''}${brief(result)}` : name;
  if (!target) return rule(name, callee) ?? (value || (result && result.kind !== 'unknown') ? { span: callee.span, code } : undefined);

  const owner = checkedOf(template, model), repeats = place.nodes.filter((n) => n.kind === 'repeat').length;
  const flops = productFlops(template, owner, call);
  return {
    span: callee.span, code,
    text: [
      owner && showParameters(owner, made, repeats),
      flops !== undefined && `${showCount(flops)} FLOPs in products`,
      'signature' in target ? fenced(target.signature) : target.doc,
      'signature' in target ? conditions(target.node) : `\`${usage(target)}\``,
    ],
  };
}

const calleeName = ({ callee }: Call): string => (callee.kind === 'identifier' ? callee.text : '');

function showParameters(owner: CheckedModel, call: Call, repeats: number): string | undefined {
  const own = parametersAt(owner, call), count = countAt(owner, call, repeats);
  if (count === undefined) return undefined;
  const several = own.length <= 4 ? `: ${own.map((p) => `${p.path} ${showType(p.type)}`).join(', ')}` : '';
  return `${showCount(count)} parameters${repeats > 0 ? ' in each turn' : ''}${several}`;
}

function argument(place: Place, { span, text }: { readonly span: Span; readonly text: string }, call: Call, library: Library): Told | undefined {
  const spec = library.get(calleeName(call))?.args[text];
  return spec ? { span, code: showArgument(text, spec), text: [argumentWords(spec)] } : named(place, { span });
}

// Names

function named(place: Place, node: { readonly span: Span }): Told | undefined {
  const symbol = place.names.at(node.span.start);
  return symbol && { span: node.span, ...aboutSymbol(place, symbol, node.span.start) };
}

export function aboutSymbol({ template }: { readonly template: Pick<AnalysedTemplate, 'tree' | 'models' | 'checked'> }, symbol: NnSymbol, at: number): Pick<Told, 'code' | 'text'> {
  const { node } = symbol;
  const model = template.tree.models.find((m) => m.span.start <= symbol.definition.start && symbol.definition.end <= m.span.end), checked = checkedOf(template, model);
  switch (symbol.kind) {
    case 'model': {
      const itself = node.kind === 'model' ? node : undefined, found = checkedOf(template, itself) ?? template.models.find((m) => m.name === symbol.name);
      const flops = found?.ok ? productFlops(template, found, found.node.body, sizesWith(found)) : undefined;
      return { code: `model ${found?.signature ?? symbol.name}`, text: [found && counted(found), flops !== undefined && `${showCount(flops)} FLOPs in products`, itself && conditions(itself)] };
    }
    case 'size': case 'dim': return { code: `size ${symbol.name}`, text: [model && origin(symbol, model), model && bounds(symbol.name, model)] };
    case 'axis': return { code: `axis ${symbol.name}`, text: ['An axis of this pattern.'] };
    case 'layer': {
      const made = node.kind === 'layer' && node.value.kind === 'call' ? node.value : undefined;
      return { code: `layer ${symbol.name}${made ? ` = ${show(made)}` : ''}`, text: [checked && made && showParameters(checked, made, 0), 'All its uses share the parameters.'] };
    }
    case 'output': return { code: `output ${symbol.name}: ${node.kind === 'port' ? show(node.type) : ''}` };
    default: {
      const noted = template.checked.notes.get(nodeAt(template.tree, at)) ?? template.checked.notes.get(nodeAt(template.tree, symbol.definition.start));
      const type = noted && noted.result.kind !== 'unknown' ? brief(noted.result) : node.kind === 'port' || node.kind === 'param' || node.kind === 'state' ? show(node.type) : undefined;
      return { code: `${roles[symbol.kind] ?? symbol.kind} ${symbol.name}${type === undefined ? '' : `: ${type}`}`, text: [words[symbol.kind]] };
    }
  }
}

const roles: Partial<Readonly<Record<SymbolKind, string>>> = { carry: 'carried' };
const words: Partial<Readonly<Record<SymbolKind, string>>> = {
  param: 'A learned tensor.', state: 'Kept from call to call, and renewed by `next`.', item: 'One step of the sequence.', carry: 'Carried from step to step, and renewed by `next`.',
  emit: 'The sequence of what every step emits.',
};

const counted = (model: CheckedModel): string | undefined => {
  const count = model.ok ? parameterCount(model) : undefined;
  return count === undefined || count === 0 ? undefined : `${showCount(count)} parameters`;
};

/** Where a size comes from. */
function origin(symbol: NnSymbol, model: Model): string | undefined {
  const declared = model.sizes.find((s) => s.name.text === symbol.name);
  if (declared) return `Given when the model is made${declared.default ? `, ${show(declared.default)} when left out` : ''}.`;
  for (const { name, type } of model.inputs) {
    const axis = type.dims.findIndex((d) => d.kind === 'name' && d.text === symbol.name);
    if (axis >= 0) return `Axis ${axis} of ${name.text}: known when the model is called.`;
  }
  return model.where.some(({ left, right }) => [left, right].some((e) => namesOf(e).some((n) => n.text === symbol.name))) ? 'Follows from `where`.' : undefined;
}

function bounds(name: string, model: Model): string | undefined {
  const about = model.where.filter(({ left, right }) => [left, right].some((e) => namesOf(e).some((n) => n.text === name)));
  return about.length === 0 ? undefined : `where ${about.map((c) => `\`${show(c)}\``).join(', ')}`;
}

const conditions = ({ where }: Model): string | undefined => (where.length === 0 ? undefined : `where ${where.map((c) => `\`${show(c)}\``).join(', ')}`);

const fenced = (signature: string): string => `\`${signature}\``;

// Words that are no names

function word(text: string, node: Node, parent: Node): Told | undefined {
  if (text === 'train') return { span: node.span, code: 'train', text: ['True while training.'] };
  return parent.kind === 'param' || parent.kind === 'state' || parent.kind === 'port' ? rule(text, node) : undefined;
}

function rule(name: string, { span }: Node): Told | undefined {
  if (!Object.hasOwn(inits, name)) return undefined;
  const { doc, numbers } = inits[name]!;
  return { span, code: `${name}${numbers.length > 0 ? `(${numbers.map(([n, otherwise]) => (otherwise === undefined ? n : `${n} = ${otherwise}`)).join(', ')})` : ''}`, text: [`Starts as ${doc}.`] };
}

function showHole(value: HoleValue | undefined): string {
  switch (value?.kind) {
    case 'number': return value.value === undefined ? 'number' : String(value.value);
    case 'model': return (value.model as CheckedModel).signature;
    case 'layer': return value.layer.name;
    default: return 'unknown';
  }
}
