/** Trees at random: every form of the language, with the names that are hardest to read. */
import fc from 'fast-check';
import { dtypes } from '../../core/dtype.ts';
import { contextual, reserved } from '../../dsl/lexer.ts';
import type {
  And, Arg, Axes, Axis, AxisGroup, AxisList, AxisSize, Binary, Block, Call, Carry, Compare, Condition, Constraint, Expr, File, Hole, Identifier,
  Index, IndexItem, Model, NumberLiteral, Outputs, Port, Relation, Size, Stage, Statement, Type,
} from '../../dsl/tree.ts';

const span = { start: 0, end: 0 };

const text = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('x', 'y', 'B', 'T', 'C', 'relu', 'linear', 'x1', 'a_very_long_name_that_makes_lines_break') },
  { weight: 1, arbitrary: fc.constantFrom(...contextual) },
  { weight: 1, arbitrary: fc.stringMatching(/^[A-Za-z_]\w{0,6}$/).filter(word => !(reserved as readonly string[]).includes(word)) },
);
const identifier: fc.Arbitrary<Identifier> = text.map(text => ({ kind: 'identifier', text, span }));
const number: fc.Arbitrary<NumberLiteral> = fc.oneof(
  fc.nat(100_000).map(String), fc.constantFrom('0.5', '1e-5', '3.25E+4', '.5', '2e3'),
).map(text => ({ kind: 'number', value: Number(text), integer: /^\d+$/.test(text), text, span }));
const integer: fc.Arbitrary<NumberLiteral> = fc.nat(4096).map(value => ({ kind: 'number', value, integer: true, text: String(value), span }));
const name: fc.Arbitrary<Expr> = text.map(text => ({ kind: 'name', text, span }));
const hole: fc.Arbitrary<Hole> = fc.nat(3).map(index => ({ kind: 'hole', index, span }));
const string: fc.Arbitrary<Expr> = fc.string({ maxLength: 8 }).filter(value => !/["\n$]/.test(value)).map(value => ({ kind: 'string', value, span }));

const list = <T>(item: fc.Arbitrary<T>, minLength = 0, maxLength = 3): fc.Arbitrary<T[]> => fc.array(item, { minLength, maxLength });
const relation: fc.Arbitrary<Relation> = fc.constantFrom('==', '!=', '<=', '>=', '<', '>');

const { size } = fc.letrec<{ size: Expr }>(tie => ({
  size: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'size' }, integer, name, hole,
    tie('size').map((value): Expr => ({ kind: 'negate', value, span })),
    fc.record<Binary>({ kind: fc.constant('binary'), op: fc.constantFrom('+', '-', '*', '/', '%', '**'), left: tie('size'), right: tie('size'), span: fc.constant(span) }),
  ),
}));

const axis: fc.Arbitrary<Axis | NumberLiteral> = fc.oneof(text.map((text): Axis => ({ kind: 'axis', text, span })), integer);
const axisGroup: fc.Arbitrary<AxisGroup> = list(axis).map(items => ({ kind: 'axisGroup', items, span }));
const axisList: fc.Arbitrary<AxisList> = list(fc.oneof(axis, axisGroup)).map(items => ({ kind: 'axisList', items, span }));
// Sizes are given to axes of the pattern only.
const axes: fc.Arbitrary<Axes> = fc.tuple(axisList, axisList).chain(([from, to]) => {
  const names = [...from.items, ...to.items].flatMap(item => item.kind === 'axisGroup' ? item.items : [item]).filter(item => item.kind === 'axis');
  const sizes = names.length === 0 ? fc.constant([]) : list(fc.record<AxisSize>({
    kind: fc.constant('axisSize'), value: size, span: fc.constant(span),
    name: fc.constantFrom(...names).map(({ text }): Identifier => ({ kind: 'identifier', text, span })),
  }));
  return sizes.map((sizes): Axes => ({ kind: 'axes', from, to, sizes, span }));
});

type Trees = { expr: Expr; arg: Arg; call: Call; stage: Stage; compare: Compare; condition: Condition; indexItem: IndexItem };

