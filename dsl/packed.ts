/**
 * A tree as plain data: what a build step puts in the place of a text, so that the running program needs no parser.
 * One flat list, nodes in the order of the text: kind, start (counted from the node before), length, fields. It is read
 * with suspicion: whatever it holds, the answer is a tree that `parse` could have given, or an error.
 */
import { CotangentError, type Span } from '../core/diagnostic.ts';
import type { File, Kind, Node, Relation } from './tree.ts';

/** The first word of the data. It changes with `forms`, and with the meaning of any field. */
const mark = 'nn1';

/** A template as data: mark, checksum, text, signature, then the tree. */
export type Packed = readonly (string | number | readonly number[])[];

export interface Template {
  readonly tree: File;
  /** The text, or only how long its lines are: then messages show the place and not the line. */
  readonly text: string | readonly number[];
  /** Of what the template as a whole is; empty where that follows from its holes. */
  readonly signature: string;
}

export function pack({ tree, text, signature }: Template): Packed {
  const out: Writer = { items: [], span: nowhere, text: typeof text === 'string' ? text : undefined };
  file.write(tree, out);
  const content = [text, signature, ...out.items];
  return [mark, checksum(content), ...content];
}

/** What `pack` was given, frozen; the list itself or its JSON. An error (NN1020) for anything that `pack` does not make. */
export function unpack(data: unknown): Template {
  const packed = typeof data === 'string' ? fromJson(data) : data;
  if (!Array.isArray(packed) || typeof packed[0] !== 'string' || !/^nn\d+$/.test(packed[0])) throw damaged('it is no template');
  if (packed[0] !== mark) throw damaged(`it is of the form ${packed[0]}, and this version reads ${mark}`);
  const [, sum, ...content] = packed as readonly unknown[], [text, signature, ...items] = content;
  if (sum !== checksum(content)) throw damaged('it has been changed');
  const lines = Array.isArray(text) && text.every((n) => Number.isInteger(n) && n >= 0);
  if (typeof signature !== 'string' || !(typeof text === 'string' || lines)) throw damaged('it has no text');
  const from: Reader = { items, at: 0, span: nowhere, depth: 0, text: typeof text === 'string' ? text : undefined };
  const tree = file.read(from);
  if (from.at !== items.length) throw damaged(`${items.length - from.at} items are left over`);
  return Object.freeze({ tree, text: (lines ? Object.freeze(text) : text) as Template['text'], signature });
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw damaged('it is no template');
  }
}

const nowhere: Span = Object.freeze({ start: 0, end: 0 });

const damaged = (what: string): CotangentError =>
  new CotangentError(`the data of a built template cannot be used: ${what}`, { code: 'NN1020', hint: 'build again, with the version of cotangent that runs' });

