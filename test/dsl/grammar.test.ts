import { expect, test } from 'vitest';
import { Grammar } from '../../dsl/grammar.ts';

test('the grammar is unambiguous and complete by Chevrotain’s own validations', () => {
  // Chevrotain calls Object.groupBy, which Node 20 lacks; it is lent for the time of the test.
  const native = Object.getOwnPropertyDescriptor(Object, 'groupBy');
  const groupBy = <T>(items: Iterable<T>, keyOf: (item: T) => string): Record<string, T[]> => {
    const groups: Record<string, T[]> = {};
    for (const item of items) (groups[keyOf(item)] ??= []).push(item);
    return groups;
  };
  Object.defineProperty(Object, 'groupBy', { value: groupBy, configurable: true, writable: true });
  try {
    expect(() => new Grammar({ skipValidations: false })).not.toThrow();
  } finally {
    if (native) Object.defineProperty(Object, 'groupBy', native);
    else delete (Object as { groupBy?: unknown }).groupBy;
  }
});
