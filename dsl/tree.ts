/**
 * The tree of a text in the nn language: what `parse` returns, `print` writes and the checker reads. Plain data; every
 * node has a `kind` and a `span` (offsets in the joined text). What a mistake left out is there as `missing` (or as an
 * identifier with empty text), so that readers need no case for half a node; it has been reported already.
 */
import type { Span } from '../core/diagnostic.ts';

interface At { readonly span: Span }

/** A name where it is declared, called or passed as a keyword. As an expression it is a `Name`. */
export interface Identifier extends At { readonly kind: 'identifier'; readonly text: string }

// Models and signatures

export interface File extends At {
  readonly kind: 'file';
  readonly models: readonly Model[];
  /** In the order of the text; the printer finds their places by their spans. */
  readonly comments: readonly Comment[];
  /** Offsets of what follows an empty line. */
  readonly paragraphs: readonly number[];
}

/**
 * `// …` or `/* … *\/` with its marks. Holes inside are written `${0}`, `${1}` … With `ownLine` only blanks and other
 * comments stand before it on its line.
 */
export interface Comment extends At { readonly kind: 'comment'; readonly text: string; readonly ownLine: boolean }

/** `model Name<sizes>(inputs) -> result where … { body }`, or `= body`. */
export interface Model extends At {
  readonly kind: 'model';
  readonly name: Identifier;
  readonly sizes: readonly Size[];
  readonly inputs: readonly Port[];
  readonly result: Type | Outputs;
  readonly where: readonly Constraint[];
  readonly body: Expr | Block;
}

/** `Hidden = 256` between the angle brackets of a model. */
export interface Size extends At { readonly kind: 'size'; readonly name: Identifier; readonly default: Expr | null }

/** `x: f32[B, 784]`, as an input perhaps with `= initialiser`. */
export interface Port extends At {
  readonly kind: 'port'; readonly name: Identifier; readonly type: Type; readonly default: Expr | null;
}

/** `(recon: f32[B, 784], mu: f32[B, Z])`: several outputs by name. */
export interface Outputs extends At { readonly kind: 'outputs'; readonly ports: readonly Port[] }

/** `f32[B, H / S]`. The dtype is one of `dtypes` in lexer.ts, or empty after a mistake. Dims are ordinary expressions. */
export interface Type extends At { readonly kind: 'type'; readonly dtype: Identifier; readonly dims: readonly Expr[] }

export type Relation = '==' | '!=' | '<=' | '>=' | '<' | '>';

/** `C = H * D` gives C a form, `H % S == 0` asks for a property. */
export interface Constraint extends At {
  readonly kind: 'constraint'; readonly op: Relation | '='; readonly left: Expr; readonly right: Expr;
}

// Statements

export interface Block extends At { readonly kind: 'block'; readonly statements: readonly Statement[] }

/** `param w: f32[C] = zeros`: learned. */
export interface Param extends At { readonly kind: 'param'; readonly name: Identifier; readonly type: Type; readonly init: Expr }

/** `state mean: f32[C] = zeros`: kept from call to call, renewed by `next mean = …`. */
export interface State extends At { readonly kind: 'state'; readonly name: Identifier; readonly type: Type; readonly init: Expr }

/** `layer gates = linear(4 * H)`: a layer with a name, so that all its uses share the parameters. */
export interface Layer extends At { readonly kind: 'layer'; readonly name: Identifier; readonly value: Call | Missing }

/** `let q, k, v = …`. */
export interface Let extends At { readonly kind: 'let'; readonly names: readonly Identifier[]; readonly value: Expr }

export interface Return extends At { readonly kind: 'return'; readonly value: Expr }

/** `scan xt in x over T from h = h0, c = c0 { … }`. The body holds let, next, emit, and scans. */
export interface Scan extends At {
  readonly kind: 'scan';
  readonly item: Identifier;
  readonly sequence: Expr;
  readonly over: Expr;
  readonly carries: readonly Carry[];
  readonly body: Block;
}

/** `h = h0` after `from`. */
export interface Carry extends At { readonly kind: 'carry'; readonly name: Identifier; readonly init: Expr }

/** `next h = …`: the new value of a carried name (in a scan) or of a state; from here on the name means the new value. */
export interface Next extends At { readonly kind: 'next'; readonly name: Identifier; readonly value: Expr }

/** `emit ys = h`: after the scan, `ys` is the sequence of these values. */
export interface Emit extends At { readonly kind: 'emit'; readonly name: Identifier; readonly value: Expr }

export type Statement = Param | State | Layer | Let | Return | Scan | Next | Emit;

// Expressions

/** `text` is as written: `1e-5`. */
export interface NumberLiteral extends At {
  readonly kind: 'number'; readonly value: number; readonly integer: boolean; readonly text: string;
}

/** `"same"`; there are no escapes. */
export interface StringLiteral extends At { readonly kind: 'string'; readonly value: string }

export interface Name extends At { readonly kind: 'name'; readonly text: string }

/** `${…}`: `index` counts the substitutions of the template, from 0. */
export interface Hole extends At { readonly kind: 'hole'; readonly index: number }

export interface Negate extends At { readonly kind: 'negate'; readonly value: Expr }

export type BinaryOp = '+' | '-' | '*' | '/' | '%' | '@' | '**';

export interface Binary extends At { readonly kind: 'binary'; readonly op: BinaryOp; readonly left: Expr; readonly right: Expr }

/** `k.T`. */
export interface Member extends At { readonly kind: 'member'; readonly object: Expr; readonly name: Identifier }

/** `h[:, 0]`. */
export interface Index extends At { readonly kind: 'index'; readonly object: Expr; readonly items: readonly IndexItem[] }

