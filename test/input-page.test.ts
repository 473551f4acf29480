import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MISSING_WORDS } from '../contracts/missing.ts';
import {
  labelsInFile,
  timeInFile,
  timeOnStream,
  valueInFile,
  valueInRequest,
  valueOnStream,
} from './support/input/cells.ts';
import { chooseFile, type Reading, readFile, readRequest, readStream } from './support/input/doors.ts';
import { type Example, examplesOf, textsOf } from './support/input/example.ts';
import { type PageTable, tablesIn } from './support/page-tables.ts';

const TABLES = tablesIn(readFileSync('docs/input.md', 'utf8'));

type Door = (example: Example) => Reading | Promise<Reading>;

/** By the heads of two columns, what stands in the first and what becomes of it: who reads it. */
const DOORS: Readonly<Record<string, Readonly<Record<string, Door>>>> = {
  example: {
    'on the stream': readStream,
    'in a file': readFile,
    'of a file is taken': chooseFile,
    'at the endpoint': readRequest,
  },
  value: { 'on the stream': valueOnStream, 'at the endpoint': valueInRequest, 'in a file': valueInFile },
  time: { 'on the stream': timeOnStream, 'in a file': timeInFile },
};

/** A table has what is meant, an input, and what becomes of it at each door. */
describe.each(TABLES)('docs/input.md, $heading', ({ head: [, input, ...doors], rows }: PageTable) => {
  describe.each(rows)('%s', (_what, cell, ...expected) => {
    it.each(doors.map((door, i) => [door, expected[i]]))(`${cell} %s`, async (door, wanted) => {
      for (const reading of await readings(input, door, cell)) expect(shortened(inWords(reading), wanted)).toBe(wanted);
    });
  });
});

it('docs/input.md lists every word that means missing', () => {
  const values = TABLES.find(({ head }) => head[1] === 'value')!;
  const missing = values.rows.filter(([, , reading]) => reading === '`missing`').flatMap(([, cell]) => textsOf(cell));
  expect(new Set(missing.map((word) => word.trim().toLowerCase()))).toEqual(new Set(MISSING_WORDS));
});

function readings(input: string, door: string, cell: string): Promise<Reading[]> {
  const examples = examplesOf(cell);
  if (input === 'labels') return Promise.all([labelsInFile(examples)]);
  const read = DOORS[input]?.[door];
  if (!read) throw new Error(`nobody reads '${input}' '${door}'`);
  return Promise.all(examples.map(read));
}

/** The words as the page has them, where … stands for some that another row has in full. */
function shortened(words: string, wanted: string): string {
  const pattern = wanted.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&').replaceAll('…', '.+');
  return new RegExp(`^${pattern}$`).test(words) ? wanted : words;
}

/** As the page has it. */
function inWords(reading: Reading): string {
  const words = reading.map((one) => (typeof one === 'string' ? `\`${one}\`` : `refused: \`${one.refused}\``));
  return words.join(', ').replaceAll('\n', '⏎') || 'nothing';
}
