/**
 * How much to show of what happens inside, from the environment variable DEBUG; nothing else reads the environment for this.
 * 1 devices and times · 2 kernels with bytes and flops · 3 graph after each pass · 4 generated source · 5 every rewrite.
 * Each level includes those below it. Other programs use the same variable with words; those mean 0 here.
 */
export type DebugLevel = 1 | 2 | 3 | 4 | 5;

// Browsers have no process.
const environment = (globalThis as { process?: { env?: Record<string, string | undefined> } }).process?.env;

export function debugging(level: DebugLevel): boolean {
  return Number.parseInt(environment?.['DEBUG'] ?? '', 10) >= level;
}

/** Writes to standard error, so that a program's own output stays what it is. */
export function debugPrint(text: string): void {
  console.error(text);
}

/** Are graphs verified after each pass? Always in our tests, and whenever someone looks inside. */
export const verifying = (): boolean => debugging(1) || environment?.['VITEST'] !== undefined;