/** FNV-1a over the JSON text: finds accidents and edits by hand, it is no signature. */
function checksum(content: readonly unknown[]): number {
  const text = JSON.stringify(content);
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

// Fields

/** `span` is that of the node whose fields are at work, until the first of them that is a node. */
interface Writer { readonly items: (string | number)[]; span: Span; readonly text: string | undefined }
interface Reader { readonly items: readonly unknown[]; at: number; span: Span; depth: number; readonly text: string | undefined }

interface Field<T> {
  readonly write: (value: T, out: Writer) => void;
  readonly read: (from: Reader) => T;
}

function next<T extends string | number>(from: Reader, type: T extends string ? 'string' : 'number'): T {
  const item = from.items[from.at++];
  if (typeof item !== type) throw damaged(`item ${from.at} is ${item === undefined ? 'missing' : `no ${type}`}`);
  return item as T;
}

function whole(from: Reader, least: number): number {
  const n = next<number>(from, 'number');
  if (!Number.isInteger(n) || n < least) throw damaged(`item ${from.at} is ${n}`);
  return n;
}

const string: Field<string> = { write: (value, out) => { out.items.push(value); }, read: (from) => next<string>(from, 'string') };
const number: Field<number> = { write: (value, out) => { out.items.push(value); }, read: (from) => next<number>(from, 'number') };
/** How a name or number is written: 0 where the text at the node's place says it. */
const spelling: Field<string> = {
  write(value, { items, span, text }) { items.push(text?.slice(span.start, span.end) === value ? 0 : value); },
  read(from) {
    if (from.items[from.at] !== 0) return next<string>(from, 'string');
    from.at++;
    const { span: { start, end }, text = '' } = from;
    if (end > text.length) throw damaged(`item ${from.at} lies beyond the text`);
    return text.slice(start, end);
  },
};
const flag: Field<boolean> = {
  write: (value, out) => { out.items.push(value ? 1 : 0); },
  read(from) {
    const n = whole(from, 0);
    if (n > 1) throw damaged(`item ${from.at} is ${n}`);
    return n === 1;
  },
};
const natural: Field<number> = { write: (value, out) => { out.items.push(value); }, read: (from) => whole(from, 0) };

const word = <W extends string>(...words: readonly W[]): Field<W> => ({
  write: (value, out) => { out.items.push(value); },
  read(from) {
    const value = next<string>(from, 'string') as W;
    if (!words.includes(value)) throw damaged(`item ${from.at} is none of ${words.join(' ')}`);
    return value;
  },
});

const list = <T>(item: Field<T>): Field<readonly T[]> => ({
  write(values, out) {
    out.items.push(values.length);
    for (const value of values) item.write(value, out);
  },
  read(from) {
    const values: T[] = [];
    for (let n = whole(from, 0); n > 0; n--) values.push(item.read(from));
    return Object.freeze(values);
  },
});

/** -1 is no kind. */
const optional = <T>(item: Field<T>): Field<T | null> => ({
  write(value, out) {
    if (value === null) out.items.push(-1);
    else item.write(value, out);
  },
  read(from) {
    if (from.items[from.at] !== -1) return item.read(from);
    from.at++;
    return null;
  },
});

// Far beyond what the parser lets pass, and far from the end of the stack.
const deepest = 2_000;

const node = <K extends Kind>(...kinds: readonly K[]): Field<Extract<Node, { kind: K }>> => ({
  write(value, out) {
    const { kind, span } = value as Node;
    out.items.push(numberOf.get(kind)!, span.start - out.span.start, span.end - span.start);
    out.span = span;
    for (const [name, field] of fieldsOf[kind]) field.write((value as unknown as Record<string, unknown>)[name], out);
  },
  read(from) {
    const kind = kindOf[whole(from, 0)];
    if (!(kinds as readonly (Kind | undefined)[]).includes(kind)) throw damaged(`item ${from.at} is ${kind === undefined ? 'no kind of node' : `the kind ${kind}, which cannot stand here`}`);
    if (++from.depth > deepest) throw damaged('it is nested too deeply');
    const start = from.span.start + whole(from, -from.span.start), span = Object.freeze({ start, end: start + whole(from, 0) });
    from.span = span;
    const read: Record<string, unknown> = { kind };
    for (const [name, field] of fieldsOf[kind!]) read[name] = field.read(from);
    from.depth--;
    read['span'] = span;
    return Object.freeze(read) as unknown as Extract<Node, { kind: K }>;
  },
});

// The forms of nodes

const identifier = node('identifier');
const exprs = ['number', 'string', 'name', 'hole', 'negate', 'binary', 'member', 'index', 'call', 'if', 'tuple', 'pipe', 'missing'] as const;
const expr = node(...exprs);
const condition = node('and', 'compare', ...exprs);
const indexItem = node('slice', 'ellipsis', ...exprs);
const stages = list(node('call', 'residual', 'repeat', 'axes', 'missing'));
const block = node('block');
const type = node('type');
const ports = list(node('port'));
const relations: readonly Relation[] = ['==', '!=', '<=', '>=', '<', '>'];
const relation = word(...relations);

type Form<N> = { readonly [F in Exclude<keyof N, 'kind' | 'span'>]-?: Field<N[F]> };
type Forms = { readonly [K in Kind]: Form<Extract<Node, { kind: K }>> };

// Their order is part of the format, like that of the fields.
const forms: Forms = {
  file: { models: list(node('model')), comments: list(node('comment')), paragraphs: list(natural) },
  comment: { text: string, ownLine: flag },
  model: { name: identifier, sizes: list(node('size')), inputs: ports, result: node('type', 'outputs'), where: list(node('constraint')), body: node('block', ...exprs) },
  size: { name: identifier, default: optional(expr) },
  port: { name: identifier, type, default: optional(expr) },
  outputs: { ports },
  type: { dtype: identifier, dims: list(expr) },
  constraint: { op: word('=', ...relations), left: expr, right: expr },
  block: { statements: list(node('param', 'state', 'layer', 'let', 'return', 'scan', 'next', 'emit')) },
  param: { name: identifier, type, init: expr },
  state: { name: identifier, type, init: expr },
  layer: { name: identifier, value: node('call', 'missing') },
  let: { names: list(identifier), value: expr },
  return: { value: expr },
  scan: { item: identifier, sequence: expr, over: expr, carries: list(node('carry')), body: block },
  next: { name: identifier, value: expr },
  emit: { name: identifier, value: expr },
  carry: { name: identifier, init: expr },
  identifier: { text: spelling },
  number: { value: number, integer: flag, text: spelling },
  string: { value: string },
  name: { text: spelling },
  hole: { index: natural },
  negate: { value: expr },
  binary: { op: word('+', '-', '*', '/', '%', '@', '**'), left: expr, right: expr },
  member: { object: expr, name: identifier },
  index: { object: expr, items: list(indexItem) },
  slice: { start: optional(expr), end: optional(expr) },
  ellipsis: {},
  call: { callee: node('identifier', 'hole'), sizes: list(expr), args: list(node('arg')) },
  arg: { name: optional(identifier), value: expr },
  if: { condition, then: expr, else: expr },
  compare: { op: relation, left: expr, right: expr },
  and: { items: list(node('compare', ...exprs)) },
  tuple: { items: list(expr) },
  pipe: { head: expr, stages },
  residual: { stages },
  repeat: { count: expr, stages },
  axes: { from: node('axisList'), to: node('axisList'), sizes: list(node('axisSize')) },
  axisList: { items: list(node('axis', 'number', 'axisGroup')) },
  axis: { text: spelling },
  axisGroup: { items: list(node('axis', 'number')) },
  axisSize: { name: identifier, value: expr },
  missing: {},
};

const kindOf = Object.keys(forms) as Kind[];
const numberOf: ReadonlyMap<Kind, number> = new Map(kindOf.map((kind, i) => [kind, i]));
const fieldsOf = Object.fromEntries(kindOf.map((kind) => [kind, Object.entries(forms[kind])])) as unknown as Readonly<Record<Kind, readonly [string, Field<unknown>][]>>;
const file = node('file');
