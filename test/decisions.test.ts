import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const FILE = 'docs/decisions.md';
const INDEX = /(<!-- made from [^\n]* -->\n)([\s\S]*?)(<!-- \/index -->)/;
const FIRST_DAY = '2026-11-20';

interface Decision {
  readonly number: number;
  readonly title: string;
  readonly date: string;
  readonly status: string;
}

/** A decision is a paragraph that begins with its number in bold; notes on what became of it stand in italics. */
function decisionsIn(page: string): Decision[] {
  const paragraphs = page.split(/^(?=\*\*\d+\. |## )/m).filter((part) => part.startsWith('**'));
  const decisions = paragraphs.map((paragraph): Decision => {
    const text = paragraph.replaceAll(/\s+/g, ' ');
    const [, number, title, after] = /^\*\*(\d+)\. (.*?)\.?\*\*(.*)$/.exec(text) ?? [];
    const [, date = FIRST_DAY] = /^ \((\d{4}-\d\d-\d\d)\)/.exec(after ?? '') ?? [];
    const [, day, what] = /\*(\d{4}-\d\d-\d\d): (overturned in part|overturned|[^.]*)/.exec(after ?? '') ?? [];
    const status = day === undefined ? 'holds' : `${what?.startsWith('overturned') ? what : 'added to'}, ${day}`;
    return { number: Number(number), title: title ?? '', date, status };
  });
  return decisions.sort((a, b) => a.number - b.number);
}

const page = readFileSync(FILE, 'utf8');
const decisions = decisionsIn(page);

test('each decision has a number of its own', () => {
  expect(new Set(decisions.map(({ number }) => number)).size).toBe(decisions.length);
});

test('the index has each of them, with its day and what became of it; `--update` writes it', async () => {
  const rows = decisions.map(({ number, title, date, status }) => `| ${number} | ${title} | ${date} | ${status} |`);
  const index = ['', '| number | decision | date | status |', '|--:|---|---|---|', ...rows, '', ''].join('\n');
  const indexed = page.replace(INDEX, (_, head: string, _old, end: string) => `${head}${index}${end}`);
  await expect(indexed).toMatchFileSnapshot(`../${FILE}`);
});
