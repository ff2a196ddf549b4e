/** With DEBUG=2: how long each step of a program takes, and how near it comes to what memory and arithmetic allow. Such programs run on one thread. */
import { debugPrint } from '../../core/debug.ts';
import type { Program, Step } from '../../lowering/program.ts';
import { costOf, everyStep } from './program.ts';

export interface Profile {
  readonly imports: WebAssembly.Imports;
  begin(): void;
  end(): void;
}

/** Steps that take time of their own, in the order in which `mark` numbers them. */
function timedSteps(program: Program): readonly Step[] {
  const list: Step[] = [];
  everyStep(program.steps, (s) => { if (s.kind === 'kernel' || s.kind === 'gemm' || s.kind === 'copy') list.push(s); });
  return list;
}

export function profile(program: Program): Profile {
  const steps = timedSteps(program), spent = new Float64Array(steps.length), turns = new Uint32Array(steps.length);
  let last = 0, first = 0;
  return {
    imports: { debug: { mark(step: number) {
      const now = performance.now();
      spent[step]! += now - last;
      turns[step]!++;
      last = performance.now();
    } } },
    begin() {
      spent.fill(0);
      turns.fill(0);
      first = last = performance.now();
    },
    end() {
      debugPrint(`${program.name}: ${(performance.now() - first).toFixed(3)} ms in ${steps.length} steps, on one thread while DEBUG=2`);
      steps.forEach((step, i) => {
        const { bytes, flops } = costOf(step), ns = spent[i]! * 1e6 / Math.max(1, turns[i]!), label = 'label' in step ? step.label : 'copy';
        debugPrint(`  ${spent[i]!.toFixed(3).padStart(9)} ms ${String(turns[i]).padStart(5)}×  ${String(bytes).padStart(10)} B ${(bytes / ns).toFixed(1).padStart(6)} GB/s  ${String(flops).padStart(11)} op ${(flops / ns).toFixed(1).padStart(6)} Gop/s  ${step.kind} ${label}`);
      });
    },
  };
}
