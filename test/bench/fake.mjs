// A library that computes nothing: it answers the benchmark's questions as told by its first argument.
import { createInterface } from 'node:readline';

const [mode, , threads] = process.argv.slice(2);
/** @param {object} answer */
const say = (answer) => console.log(JSON.stringify(answer));

if (mode === 'missing') say({ event: 'absent', reason: 'has no such thing' });
else if (mode === 'broken') throw new Error('cannot start');
else {
  console.log('welcome to the fake library!');
  say({ event: 'ready', version: '1.2', backend: `${threads} threads`, first_ms: 30, warm_ms: 10 });
  for await (const word of createInterface({ input: process.stdin })) {
    if (word === 'round' && mode === 'dies') process.exit(3);
    if (word === 'round') say({ event: 'round', ms: [4, 2, 3], steps: 6, cpu_ms: 9, wall_ms: 9 });
    if (word === 'end') {
      say({ event: 'end', check: mode === 'wrong' ? [1, 2.5] : mode === 'short' ? [1] : [1, 2] });
      break;
    }
  }
}
