/** The arguments of a command: options that are there or not, options with a value, and paths. After `--` all are paths. */
import { didYouMean } from '../../core/diagnostic.ts';

export interface Output { out(line: string): void; err(line: string): void }

export interface Arguments<Flag extends string, Value extends string> {
  readonly flags: ReadonlySet<Flag>;
  readonly values: Readonly<Partial<Record<Value, string>>>;
  readonly paths: readonly string[];
}

/** By the option's name, with its dashes: whether a value follows. Short names lead to long ones: `{ '-p': '--project' }`. */
export interface Options<Flag extends string, Value extends string> {
  readonly flags: readonly Flag[];
  readonly values: readonly Value[];
  readonly short?: Readonly<Record<string, Flag | Value>>;
}

/** What is wrong with the arguments, instead, as one line and a hint. */
export interface Misuse { readonly wrong: string; readonly hint: string }

export function readArguments<Flag extends string, Value extends string>(command: string, args: readonly string[], { flags, values, short = {} }: Options<Flag, Value>): Arguments<Flag, Value> | Misuse {
  const found = { flags: new Set<Flag>(), values: {} as Partial<Record<Value, string>>, paths: [] as string[] };
  const help = `cotangent ${command} --help`;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (arg === '--') { found.paths.push(...args.slice(i + 1)); break; }
    if (!arg.startsWith('-') || arg === '-') { found.paths.push(arg); continue; }
    const [written, given] = arg.startsWith('--') && arg.includes('=') ? [arg.slice(0, arg.indexOf('=')), arg.slice(arg.indexOf('=') + 1)] : [arg, undefined];
    const name = Object.hasOwn(short, written) ? short[written]! : written;
    if (flags.includes(name as Flag) && given === undefined) found.flags.add(name as Flag);
    else if (values.includes(name as Value)) {
      const value = given ?? args[++i];
      if (value === undefined) return { wrong: `${written} needs a value`, hint: help };
      found.values[name as Value] = value;
    } else {
      const near = didYouMean(written, [...flags, ...values]);
      return { wrong: flags.includes(name as Flag) ? `${written} takes no value` : `there is no option ${written}`, hint: near ? `did you mean ${near}?` : help };
    }
  }
  return found;
}
