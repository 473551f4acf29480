import { describe, expect, it, test } from 'vitest';
import { insightsQuery } from '../../../local/logs/insights/insights-query.ts';
import { discoverFields } from '../../../local/logs/insights/scalar.ts';

const LINES = [
  { message: 'anomaly', source: 'pump', verdict: { grade: 0.3 } },
  { message: 'anomaly', source: 'fan', verdict: { grade: 0.9 }, alertId: 'a' },
  { message: 'anomaly', source: 'pump', verdict: { grade: 0.5 } },
  { message: 'batch', done: 3 },
].map((line, i) => discoverFields(Date.UTC(2026, 10, 28, 8, 4 * i), JSON.stringify(line)));
const PLAIN = discoverFields(Date.UTC(2026, 10, 28, 8), 'START RequestId: 1');

const found = (text: string) => {
  const query = insightsQuery(text);
  return query.run([...LINES, PLAIN]).map((row) => query.columns.map((column) => row[column]));
};

describe('a query of Logs Insights', () => {
  it('reads the members of JSON lines by their paths, and leaves out what a line has not', () => {
    expect(found('fields source, verdict.grade | filter ispresent(verdict.grade) | limit 2')).toEqual([
      ['pump', 0.3],
      ['fan', 0.9],
    ]);
    expect(found('fields source | filter message = "anomaly" and not ispresent(alertId)')).toEqual([
      ['pump'],
      ['pump'],
    ]);
  });

  it('shows time and text where it asks for nothing else', () => {
    expect(found('filter @message = "START RequestId: 1"')).toEqual([
      ['2026-11-28 08:00:00.000', 'START RequestId: 1'],
    ]);
  });

  it('counts, and takes sums, extremes and the latest, by what it is told to', () => {
    expect(
      found(
        'filter message = "anomaly" | stats count(*) as n, max(verdict.grade), latest(verdict.grade) by source | sort n desc',
      ),
    ).toEqual([
      ['pump', 2, 0.5, 0.5],
      ['fan', 1, 0.9, 0.9],
    ]);
    expect(found('stats avg(verdict.grade), min(verdict.grade), sum(done)')).toEqual([
      [expect.closeTo(1.7 / 3), 0.3, 3],
    ]);
  });

  it('takes times together, and counts what contains a text', () => {
    expect(found('filter message = "anomaly" | stats sum(strcontains(source, "pu")) as pumps by bin(5m)')).toEqual([
      ['2026-11-28 08:00:00.000', 1],
      ['2026-11-28 08:05:00.000', 1],
    ]);
  });
});

test.each([
  'parse @message "*" as all',
  'filter source like /pump/',
  'stats stddev(done)',
  'stats sum(fromMillis(done))',
  'sort a, b',
])('what is not known is refused: %s', (text) => {
  expect(() => insightsQuery(text)).toThrow('the local Logs Insights does not know');
});
