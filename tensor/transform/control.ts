/** Control flow: loops and choices as operations, whose functions are traced once. */
export { scan, map, type ScanOptions, type MapOptions } from './control/scan.ts';
export { cond, switchCase } from './control/cond.ts';
export { whileLoop, foriLoop, type WhileOptions, type ForiOptions } from './control/whileLoop.ts';
export { associativeScan, type AssociativeScanOptions } from './control/associativeScan.ts';
