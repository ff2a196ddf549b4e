/** Keys that are used twice are found, and named with both places; what is no second use is left alone. */
import { afterEach, expect, test, vi } from 'vitest';
import { add, device, jit, random } from '../../../index.ts';

device('cpu', { threads: 1 });
afterEach(() => { random.checkReuse(false); delete process.env['DEBUG']; });

test('at DEBUG=1 without being asked to', () => {
  const quiet = vi.spyOn(console, 'error').mockImplementation(() => undefined), key = random.key(0), twice = (): unknown => [random.bits(key), random.bits(key)];
  expect(twice).not.toThrow();
  process.env['DEBUG'] = '1';
  expect(twice).toThrow(/uses a key/);
  quiet.mockRestore();
});

test('a second use is an error that names both places', () => {
  random.checkReuse();
  const key = random.key(0);
  random.normal(key, [2]);
  expect(() => random.uniform(key, [2])).toThrow(/random\.uniform at .*reuse\.test\.ts:\d+:\d+ uses a key that random\.normal has used at .*reuse\.test\.ts:\d+:/);
});

test.each(Object.entries({
  split: (k: random.Key) => random.split(k), 'split to a shape': (k: random.Key) => random.split(k, [2]), bits: (k: random.Key) => random.bits(k), gamma: (k: random.Key) => random.gamma(k, 2),
  choice: (k: random.Key) => random.choice(k, 3), permutation: (k: random.Key) => random.permutation(k, 3), ball: (k: random.Key) => random.ball(k, 2), poisson: (k: random.Key) => random.poisson(k, 2),
}))('%s uses its key, once', (_, use) => {
  random.checkReuse();
  const key = random.key(1);
  use(key);
  expect(() => use(key)).toThrow(expect.objectContaining({ code: 'NN0569' }) as Error);
});

test('foldIn uses nothing up, clones and parts are new', () => {
  random.checkReuse(true, () => {
    const key = random.key(2), [a, b] = random.split(random.foldIn(key, 1)) as [random.Key, random.Key];
    random.foldIn(key, 2);
    expect([...random.normal(random.clone(a), [2]).dataSync()]).toEqual([...random.normal(a, [2]).dataSync()]);
    random.normal(b, [2]);
    random.normal(key, [2]);
  });
});

test('also inside of a compiled function, while it is traced', () => {
  const twice = jit((k: random.Key) => add(random.normal(k, [2]), random.uniform(k, [2])));
  expect(() => random.checkReuse(true, () => twice(random.key(0)))).toThrow(expect.objectContaining({ code: 'NN0569' }) as Error);
  expect(twice(random.key(0)).shape).toEqual([2]);
});

test('is looked for when asked to, or within a call', () => {
  const twice = (): unknown => { const k = random.key(3); return [random.bits(k), random.bits(k)]; };
  random.checkReuse(false);
  expect(twice).not.toThrow();
  expect(() => random.checkReuse(true, twice)).toThrow(/uses a key/);
  expect(twice).not.toThrow();
});
