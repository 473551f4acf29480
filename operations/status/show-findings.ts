import { styleText } from 'node:util';
import { toPlainText } from '../../contracts/plain-text.ts';
import type { Finding } from './finding.ts';

const MARKS = { good: ['green', 'ok'], attention: ['yellow', ' !'], unknown: ['dim', ' ?'] } as const;
const NARROWEST = 40;

/** A paragraph each, its mark in front. @param columns of the terminal */
export function findingsText(findings: readonly Finding[], columns: number): string {
  const aboutWidth = Math.max(...findings.map(({ about }) => about.length));
  const indent = ' '.repeat(aboutWidth + 6);
  const width = Math.max(NARROWEST, columns - indent.length);
  return findings
    .map(({ about, state, says }) => {
      const [colour, mark] = MARKS[state];
      const lines = says.flatMap((sentence) => wrap(toPlainText(sentence), width));
      const head = `${styleText(colour, mark)}  ${styleText('bold', about.padEnd(aboutWidth))}  `;
      return head + lines.join(`\n${indent}`);
    })
    .join('\n');
}

/** Breaks between words; what follows a deeper indentation, a command to copy, stays whole. */
function wrap(text: string, width: number): string[] {
  if (text.startsWith(' ')) return [text];
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
