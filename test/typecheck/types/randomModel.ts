/**
 * Random models in the part of the language that the types read, most of them right, some with a size or a name that is not.
 * What the generator believes of shapes decides what it writes, not what is right: the checker does.
 */
import { Random } from '../../random.ts';

type Size = number | string;
type Shape = readonly Size[];
interface Tensor { readonly name: string; readonly shape: Shape }

const sizes = [2, 3, 4, 6, 8, 12, 16, 25];
const sameShape = ['relu', 'gelu', 'tanh', 'sigmoid', 'softmax', 'dropout(0.1)', 'square', 'exp', 'softmax(0)', 'silu', 'neg', 'dropout(rate = 0.5)'];
const shown = (s: Shape): string => s.join(', ');
const product = (s: Shape): number | undefined => (s.every((n) => typeof n === 'number') ? s.reduce<number>((p, n) => p * (n as number), 1) : undefined);
const scaled = (n: Size, by: number): Size => (typeof n === 'number' ? n * by : /^\d/.test(n) ? `${Number.parseInt(n, 10) * by} * ${n.replace(/^\d+ \* /, '')}` : `${by} * ${n}`);

/** The text of one model, or of two of which the second calls the first. */
export function randomModel(seed: number): string {
  const r = new Random(seed), wrong = (percent = 6): boolean => r.chance(percent);
  let names: readonly string[] = ['C'];
  const other = (n: Size): Size => (typeof n === 'number' ? r.one(sizes.filter((k) => k !== n)) : r.one<Size>([...names.filter((k) => k !== n), 7]));
  const bad = <T extends Size>(n: T): Size => (wrong() ? other(n) : n);
  const axis = (rank: number): number => (wrong() ? r.one([rank, -rank - 1]) : r.below(2 * rank) - rank);

  /** A stage for a tensor of this shape, and the shape behind it; undefined when it does not suit. */
  const stages: readonly ((s: Shape) => readonly [text: string, shape: Shape] | undefined)[] = [
    (s) => [r.one(sameShape), s],
    (s) => [r.one(['layernorm', 'rmsnorm', 'layernorm(bias = false)']), s],
    (s) => { const n = r.one<Size>([...sizes, 'C', '2 * C', 0].filter((k) => k !== 0 || wrong())); return s.length > 0 || wrong() ? [r.one([`linear(${n})`, `linear(size = ${n})`, `linear(${n}, bias = false)`]), [...s.slice(0, -1), n]] : undefined; },
    (s) => {
      const [first, ...rest] = s, all = product(rest);
      if (s.length < 2 || all === undefined) return undefined;
      const parts = r.one([[all], [all, 1], all % 2 === 0 ? [2, all / 2] : [all], all % 3 === 0 ? [all / 3, 3] : [1, all]]).map(bad);
      const to = r.chance(30) ? parts.map((n, i) => (i === 0 ? -1 : n)) : parts;
      return [`reshape(${shown([first!, ...to])})`, [first!, ...parts]];
    },
    (s) => (s.length > 1 && product(s.slice(1)) !== undefined ? ['flatten', [s[0]!, product(s.slice(1))!]] : wrong() ? ['flatten(3)', s] : undefined),
    (s) => (s.length > 0 ? ((a) => [`${r.one(['sum', 'max', 'mean'])}(${a})`, s.filter((_, i) => i !== (a + s.length) % s.length)])(axis(s.length)) : undefined),
    (s) => (s.length > 0 ? ((a) => [`mean(${a}, keep = true)`, s.map((n, i) => (i === (a + s.length) % s.length ? 1 : n))])(axis(s.length)) : undefined),
    (s) => (s.length > 1 ? ((a) => [`argmax(${a}) |> oneHot(5)`, [...s.filter((_, i) => i !== (a + s.length) % s.length), 5]])(axis(s.length)) : undefined),
    (s) => [r.chance(70) ? `residual { ${r.one(sameShape)} |> linear(${bad(s.at(-1) ?? 4)}) }` : `residual { linear(8) |> relu |> linear(${bad(s.at(-1) ?? 4)}) }`, s],
    (s) => [`repeat ${r.one(['2', '3', 'C'])} { layernorm |> linear(${bad(s.at(-1) ?? 4)}) |> relu }`, s],
    (s) => {
      if (s.length < 3 && !wrong(2)) return undefined;
      const k = r.one([1, 3, 5]), same = r.chance(50), stride = same ? 1 : r.one([1, 2]), pad = same ? (k - 1) / 2 : r.one([0, 1]);
      const space = s.slice(2).map((n) => (typeof n === 'number' ? Math.floor((n + 2 * pad - k) / stride) + 1 : n));
      if (!same && s.slice(2).some((n) => typeof n !== 'number')) return undefined;
      if (space.some((n) => typeof n === 'number' && n < 1) && !wrong()) return undefined;
      const c = r.one(sizes);
      return [r.chance(50) ? `conv(${c}, ${k}, stride = ${stride}, pad = ${pad})` : `conv(${c}, ${k}, ${stride}, ${pad})`, [s[0]!, c, ...space]];
    },
    (s) => {
      if ((s.length < 3 && !wrong(2)) || s.slice(2).some((n) => typeof n !== 'number')) return undefined;
      const space = s.slice(2).map((n) => Math.floor(((n as number) - 2) / 2) + 1);
      if (space.some((n) => n < 1) && !wrong()) return undefined;
      return [r.one(['maxpool(2)', 'avgpool(2)', 'maxpool(2, stride = 2)']), [s[0]!, s[1] ?? 1, ...space]];
    },
    (s) => (r.chance(15) ? [r.one(['rleu', 'liner(8)', 'unstac']), s] : undefined),
    (s) => (s.length > 1 && r.chance(40) ? ['transpose', [...s].reverse()] : s.length === 3 ? ['transpose(0, 2, 1)', [s[0]!, s[2]!, s[1]!]] : undefined),
    (s) => {
      const last = s.at(-1);
      if (typeof last !== 'number' || s.length < 2) return undefined;
      const part = r.one(sizes), fits = last % part === 0 || wrong();
      const names = [...'abcdef'].slice(0, s.length - 1);
      return fits ? [`[${[...names, '(p q)'].join(', ')}] -> [${r.one([['q', ...names.slice(0, -1), `(${names.at(-1)} p)`], [...names, 'q', 'p']]).join(', ')}] with p = ${part}`, undefined as unknown as Shape] : undefined;
    },
  ];

  const lines: string[] = [], known: Tensor[] = [];
  const inputs = r.one<readonly Tensor[]>([
    [{ name: 'x', shape: ['B', 12] }], [{ name: 'x', shape: ['B', 'T', 'C'] }], [{ name: 'x', shape: ['B', 3, 16, 16] }, { name: 'm', shape: [3, 1, 16] }],
    [{ name: 'x', shape: ['B', 6, 'C'] }, { name: 'z', shape: ['B', 6, 4] }], [{ name: 'x', shape: [4, 25] }, { name: 'z', shape: [4, 25] }], [{ name: 'x', shape: ['B', 2, 'H', 'W'] }],
    [{ name: 'x', shape: ['B', 8] }, { name: 'ids', shape: ['B', 'T'] }],
  ]);
  names = [...new Set(inputs.flatMap((t) => t.shape.filter((n) => typeof n === 'string')))];
  known.push(...inputs.filter((t) => t.name !== 'ids'));
  const callee = r.chance(25) ? `model Sub<K = 4>(a: f32[N, 12], b: f32[N, K] = zeros) -> f32[N, 2 * K] = concat(a, b) |> linear(2 * K)\n\n` : '';
  let next = 0, lost = false;
  const add = (text: string, shape: Shape | undefined): void => {
    // What the generator cannot follow is the last statement, as far as it is used.
    if (shape === undefined) lost = true;
    const name = wrong(1) && known.length > 0 ? known[0]!.name : `h${next++}`;
    lines.push(`let ${name} = ${text}`);
    known.push({ name, shape: shape ?? [] });
  };
  const operand = (t: Tensor): string => (wrong(2) ? `${t.name}x` : t.name);

  for (let n = 1 + r.below(6); n > 0 && !lost; n--) {
    const x = r.one(known.slice(-3)), kind = r.below(13);
    if (kind < 5) {
      let text = operand(x), shape = x.shape;
      for (let k = 1 + r.below(3); k > 0 && !lost; k--) {
        const made = r.one(stages)(shape);
        if (!made) continue;
        text += ` |> ${made[0]}`;
        if ((made[1] as Shape | undefined) === undefined) { lost = true; break; }
        shape = made[1];
      }
      add(text, lost ? undefined : shape);
    } else if (kind === 5) {
      const y = r.one(known.filter((t) => t === x || wrong(30) || t.shape.join() === x.shape.join()));
      add(`${r.one([`${operand(x)} + ${y.name}`, `(${x.name} - ${y.name}) * 0.5`, `${x.name} * ${y.name} / 2 - ${x.name}`, `maximum(${x.name}, ${y.name})`, `-${x.name} + exp(${y.name} |> relu)`])}`, x.shape);
    } else if (kind === 6 && x.shape.length > 1) {
      const y = r.chance(70) ? x : r.one(known);
      add(`${operand(x)} @ ${y.name}.T`, y === x ? [...x.shape.slice(0, -1), x.shape.at(-2)!] : undefined);
    } else if (kind === 7 && x.shape.length > 1) {
      const a = axis(x.shape.length), at = (a + x.shape.length) % x.shape.length, y = wrong(15) ? r.one(known) : x;
      if (typeof x.shape[at] === 'number' && y === x) add(`concat(${x.name}, ${y.name}, axis = ${a})`, x.shape.map((n, i) => (i === at ? scaled(n, 2) : n)));
      // A size that is a sum of a name and a number is no literal type.
      else if (y !== x && [x, y].every((t) => typeof t.shape[at] !== 'string')) add(`concat(${x.name}, ${y.name}, axis = ${a})`, undefined);
    } else if (kind === 8 && typeof x.shape.at(-1) === 'number') {
      const last = x.shape.at(-1) as number, parts = r.one([2, 3].filter((k) => last % k === 0 || wrong()));
      if (parts !== undefined) {
        const names = Array.from({ length: wrong() ? parts + 1 : parts }, () => `h${next++}`);
        lines.push(`let ${names.join(', ')} = ${x.name} |> split(${parts})`);
        known.push(...names.map((name) => ({ name, shape: [...x.shape.slice(0, -1), Math.floor(last / parts)] })));
      }
    } else if (kind === 9) {
      const ids = inputs.find((t) => t.name === 'ids');
      if (ids && r.chance(60)) add(r.one([`ids |> embedding(100, ${r.one([8, 'C'])})`, wrong() ? 'ids |> linear(4)' : 'ids |> embedding(100, 8)']), undefined);
      else if (callee !== '' && x.shape.length === 2) add(r.one([`${x.name} |> Sub`, `Sub<8>(${x.name})`, `Sub(${x.name}, ${r.one(known).name})`]), undefined);
      else if (x.shape.length > 1) add(r.one([`${x.name}[:, 0]`, `${x.name}[..., -1]`, `${x.name}.T`]), undefined);
    } else if (kind === 10) {
      // One item for each axis, in front of '...' or behind it; of a size with a name all of it, the first or the last.
      const spoken = 1 + r.below(x.shape.length + (wrong() ? 1 : 0)), back = r.chance(30);
      const place = (n: number): number => (wrong() ? r.one([n, -n - 1]) : r.below(2 * n) - n), bound = (n: number): string => (r.chance(30) ? '' : `${wrong() ? n + 2 : r.below(2 * n + 1) - n}`);
      const items = Array.from({ length: spoken }, (_, i) => {
        const n = x.shape[back ? x.shape.length - spoken + i : i];
        return typeof n !== 'number' ? r.one([':', ':', '0', '-1']) : r.one([':', `${place(n)}`, `${bound(n)}:${bound(n)}`, `${r.below(n)}:`]);
      });
      if (x.shape.length > 0) add(`${operand(x)}[${(back ? ['...', ...items] : r.chance(30) ? [...items, '...'] : items).join(', ')}]`, undefined);
    } else if (kind === 11) {
      const y = wrong(20) ? r.one(known) : x;
      add(r.one([`if train then ${operand(x)} |> dropout(0.2) else ${y.name}`, `(if train then ${x.name} else ${y.name} |> relu) * 2`, `if train then ${x.name} |> linear(${bad(x.shape.at(-1) ?? 4)}) else ${x.name}`]), x.shape);
    } else if (kind === 12 && x.shape.every((n) => typeof n === 'number' || n === 'C')) {
      const name = `s${next++}`;
      lines.unshift(`state ${name}: f32[${shown(x.shape)}] = zeros`);
      lines.push(`next ${name} = ${r.one([`0.9 * ${name} + 0.1 * ${operand(x)}`, `${wrong(15) ? r.one(known).name : x.name} |> relu`, `if train then ${x.name} else ${name}`])}`);
      known.push({ name, shape: x.shape });
    }
  }
  const result = known.at(-1)!, promised = (lost ? [inputs[0]!.shape[0]!, 4] : result.shape).map((n) => (wrong(8) ? other(n) : n));
  const signature = `M<C>(${inputs.map((t) => `${t.name}: ${t.name === 'ids' ? 'i32' : 'f32'}[${shown(t.shape)}]`).join(', ')}) -> f32[${shown(promised)}]`;
  return lines.length === 0 || r.chance(5)
    ? `${callee}model ${signature} = ${result.name} |> relu\n`
    : `${callee}model ${signature} {\n${lines.map((l) => `  ${l}\n`).join('')}  return ${result.name}\n}\n`;
}