const { expr, call } = fc.letrec<Trees>(tie => ({
  expr: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'expr' }, name, number, string, hole,
    tie('expr').map((value): Expr => ({ kind: 'negate', value, span })),
    fc.record<Binary>({ kind: fc.constant('binary'), op: fc.constantFrom('+', '-', '*', '/', '%', '@', '**'), left: tie('expr'), right: tie('expr'), span: fc.constant(span) }),
    fc.record({ kind: fc.constant('member' as const), object: tie('expr'), name: identifier, span: fc.constant(span) }),
    fc.record<Index>({ kind: fc.constant('index'), object: tie('expr'), items: list(tie('indexItem'), 1), span: fc.constant(span) }),
    tie('call'),
    fc.record({ kind: fc.constant('if' as const), condition: tie('condition'), then: tie('expr'), else: tie('expr'), span: fc.constant(span) }),
    list(tie('expr'), 2).map((items): Expr => ({ kind: 'tuple', items, span })),
    fc.record({ kind: fc.constant('pipe' as const), head: tie('expr'), stages: list(tie('stage'), 1, 4), span: fc.constant(span) }),
  ),
  arg: fc.record({ kind: fc.constant('arg'), name: fc.option(identifier), value: tie('expr'), span: fc.constant(span) }),
  call: fc.record({ kind: fc.constant('call'), callee: fc.oneof(identifier, hole), sizes: list(size), args: list(tie('arg')), span: fc.constant(span) }),
  stage: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'expr' }, tie('call'), axes,
    list(tie('stage'), 1).map((stages): Stage => ({ kind: 'residual', stages, span })),
    fc.record({ kind: fc.constant('repeat' as const), count: size, stages: list(tie('stage'), 1), span: fc.constant(span) }),
  ),
  compare: fc.record({ kind: fc.constant('compare'), op: relation, left: tie('expr'), right: tie('expr'), span: fc.constant(span) }),
  condition: fc.oneof(
    tie('compare'), tie('expr'),
    list(fc.oneof(tie('compare'), tie('expr')), 2).map((items): And => ({ kind: 'and', items, span })),
  ),
  indexItem: fc.oneof(
    tie('expr'), fc.constant(null).map((): IndexItem => ({ kind: 'ellipsis', span })),
    fc.record({ kind: fc.constant('slice' as const), start: fc.option(tie('expr')), end: fc.option(tie('expr')), span: fc.constant(span) }),
  ),
}));

const type: fc.Arbitrary<Type> = fc.record({
  kind: fc.constant('type'), dtype: fc.constantFrom(...dtypes).map((text): Identifier => ({ kind: 'identifier', text, span })), dims: list(size), span: fc.constant(span),
});
const port = (value: fc.Arbitrary<Expr | null>): fc.Arbitrary<Port> =>
  fc.record({ kind: fc.constant('port'), name: identifier, type, default: value, span: fc.constant(span) });
const outputs: fc.Arbitrary<Outputs> = list(port(fc.constant(null)), 1).map(ports => ({ kind: 'outputs', ports, span }));

const block = (statement: fc.Arbitrary<Statement>): fc.Arbitrary<Block> => list(statement, 0, 4).map(statements => ({ kind: 'block', statements, span }));

const { inner } = fc.letrec<{ inner: Statement }>(tie => ({
  inner: fc.oneof(
    { maxDepth: 2, depthIdentifier: 'statement' },
    fc.record({ kind: fc.constant('let' as const), names: list(identifier, 1), value: expr, span: fc.constant(span) }),
    fc.record({ kind: fc.constantFrom('next' as const, 'emit' as const), name: identifier, value: expr, span: fc.constant(span) }),
    fc.record({
      kind: fc.constant('scan' as const), item: identifier, sequence: expr, over: size, span: fc.constant(span),
      carries: list(fc.record<Carry>({ kind: fc.constant('carry'), name: identifier, init: expr, span: fc.constant(span) }), 1), body: block(tie('inner')),
    }),
  ),
}));

const statement: fc.Arbitrary<Statement> = fc.oneof(
  inner,
  fc.record({ kind: fc.constantFrom('param' as const, 'state' as const), name: identifier, type, init: expr, span: fc.constant(span) }),
  fc.record({ kind: fc.constant('layer' as const), name: identifier, value: call, span: fc.constant(span) }),
  expr.map((value): Statement => ({ kind: 'return', value, span })),
);

const model: fc.Arbitrary<Model> = fc.record({
  kind: fc.constant('model'), name: identifier,
  sizes: list(fc.record<Size>({ kind: fc.constant('size'), name: identifier, default: fc.option(size), span: fc.constant(span) })),
  inputs: list(port(fc.option(expr))), result: fc.oneof(type, outputs),
  where: list(fc.record<Constraint>({ kind: fc.constant('constraint'), op: fc.oneof(relation, fc.constant('=' as const)), left: size, right: size, span: fc.constant(span) })),
  body: fc.oneof(expr, block(statement)), span: fc.constant(span),
});

export const file: fc.Arbitrary<File> = list(model).map(models => ({ kind: 'file', models, comments: [], paragraphs: [], span }));

/** The tree without what depends on how the text was laid out. */
export function bare(tree: File): unknown {
  return JSON.parse(JSON.stringify({ ...tree, comments: [], paragraphs: [] }, (key, value: unknown) => key === 'span' ? undefined : value));
}
