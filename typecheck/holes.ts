/**
 * What a hole holds, as far as the type says that TypeScript gives its expression: a certain number, a model by its signature, or
 * nothing that is known.
 */
import { parse } from '../dsl/parse.ts';
import { show } from '../dsl/printer.ts';
import { source } from '../dsl/source.ts';
import { walk, type Model } from '../dsl/tree.ts';
import { check } from './check.ts';
import type { CheckedModel } from './model.ts';
import type { HoleValue } from './run.ts';

const unknown: HoleValue = { kind: 'unknown' };

/** From the text of a type: `128`, `Model<"Enc(x: f32[B, 784]) -> f32[B, 32]">`. */
export function holeFromType(typeText: string): HoleValue {
  const text = typeText.trim();
  const signature = signatureIn(text);
  if (signature !== undefined) {
    const model = modelFromSignature(signature);
    return model ? { kind: 'model', model } : unknown;
  }
  // Of two holes of type `number` nobody knows whether they hold the same, so nothing is said of sizes made of them.
  return isNumeral(text) ? { kind: 'number', value: Number(text) } : unknown;
}

/**
 * Asks what holes hold, again and again until nothing follows from it any more. A size in a signature may stand in a hole, of a model in
 * another hole, in another file: each turn tells at least one of them, or is the last. `turn`: whether any holds another thing than was known.
 */
export function settle(turn: () => boolean, holes: () => number): void {
  // The first turn may be what reads the files.
  for (let turns = 1; turn() && turns <= holes(); turns++);
}

const isNumeral = (text: string): boolean => /^-?\d/.test(text) && Number.isFinite(Number(text));

/** The first argument of `Model<…>` or `ModelWith<…>`, where that is a literal. */
function signatureIn(type: string): string | undefined {
  const head = /^(?:import\("[^"]*"\)\.|[\w$]+\.)*Model(?:With)?<\s*(["'`])/.exec(type);
  if (!head) return undefined;
  const start = head[0].length, end = type.indexOf(head[1]!, start);
  return end < 0 ? undefined : type.slice(start, end);
}

const most = 500;
const read = new Map<string, CheckedModel | undefined>();

/** `Enc<H>(x: f32[B, H]) -> f32[B, 32]` as a model that can be called; undefined when the text is no signature. Equal texts give the same model. */
export function modelFromSignature(text: string): CheckedModel | undefined {
  if (read.has(text)) return read.get(text);
  if (read.size >= most) read.clear();
  const model = readSignature(text);
  read.set(text, model);
  return model;
}

/** `h0?: f32[B, H]` may be left out: how it starts is not known, and makes no difference to what fits. */
const optional = /\?(\s*:[^\]?]*\])/g;

function readSignature(signature: string): CheckedModel | undefined {
  const text = signature.replace(optional, '$1 = zeros');
  // The body is made up, and what is said of it is nothing.
  const plain = parse(source(`model ${text} = 0`)), [written] = plain.tree.models;
  if (!written || plain.tree.models.length > 1 || plain.diagnostics.length > 0 || written.body.kind !== 'number') return undefined;
  // A signature may be without its `where`, but a quotient in it is whole.
  const quotients = written.where.length > 0 ? [] : quotientsIn(written);
  const { tree } = quotients.length === 0 ? plain : parse(source(`model ${text} where ${[...new Set(quotients)].join(', ')} = 0`));
  const { models: [model], diagnostics } = check(tree, new Map());
  return model && { ...model, ok: true, unsound: diagnostics.some((d) => !ofBody.has(d.code)), opaque: true, partial: true, lost: false };
}

const ofBody = new Set(['NN0310', 'NN0311', 'NN0390']);

function quotientsIn(model: Model): string[] {
  const found: string[] = [];
  walk(model, (n) => { if (n.kind === 'binary' && n.op === '/') found.push(`(${show(n.left)}) % (${show(n.right)}) == 0`); });
  return found;
}
