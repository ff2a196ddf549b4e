/** Files that can be trusted: read back equal, every damage found, hostile headers refused, the old file safe until the new one is whole. */
import fc from 'fast-check';
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, expect, test } from 'vitest';
import { CotangentError } from '../../core/diagnostic.ts';
import { tensor } from '../../tensor/create.ts';
import { device } from '../../tensor/device.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { loadCheckpoint, loadTensors, saveCheckpoint, saveTensors } from '../../train/checkpoint/checkpoint.ts';
import { readSafetensors, writeSafetensors } from '../../train/checkpoint/safetensors.ts';

device('reference');
const folder = mkdtempSync(join(tmpdir(), 'cotangent-'));
afterAll(() => rmSync(folder, { recursive: true }));

const tree = (scale: number): { w: Tensor; n: Tensor; flags: Tensor[]; step: number; name: string } =>
  ({ w: tensor([[1, 2, 3], [4, 5, 6]].map((r) => r.map((x) => x * scale))), n: tensor([7, -8], { dtype: 'i32' }), flags: [tensor([true, false, true])], step: 12 * scale, name: 'a' });

test('what is saved comes back', async () => {
  const path = join(folder, 'a.safetensors');
  await saveCheckpoint(path, tree(1));
  const back = loadCheckpoint(path, tree(0));
  expect([...back.w.dataSync()]).toEqual([1, 2, 3, 4, 5, 6]);
  expect([...back.n.dataSync()]).toEqual([7, -8]);
  expect([...back.flags[0]!.dataSync()]).toEqual([1, 0, 1]);
  expect([back.step, back.name]).toEqual([12, 'a']);
});

test('parameters alone, by name', async () => {
  const path = join(folder, 'p.safetensors');
  await saveTensors(path, { a: tensor([1, 2]), b: { c: tensor(3) } });
  const found = loadTensors(path);
  expect([...found.keys()]).toEqual(['a', 'b.c']);
  expect([...found.get('a')!.dataSync()]).toEqual([1, 2]);
});

test('every flipped bit of the header and 1,000 in the data are found', async () => {
  const path = join(folder, 'flip.safetensors');
  const like = { w: tensor(Array.from({ length: 600 }, (_, i) => Math.sin(i))), key: tensor(Uint32Array.of(1, 2)), step: 3 };
  await saveCheckpoint(path, like);
  const good = readFileSync(path), header = 8 + Number(good.readBigUInt64LE(0));
  const flip = (at: number, bit: number): void => {
    const bad = Buffer.from(good);
    bad[at]! ^= 1 << bit;
    writeFileSync(path, bad);
    // A space among the padding says nothing, unless it becomes something else.
    expect(() => loadCheckpoint(path, like), `byte ${at}, bit ${bit}`).toThrow(CotangentError);
  };
  for (let at = 0; at < header; at++) flip(at, at % 8);
  let seed = 1;
  for (let i = 0; i < 1000; i++) {
    seed = (seed * 48271) % 2147483647;
    flip(header + (seed % (good.length - header)), seed % 8);
  }
});

test('every truncation is found', async () => {
  const path = join(folder, 'cut.safetensors');
  await saveCheckpoint(path, tree(1));
  const good = readFileSync(path);
  for (let n = 0; n < good.length; n += 7) {
    writeFileSync(path, good.subarray(0, n));
    expect(() => loadCheckpoint(path, tree(1))).toThrow(CotangentError);
  }
});

test('a checkpoint of another model is refused, with a list of what differs', async () => {
  const path = join(folder, 'other.safetensors');
  await saveCheckpoint(path, { w: tensor([1, 2]), old: tensor(1) });
  expect(() => loadCheckpoint(path, { w: tensor([1, 2, 3]), fresh: tensor(1) })).toThrow(/fresh is missing; w is f32\[2\] in the file and f32\[3\] here; old is in the file only/);
  expect(() => loadCheckpoint(join(folder, 'nowhere'), {})).toThrow(/ENOENT/);
});

const file = (header: string | Uint8Array, data = new Uint8Array(0), length?: bigint): Uint8Array => {
  const text = typeof header === 'string' ? new TextEncoder().encode(header) : header;
  const out = new Uint8Array(8 + text.length + data.length);
  new DataView(out.buffer).setBigUint64(0, length ?? BigInt(text.length), true);
  out.set(text, 8);
  out.set(data, 8 + text.length);
  return out;
};
const four = new Uint8Array(4);
const f = (rest: string): string => `{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]${rest}}}`;

