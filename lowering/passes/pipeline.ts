/** Passes in a row. Between them the graph is verified (in tests, and under DEBUG), and printed at DEBUG=3. */
import { debugging, debugPrint, verifying } from '../../core/debug.ts';
import type { Graph } from '../../core/graph.ts';
import { printGraph } from '../../core/print.ts';
import { verifyGraph } from '../../core/verify.ts';
import { ahead } from './ahead.ts';
import { convolution } from './convolution.ts';
import { cse } from './cse.ts';
import { deadCode } from './deadCode.ts';
import { expand } from './expand.ts';
import { hoist } from './hoist.ts';
import type { Pass } from './rewrite.ts';
import { simplify } from './simplify.ts';

export const standard: readonly Pass[] = [expand(), convolution(), simplify, cse, ahead, hoist, deadCode];

/** `watch` sees the graph after every pass. */
export function runPasses(graph: Graph, passes: readonly Pass[], watch?: (pass: string, after: Graph) => void): Graph {
  return passes.reduce((before, pass) => {
    const after = pass(before);
    if (debugging(3)) debugPrint(`after ${pass.name}\n${printGraph(after, { origins: true })}`);
    if (verifying()) {
      try {
        verifyGraph(after, pass.name);
      } catch (error) {
        if (debugging(1)) debugPrint(`before ${pass.name}\n${printGraph(before)}\nafter ${pass.name}\n${printGraph(after)}`);
        throw error;
      }
    }
    watch?.(pass.name, after);
    return after;
  }, graph);
}
