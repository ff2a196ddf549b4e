/**
 * Rules of form that the grammar leaves open, so that what breaks them is still understood and gets a message of its
 * own: which statements stand where, how arguments are ordered, which dtypes exist. Shapes and the meaning of names are
 * not looked at.
 */
import { didYouMean } from '../core/diagnostic.ts';
import type { Diagnostic, Span } from '../core/diagnostic.ts';
import { dtypes, isDType } from '../core/dtype.ts';
import { walk } from './tree.ts';
import type { AxisList, Block, Call, Compare, Expr, Model, Node, Port, Scan, Statement, Type } from './tree.ts';

type Report = (code: string, message: string, span: Span, hint: string) => void;

export function wellFormed(models: readonly Model[]): Diagnostic[] {
  const found: Diagnostic[] = [];
  const report: Report = (code, message, span, hint) => { found.push({ code, severity: 'error', message, span, hint }); };
  for (const model of models) {
    if (model.body.kind === 'block') modelBlock(model.body, report);
    if (model.result.kind === 'outputs') model.result.ports.forEach(port => outputDefault(port, report));
    walk(model, node => {
      (checks[node.kind] as ((node: Node, report: Report) => void) | undefined)?.(node, report);
      sizesOf(node).forEach(size => sizeForm(size, report));
    });
  }
  return found;
}

type Checks = { readonly [K in Node['kind']]?: (node: Extract<Node, { kind: K }>, report: Report) => void };

const checks: Checks = { type: dtypeExists, compare: comparison, call: argumentOrder, scan: scanBlock, axisList: axisNumbers };

function modelBlock({ statements, span }: Block, report: Report): void {
  const at = statements.findIndex(({ kind }) => kind === 'return');
  const end = { start: Math.max(span.start, span.end - 1), end: span.end };
  if (at < 0) report('NN0117', 'the model returns nothing', end, 'end the block with return');
  const after = at < 0 ? undefined : statements[at + 1];
  if (after) report('NN0117', 'a statement stands after return', after.span, 'make return the last statement');
  for (const statement of statements) {
    if (statement.kind === 'emit') report('NN0118', 'emit stands outside of scan', statement.span, 'move it into the block of a scan, or write let');
  }
}

const inScan = new Set<Statement['kind']>(['let', 'next', 'emit', 'scan']);

function scanBlock({ body }: Scan, report: Report): void {
  for (const { kind, span } of body.statements) {
    if (!inScan.has(kind)) report('NN0118', `${kind} stands inside of scan`, span, 'a scan holds let, next, emit and scan; move this in front of it');
  }
}

function dtypeExists({ dtype }: Type, report: Report): void {
  if (dtype.text === '' || isDType(dtype.text)) return;
  const meant = didYouMean(dtype.text, dtypes);
  report('NN0105', `there is no dtype '${dtype.text}'`, dtype.span, meant ? `did you mean ${meant}?` : `the dtypes are ${dtypes.join(', ')}`);
}

function comparison({ op, span }: Compare, report: Report): void {
  if ((op as string) === '=') report('NN0114', "a condition compares with '==', but found '='", span, 'write ==');
}

function argumentOrder({ args }: Call, report: Report): void {
  const seen = new Set<string>();
  let named = false;
  for (const { name, value, span } of args) {
    if (name === null) {
      if (named && value.kind !== 'missing') report('NN0115', 'a positional argument stands after a named one', span, 'put the named arguments last');
      continue;
    }
    named = true;
    if (seen.has(name.text)) report('NN0115', `the argument '${name.text}' is given twice`, span, 'keep one of them');
    seen.add(name.text);
  }
}

function outputDefault({ name, default: value }: Port, report: Report): void {
  if (value) report('NN0116', `the output '${name.text}' has an initialiser, but only inputs can be left out`, value.span, 'remove it');
}

function axisNumbers({ items }: AxisList, report: Report): void {
  for (const item of items.flatMap(item => item.kind === 'axisGroup' ? item.items : [item])) {
    if (item.kind === 'number' && !item.integer) report('NN0119', `an axis has a whole size, but found ${item.text}`, item.span, 'write a name or an integer');
  }
}

/** The sizes that stand directly in a node. */
function sizesOf(node: Node): readonly (Expr | null)[] {
  switch (node.kind) {
    case 'type': return node.dims;
    case 'size': return [node.default];
    case 'constraint': return [node.left, node.right];
    case 'call': return node.sizes;
    case 'repeat': return [node.count];
    case 'scan': return [node.over];
    case 'axisSize': return [node.value];
    default: return [];
  }
}

const sizeKinds = new Set<Expr['kind']>(['number', 'name', 'hole', 'negate', 'binary', 'missing']);

function sizeForm(size: Expr | null, report: Report): void {
  if (!size) return;
  if (!sizeKinds.has(size.kind) || (size.kind === 'binary' && size.op === '@')) {
    report('NN0119', 'a size is made of names and numbers with + - * / % and **', size.span, 'compute with sizes only');
    return;
  }
  if (size.kind === 'negate') sizeForm(size.value, report);
  if (size.kind === 'binary') { sizeForm(size.left, report); sizeForm(size.right, report); }
}
