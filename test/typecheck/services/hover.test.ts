import { ask, golden } from './ask.ts';

golden('hover', ({ file, offset, text }) => {
  const found = ask.hover(file, offset);
  return found ? [`on ${text.slice(found.span.start, found.span.end)}`, found.code, found.text].join('\n') : 'nothing';
});
