/**
 * Which comments belong to which item of a list (statements, stages, arguments …), found by their places alone. Inner
 * lists take theirs first, so what an item takes for itself is what stands in it and in none of its lists.
 */
import type { Span } from '../core/diagnostic.ts';
import type { Comment } from './tree.ts';

export interface Entry<T> {
  readonly item: T;
  /** Above the item, on lines of their own. */
  readonly above: readonly Comment[];
  /** Behind it on its line; only the last may run to the line's end. */
  readonly behind: readonly Comment[];
}

export interface Entries<T> {
  readonly entries: readonly Entry<T>[];
  /** Between the last item and the end of the list, on lines of their own. */
  readonly below: readonly Comment[];
}

interface AssignOptions<T> {
  readonly tall?: (item: T) => boolean;
  readonly headed?: boolean;
  readonly neighbour?: boolean;
}

export class Comments {
  private readonly comments: readonly Comment[];
  private readonly taken: boolean[] = [];

  constructor(comments: readonly Comment[]) { this.comments = comments; }

  /**
   * Takes the comments in `range` for the items of a list. `tall` items have several lines, so that what stands inside
   * of one goes above it, not behind its end. A `headed` list begins with an item that gets only what stands behind it
   * (the head of a pipe: what stands in it is the statement's). After a list with a `neighbour` comes another at once; what stands
   * between them in lines of its own is the neighbour's.
   */
  assign<T extends { readonly span: Span }>(items: readonly T[], range: Span, { tall, headed = false, neighbour = false }: AssignOptions<T> = {}): Entries<T> {
    const drafts: { item: T; above: Comment[]; behind: Comment[] }[] = items.map(item => ({ item, above: [], behind: [] }));
    let end = range.start;
    drafts.forEach((draft, i) => {
      const { span } = draft.item;
      if (headed && i === 0) {
        end = span.end;
        return;
      }
      this.between(end, span.start, drafts[i - 1]?.behind, draft.above);
      for (const comment of this.take(span.start, span.end)) {
        (comment.ownLine || tall?.(draft.item) ? draft.above : draft.behind).push(comment);
      }
      end = Math.max(end, span.end);
    });
    const below: Comment[] = [];
    this.between(end, neighbour ? this.lineEnd(end, range.end) : range.end, drafts[drafts.length - 1]?.behind, below);
    for (const { above, behind } of drafts) {
      while (behind.slice(0, -1).some(runsToLineEnd)) above.push(behind.shift()!);
    }
    return { entries: drafts, below };
  }

  /** What stands between two items is the first one's while it stands on his line, and the second one's from there on. */
  private between(start: number, end: number, before: Comment[] | undefined, after: Comment[]): void {
    let sameLine = before !== undefined;
    for (const comment of this.take(start, end)) {
      sameLine &&= !comment.ownLine;
      (sameLine ? before! : after).push(comment);
      sameLine &&= !runsToLineEnd(comment);
    }
  }

  /** Up to where the comments after `start` stand on its line. */
  private lineEnd(start: number, end: number): number {
    for (let i = this.firstFrom(start); i < this.comments.length && this.comments[i]!.span.start < end; i++) {
      const comment = this.comments[i]!;
      if (comment.ownLine) return comment.span.start;
      if (runsToLineEnd(comment)) return comment.span.end;
    }
    return end;
  }

  private take(start: number, end: number): Comment[] {
    const found: Comment[] = [];
    for (let i = this.firstFrom(start); i < this.comments.length && this.comments[i]!.span.start < end; i++) {
      if (this.taken[i]) continue;
      this.taken[i] = true;
      found.push(this.comments[i]!);
    }
    return found;
  }

  private firstFrom(offset: number): number {
    let low = 0, high = this.comments.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.comments[middle]!.span.start < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const runsToLineEnd = ({ text }: Comment): boolean => text.startsWith('//');