const hostile: Readonly<Record<string, Uint8Array>> = {
  empty: new Uint8Array(0),
  'seven bytes': new Uint8Array(7),
  'a length beyond the file': file('{}', four, 1000n),
  'a length of 2^63': file('{}', four, 2n ** 63n),
  'no header': file('', four),
  'not JSON': file('hello!'),
  'an array at the root': file('[]'),
  'leading space': file(' {}'),
  'two objects': file('{}{}'),
  'a duplicate name': file('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', four),
  'an unknown dtype': file(f('').replace('F32', 'C64'), four),
  'an extra key': file(f(',"x":1'), four),
  'a negative size': file(f('').replace('[1]', '[-1]'), four),
  'a size with a fraction': file(f('').replace('[1]', '[1.0]'), four),
  'a size with an exponent': file(f('').replace('[1]', '[1e0]'), four),
  'a size of 2^64': file(f('').replace('[1]', '[18446744073709551616]'), four),
  'sizes whose product overflows': file(f('').replace('[1]', '[4294967296,4294967296,4294967296]'), four),
  'reversed offsets': file(f('').replace('[0,4]', '[4,0]'), four),
  'offsets beyond the data': file(f('').replace('[0,4]', '[4,8]'), four),
  'three offsets': file(f('').replace('[0,4]', '[0,4,8]'), four),
  'trailing bytes': file(f(''), new Uint8Array(5)),
  'a hole': file('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}', new Uint8Array(12)),
  'an overlap': file('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}', new Uint8Array(6)),
  'metadata that is no string': file('{"__metadata__":{"a":1}}'),
  'deep nesting': file(`{"a":${'['.repeat(100000)}`),
  'a string without end': file('{"abc'),
  'bytes that are not UTF-8': file(Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x7d)),
};
for (const [name, bytes] of Object.entries(hostile))
  test(`refused: ${name}`, () => expect(() => readSafetensors(bytes)).toThrow(CotangentError));

test('accepted: names like __proto__, tensors that do not lie on multiples of their size, no tensors, no elements', () => {
  const odd = readSafetensors(file('{"__proto__":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"x":{"dtype":"F32","shape":[1],"data_offsets":[1,5]},"e":{"dtype":"F32","shape":[0,3],"data_offsets":[5,5]}}', new Uint8Array(5)));
  expect([...odd.tensors.keys()]).toEqual(['__proto__', 'x', 'e']);
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(readSafetensors(file('{}')).tensors.size).toBe(0);
  const path = join(folder, 'odd.safetensors');
  writeFileSync(path, file('{"b":{"dtype":"BOOL","shape":[1],"data_offsets":[0,1]},"x":{"dtype":"F32","shape":[1],"data_offsets":[1,5]}}', Uint8Array.of(1, 0, 0, 128, 63)));
  expect([...loadTensors(path).get('x')!.dataSync()]).toEqual([1]);
});

test('any bytes: an answer, never anything but a typed error', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, framed) => {
    try {
      readSafetensors(framed ? file(bytes) : bytes);
    } catch (e) {
      expect(e).toBeInstanceOf(CotangentError);
    }
  }), { numRuns: 2000 });
});

test('write and read are inverse', () => {
  const entry = fc.record({ rows: fc.nat(4), columns: fc.nat(4), name: fc.string({ maxLength: 8 }) });
  fc.assert(fc.property(fc.uniqueArray(entry, { selector: (e) => e.name, maxLength: 5 }), fc.dictionary(fc.string(), fc.string()), (entries, words) => {
    const tensors = new Map(entries.filter((e) => e.name !== '__metadata__').map((e, i) => [e.name, { dtype: 'f32' as const, shape: [e.rows, e.columns], data: new Uint8Array(e.rows * e.columns * 4).fill(i) }]));
    const metadata = new Map(Object.entries(words));
    const back = readSafetensors(writeSafetensors({ tensors, metadata }));
    expect(new Map(back.tensors)).toEqual(tensors);
    expect(new Map(back.metadata)).toEqual(metadata);
  }));
});

test('killed while it saves, again and again: the file is always whole', { timeout: 120_000 }, async () => {
  const path = join(folder, 'kill.bin');
  const module = new URL('../../train/checkpoint/file.ts', import.meta.url);
  // Node 20 does not read TypeScript: the child gets the two files without their types.
  const strip = (url: URL): string => ts.transpileModule(readFileSync(url, 'utf8'), { compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 } }).outputText;
  const diagnostic = new URL('../../core/diagnostic.ts', import.meta.url);
  writeFileSync(join(folder, 'diagnostic.mjs'), strip(diagnostic));
  writeFileSync(join(folder, 'file.mjs'), strip(module).replace(/'[^']*diagnostic\.ts'/, "'./diagnostic.mjs'"));
  writeFileSync(join(folder, 'writer.mjs'), `
    import { replaceFile } from './file.mjs';
    for (let n = 0; ; n++) { replaceFile(${JSON.stringify(path)}, new Uint8Array(3_000_000).fill(n % 251)); if (n === 0) process.stdout.write('.'); }`);
  for (let round = 0; round < 25; round++) {
    const child = spawn(process.execPath, [join(folder, 'writer.mjs')], { stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise((ready) => child.stdout.once('data', ready));
    await new Promise((later) => setTimeout(later, 3 + round * 2));
    child.kill('SIGKILL');
    await new Promise((gone) => child.once('exit', gone));
    const bytes = readFileSync(path);
    expect(bytes.length).toBe(3_000_000);
    expect(bytes.every((b) => b === bytes[0])).toBe(true);
    for (const left of readdirSync(folder).filter((n) => n.endsWith('.tmp'))) rmSync(join(folder, left));
  }
});
