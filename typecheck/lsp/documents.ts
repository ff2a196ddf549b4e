/** A file that is open, by the editor or by us, and whether it is one for us. */
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isModelFile as isModels, isSource, kindOfFile } from '../files.ts';
import type { Text } from './text.ts';

export interface Document extends Text {
  readonly uri: string;
  /** Of a URI that is no file, what stands in its place; its ending says what the text is. */
  readonly path: string;
  readonly languageId: string;
  readonly version: number;
}

/** Larger texts are no sources that people write: they are passed on as they are. */
export const largest = 1024 * 1024;

const endings: Readonly<Record<string, string>> = { nn: '.nn', typescript: '.ts', typescriptreact: '.tsx', javascript: '.js', javascriptreact: '.jsx' };

/** A path whose ending says what a text is, where the URI does not: a text without a name yet. */
export function pathOf(uri: string, languageId: string): string {
  let path = uri;
  try {
    if (uri.startsWith('file:')) path = fileURLToPath(uri);
  } catch {
    // A host, or a character that no path has: the URI itself then.
  }
  return kindOfFile(path) === undefined ? `${path}${endings[languageId] ?? ''}` : path;
}

/** The same for every way in which a URI may be written: editors and TypeScript do not escape the same characters. */
export function keyOf(uri: string): string {
  if (!uri.startsWith('file:')) return uri;
  try {
    const path = fileURLToPath(uri);
    return /^[A-Z]:/.test(path) ? path[0].toLowerCase() + path.slice(1) : path;
  } catch {
    return uri;
  }
}

/** One way to write it, for TypeScript: it takes in changes by URI, and of the same file under two of them in no order. */
export function plainUri(uri: string): string {
  try {
    return uri.startsWith('file:') ? pathToFileURL(fileURLToPath(uri)).href : uri;
  } catch {
    return uri;
  }
}

export const isModelFile = ({ path }: Document): boolean => isModels(path);

/** Whether anything in the text can be a template. Most files hold none, and are told by this alone. */
export const mayHoldTemplates = ({ path, text }: Pick<Document, 'path' | 'text'>): boolean => {
  if (text.length > largest) return false;
  return isModels(path) || (isSource(path) && /\bnn\b/.test(text) && text.includes('`'));
};