/** `a:b`; an absent end is the end of the axis. */
export interface Slice extends At { readonly kind: 'slice'; readonly start: Expr | null; readonly end: Expr | null }

/** `...`: all axes that the other items do not speak of. */
export interface Ellipsis extends At { readonly kind: 'ellipsis' }

export type IndexItem = Expr | Slice | Ellipsis;

/** `conv<sizes>(C, 3, stride = S)`. As a stage, the value of the pipe comes before the positional arguments. */
export interface Call extends At {
  readonly kind: 'call'; readonly callee: Identifier | Hole; readonly sizes: readonly Expr[]; readonly args: readonly Arg[];
}

export interface Arg extends At { readonly kind: 'arg'; readonly name: Identifier | null; readonly value: Expr }

/** `if S == 1 then a else b`. */
export interface If extends At { readonly kind: 'if'; readonly condition: Condition; readonly then: Expr; readonly else: Expr }

export interface Compare extends At { readonly kind: 'compare'; readonly op: Relation; readonly left: Expr; readonly right: Expr }

/** `a == 1 && train`: two or more conditions, each a comparison or an expression that is true or false. */
export interface And extends At { readonly kind: 'and'; readonly items: readonly (Compare | Expr)[] }

export type Condition = And | Compare | Expr;

export interface Tuple extends At { readonly kind: 'tuple'; readonly items: readonly Expr[] }

/** `x |> linear(10) |> relu`, with one stage or more. */
export interface Pipe extends At { readonly kind: 'pipe'; readonly head: Expr; readonly stages: readonly Stage[] }

export interface Missing extends At { readonly kind: 'missing' }

export type Expr =
  | NumberLiteral | StringLiteral | Name | Hole | Negate | Binary | Member | Index | Call | If | Tuple | Pipe | Missing;

// Stages of a pipe

/** `residual { … }`: x + stages(x). */
export interface Residual extends At { readonly kind: 'residual'; readonly stages: readonly Stage[] }

/** `repeat L { … }`: the stages L times over, each time with parameters of its own. */
export interface Repeat extends At { readonly kind: 'repeat'; readonly count: Expr; readonly stages: readonly Stage[] }

/** `[b, (h p)] -> [b, h, p] with p = P`. */
export interface Axes extends At {
  readonly kind: 'axes'; readonly from: AxisList; readonly to: AxisList; readonly sizes: readonly AxisSize[];
}

export interface AxisList extends At { readonly kind: 'axisList'; readonly items: readonly (Axis | NumberLiteral | AxisGroup)[] }

export interface Axis extends At { readonly kind: 'axis'; readonly text: string }

/** `(h p)`: axes that lie in one. */
export interface AxisGroup extends At { readonly kind: 'axisGroup'; readonly items: readonly (Axis | NumberLiteral)[] }

/** `p = P` after `with`. */
export interface AxisSize extends At { readonly kind: 'axisSize'; readonly name: Identifier; readonly value: Expr }

export type Stage = Call | Residual | Repeat | Axes | Missing;

export type Node =
  | File | Comment | Model | Size | Port | Outputs | Type | Constraint | Block | Statement | Carry | Identifier
  | Expr | Slice | Ellipsis | Arg | Compare | And | Stage | AxisList | Axis | AxisGroup | AxisSize;

export type Kind = Node['kind'];

type ChildrenOf = { readonly [K in Kind]: (node: Extract<Node, { kind: K }>) => readonly (Node | null)[] };

const none = (): [] => [];

// In the order of the text.
const childrenOf: ChildrenOf = {
  file: n => n.models, comment: none,
  model: n => [n.name, ...n.sizes, ...n.inputs, n.result, ...n.where, n.body],
  size: n => [n.name, n.default],
  port: n => [n.name, n.type, n.default],
  outputs: n => n.ports,
  type: n => [n.dtype, ...n.dims],
  constraint: n => [n.left, n.right],
  block: n => n.statements,
  param: n => [n.name, n.type, n.init],
  state: n => [n.name, n.type, n.init],
  layer: n => [n.name, n.value],
  let: n => [...n.names, n.value],
  return: n => [n.value],
  scan: n => [n.item, n.sequence, n.over, ...n.carries, n.body],
  carry: n => [n.name, n.init],
  next: n => [n.name, n.value],
  emit: n => [n.name, n.value],
  identifier: none, number: none, string: none, name: none, hole: none, missing: none, ellipsis: none, axis: none,
  negate: n => [n.value],
  binary: n => [n.left, n.right],
  member: n => [n.object, n.name],
  index: n => [n.object, ...n.items],
  slice: n => [n.start, n.end],
  call: n => [n.callee, ...n.sizes, ...n.args],
  arg: n => [n.name, n.value],
  if: n => [n.condition, n.then, n.else],
  compare: n => [n.left, n.right],
  and: n => n.items,
  tuple: n => n.items,
  pipe: n => [n.head, ...n.stages],
  residual: n => n.stages,
  repeat: n => [n.count, ...n.stages],
  axes: n => [n.from, n.to, ...n.sizes],
  axisList: n => n.items,
  axisGroup: n => n.items,
  axisSize: n => [n.name, n.value],
};

/** The nodes directly below, in the order of the text. */
export function children(node: Node): Node[] {
  // The table has one entry per kind, each for its own node; TypeScript cannot see that the two `kind`s agree.
  const of = childrenOf[node.kind] as (node: Node) => readonly (Node | null)[];
  return of(node).filter(child => child !== null);
}

/** Calls `visit` on the node and all below, parents first; what lies below is left out when it returns false. */
export function walk(node: Node, visit: (node: Node, parent: Node | null) => boolean | void, parent: Node | null = null): void {
  if (visit(node, parent) === false) return;
  for (const child of children(node)) walk(child, visit, node);
}
