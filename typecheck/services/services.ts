/** What an editor may ask, answered with a library of layers. Files that were asked about are remembered, so that an edit costs what it changes. */
import type { Library } from '../layer.ts';
import { analyse } from './analysis.ts';
import { completions } from './completions.ts';
import { definition, references, refusal, rename } from './definition.ts';
import { fixes } from './fixes.ts';
import { format } from './format.ts';
import { hover } from './hover.ts';
import { inlays } from './inlays.ts';
import { folding, symbols, tokens } from './outline.ts';
import { signatureHelp } from './signatureHelp.ts';
import type { Analysis, Services } from './service.ts';

/** More files than these are not remembered. */
const most = 256;

export function services(library: Library): Services {
  const files = new Map<string, Analysis>();
  return {
    analyse(path, text, holes) {
      const analysis = analyse(path, text, library, holes, files.get(path));
      // The one that was asked about longest ago goes first.
      files.delete(path);
      files.set(path, analysis);
      if (files.size > most) files.delete(files.keys().next().value!);
      return analysis;
    },
    hover: (file, offset) => hover(file, offset, library),
    definition, references, rename,
    refusal: (file, offset, name) => refusal(file, offset, name, library),
    completions: (file, offset) => completions(file, offset, library),
    signatureHelp: (file, offset) => signatureHelp(file, offset, library),
    fixes: (file, span) => fixes(file, span, library),
    inlays, tokens, folding, symbols, format,
  };
}
