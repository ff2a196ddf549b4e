/** Random numbers for tests: whole ones below n, the same for one seed (mulberry32). */
export class Random {
  #state: number;
  constructor(seed: number) { this.#state = seed; }
  below(n: number): number {
    this.#state = this.#state + 0x6d2b79f5 | 0;
    let t = Math.imul(this.#state ^ this.#state >>> 15, 1 | this.#state);
    t = t + Math.imul(t ^ t >>> 7, 61 | t) ^ t;
    return ((t ^ t >>> 14) >>> 0) % n;
  }
  chance(percent: number): boolean { return this.below(100) < percent; }
  one<T>(from: readonly T[]): T { return from[this.below(from.length)]!; }
}
