/** The programs in the nn language that a page shows. */
export const programsOf = (page: string): string[] => page.split('\n```nn\n').slice(1).map(part => part.slice(0, part.indexOf('```')));
