/**
 * Where in the user's program an operation was asked for: the first stack frame outside this library, for messages and profiles.
 * The stack is taken when the operation is recorded, which costs about a microsecond; it becomes text only when somebody reads it.
 */
import type { Origin } from '../core/graph.ts';

/** Folders of the library. What stands elsewhere is a user's program, also our own examples and tests. */
const folders = ['core', 'ops', 'dsl', 'typecheck', 'lowering', 'backends', 'tensor', 'nn', 'train', 'zoo'];
const root = decodeURIComponent(new URL('..', import.meta.url).pathname);

/** Frames kept: the library's own between an operation and its user are fewer. */
const depth = 16;

class Frame implements Origin {
  readonly #at: { readonly stack?: string } = {};
  #label: string | undefined;

  /** `asked` and what it calls are left out. */
  constructor(asked: (...args: never[]) => unknown) {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = depth;
    Error.captureStackTrace(this.#at, asked);
    Error.stackTraceLimit = limit;
  }
  get label(): string {
    return (this.#label ??= placeIn(this.#at.stack ?? '') ?? 'cotangent itself');
  }
}

export const frame = (asked: (...args: never[]) => unknown): Origin => new Frame(asked);

/** `model.ts:12:9`, the path from the working directory, from lines such as `at f (file:///home/me/model.ts:12:9)`. */
export function placeIn(stack: string): string | undefined {
  for (const line of stack.split('\n')) {
    const at = line.trim();
    if (!at.startsWith('at ')) continue;
    const open = at.lastIndexOf('('), place = open < 0 ? at.slice(at.lastIndexOf(' ') + 1) : at.slice(open + 1, -1);
    const path = pathOf(place);
    if (path !== undefined && !isOurs(path)) return path.startsWith(here) ? path.slice(here.length) : path;
  }
  return undefined;
}

const here = typeof process === 'object' ? `${process.cwd()}/` : '/';

const pathOf = (place: string): string | undefined => {
  if (place.startsWith('node:') || place.startsWith('<') || !place.includes(':')) return undefined;
  return place.startsWith('file://') ? decodeURIComponent(place.slice('file://'.length)) : place;
};

function isOurs(path: string): boolean {
  if (!path.startsWith(root)) return false;
  const rest = path.slice(root.length), end = rest.indexOf('/');
  return end > 0 && folders.includes(rest.slice(0, end));
}
