/** Every operation: a new one is its file and one line here. */
export { add } from './add.ts';
export { broadcast } from './broadcast.ts';
export { convert } from './convert.ts';
export { dot } from './dot.ts';
export { exp } from './exp.ts';
export { full } from './full.ts';
export { mul } from './mul.ts';
export { reshape } from './reshape.ts';
export { scan } from './scan.ts';
export { sum } from './sum.ts';
export { transpose } from './transpose.ts';
