// What threads that run the same function need from each other, as WebAssembly functions: a barrier and the claiming of work.
// The words they share stand in ../control.ts. A counter that turns over (sense reversal) makes the barrier reusable at once:
// Mellor-Crummey & Scott 1991, "Algorithms for scalable synchronization on shared-memory multiprocessors", section 3.1.

import { control, ticketAddress } from '../control.ts';
import { i32, i64, memory } from './assembler.ts';
import type { Assembler, Expr, Func, FunctionBuilder, Local } from './assembler.ts';

export interface ThreadFunctions {
  /** Returns once all threads have called it. Traps when a thread has failed, so that no one waits for it. */
  readonly barrier: Func<{ threads: 'i32' }, 'none'>;
  /**
   * The next turn of a loop of `turns` turns that all threads share, or a number ≥ turns when none is left. Each thread calls it until
   * then; the last to be sent away sets the counter back to 0, so that it serves the next loop after a barrier.
   */
  readonly claim: Func<{ counter: 'i32'; turns: 'i32'; threads: 'i32' }, 'i32'>;
}

/** A sleeper looks again after this long even if nobody wakes it; then it also sees the poison. */
const sleepNs = 1_000_000n;

const made = new WeakMap<Assembler, ThreadFunctions>();

/** The module's thread functions, made when first asked for. */
export function threadFunctions(m: Assembler): ThreadFunctions {
  const known = made.get(m);
  if (known !== undefined) return known;
  const functions = { barrier: barrier(m), claim: claim(m) };
  made.set(m, functions);
  return functions;
}

/** A loop of `turns` turns shared out among the threads as they come; all of them must reach it, with a barrier before the counter's next use. */
export function forClaimed(m: Assembler, f: FunctionBuilder, counter: number, turns: Local<'i32'>, threads: Expr<'i32'>, body: (turn: Local<'i32'>) => void): void {
  const turn = f.local('i32', 'turn'), { claim } = threadFunctions(m);
  // A thread that works alone touches no shared counter: several may each be alone, on loops of their own.
  f.loop(again => {
    f.if(i32.ne(threads, i32.const(1)), () => f.set(turn, claim.call({ counter: i32.const(ticketAddress(counter)), turns, threads })));
    f.if(i32.lt_u(turn, turns), () => {
      body(turn);
      f.set(turn, i32.add(turn, i32.const(1)));
      f.br(again);
    });
  });
  f.set(turn, i32.const(0));
}

const word = (name: keyof typeof control) => i32.const(control[name]);

function barrier(m: Assembler): ThreadFunctions['barrier'] {
  return m.func('barrier', { threads: 'i32' }, 'none', (f, { threads }) => {
    f.if(i32.eq(threads, i32.const(1)), () => f.return());
    const turn = f.keep(i32.atomic_load(word('turn')), 'turn'), looks = f.local('i32', 'looks');
    f.if(i32.eq(i32.add(i32.atomic_rmw_add(word('arrived'), i32.const(1)), i32.const(1)), threads), () => {
      f.emit(i32.atomic_store(word('arrived'), i32.const(0)));
      f.emit(i32.atomic_store(word('turn'), i32.add(turn, i32.const(1))));
      f.if(i32.atomic_load(word('asleep')), () => f.emit(memory.atomic_notify(word('turn'), i32.const(-1))));
      f.return();
    });
    f.loop(again => {
      f.if(i32.ne(i32.atomic_load(word('turn')), turn), () => f.return());
      f.if(i32.atomic_load(word('poison')), () => f.unreachable());
      f.brIf(again, i32.lt_u(f.tee(looks, i32.add(looks, i32.const(1))), i32.load(word('spins'))));
      // The sleeper counts itself before the engine compares the turn: the last to arrive either sees it or has changed the turn already.
      f.emit(i32.atomic_rmw_add(word('asleep'), i32.const(1)));
      f.emit(memory.atomic_wait32(word('turn'), turn, i64.const(sleepNs)));
      f.emit(i32.atomic_rmw_sub(word('asleep'), i32.const(1)));
      f.br(again);
    });
  });
}

function claim(m: Assembler): ThreadFunctions['claim'] {
  return m.func('claim', { counter: 'i32', turns: 'i32', threads: 'i32' }, 'i32', (f, { counter, turns, threads }) => {
    const ticket = f.keep(i32.atomic_rmw_add(counter, i32.const(1)), 'ticket');
    f.if(i32.eq(ticket, i32.sub(i32.add(turns, threads), i32.const(1))), () => f.emit(i32.atomic_store(counter, i32.const(0))));
    return ticket;
  });
}
