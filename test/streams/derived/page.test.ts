import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { derivedName, deriveFromText, deriveSchema } from '../../../contracts/derive.ts';
import { Sources } from '../../../streams/sources.ts';
import { sourcesSettings } from '../../../streams/sources-settings.ts';
import { tablesIn } from '../../support/page-tables.ts';

const [LIST, EXAMPLE, RESIDUALS] = tablesIn(readFileSync('docs/derived-features.md', 'utf8'));

it('docs/derived-features.md has each of them, in words, as JSON and by its name', () => {
  const read = [...LIST.rows, ...RESIDUALS.rows].map(([words, json]) => {
    const [one] = deriveSchema.parse(deriveFromText(inner(words)));
    expect(JSON.stringify(one)).toBe(inner(json));
    return derivedName(one);
  });
  const names = LIST.rows.map(([, , name]) => inner(name));
  expect(read).toEqual([...names, inner(RESIDUALS.rows[0][2]), 'residuals']);
});

it('docs/derived-features.md shows them as they are', () => {
  const derive = LIST.rows.map(([words]) => deriveSchema.parse(deriveFromText(inner(words)))[0]);
  const sources = new Sources(sourcesSettings({ derive }));
  for (const [time, amount, merchant, ...values] of EXAMPLE.rows) {
    const timestampMs = Date.parse(`2026-01-05T${time}:00Z`);
    const features = { amount: amount === '' ? null : Number(amount), items: 1 };
    const one = { source: 'card', timestampMs, arrivalMs: timestampMs, features, labels: { merchant } };
    const derived = Object.values(sources.judgeAndLearn(one)?.derived ?? {});
    expect([time, ...derived.map((value) => (value === null ? '' : String(Number(value.toFixed(2)))))]).toEqual([
      time,
      ...values,
    ]);
  }
});

function inner(cell: string): string {
  return cell.replaceAll('`', '');
}
