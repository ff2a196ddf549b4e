/** Pages as tests see them: the fenced blocks of a page of Markdown. */
export interface Block {
  readonly language: string;
  /** What else stands on the opening line: `throws`, `no-run`, the name of a stage. */
  readonly words: readonly string[];
  readonly text: string;
}

/** Only marks at the margin open and close a block. */
export function blocksOf(page: string): readonly Block[] {
  const blocks: Block[] = [];
  let open: { readonly language: string; readonly words: readonly string[]; readonly lines: string[] } | undefined;
  for (const line of page.split('\n')) {
    if (!line.startsWith('```')) open?.lines.push(line);
    else if (open) {
      blocks.push({ ...open, text: open.lines.map((l) => `${l}\n`).join('') });
      open = undefined;
    } else {
      const [language = '', ...words] = line.slice(3).trim().split(' ');
      open = { language, words, lines: [] };
    }
  }
  return blocks;
}

/** The programs in the nn language that a page shows. */
export const programsOf = (page: string): string[] => blocksOf(page).filter((b) => b.language === 'nn').map((b) => b.text);

/** The page with other texts in its blocks, in their order; undefined leaves one as it is. */
export function withTexts(page: string, texts: readonly (string | undefined)[]): string {
  const blocks = blocksOf(page);
  let at = 0, out = '';
  blocks.forEach((block, i) => {
    const opening = page.indexOf('```', at), from = page.indexOf('\n', opening) + 1, to = from + block.text.length;
    out += page.slice(at, from) + (texts[i] ?? block.text);
    at = page.indexOf('```', to) + 3;
    out += page.slice(to, at);
  });
  return out + page.slice(at);
}

/** The blocks of a page that stand for files, by the path on their opening line. */
export const filesOf = (page: string): Readonly<Record<string, string>> => Object.fromEntries(blocksOf(page).flatMap((b) => {
  const path = b.words.find((w) => w.endsWith(`.${b.language}`));
  return path === undefined ? [] : [[path, b.text]];
}));
