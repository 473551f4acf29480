import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSample, type SampledRow } from '../../contracts/row-sample.ts';
import { RowSample } from '../../training/row-sample.ts';
import { priorityOfIdentity } from '../../training/sample-priority.ts';

const NOW_MS = Date.parse('2026-11-20T12:00:00Z');
const DAY_MS = 86_400_000;

function row(number: number, parts: Partial<SampledRow> = {}): SampledRow {
  return {
    identity: `shardId-000000000000:${number}:0`,
    source: 'pump-1',
    arrivalMs: NOW_MS + number,
    features: { x: number },
    modelVersion: 'abc',
    score: 0.5,
    ...parts,
  };
}

const small = (rows: number) => new RowSample([{ values: 100, rows, line: 2500 }]);

function sampleOf(rows: readonly SampledRow[], capacity: number): RowSample {
  const sample = small(capacity);
  for (const each of rows) sample.add(each);
  return sample;
}

const identities = (sample: RowSample) => decodeSample(sample.text).map(({ identity }) => identity);

/** By the definition: no floors, no merging, all rows at once. */
function byDefinition(rows: readonly SampledRow[], capacity: number): string[] {
  const distinct = [...new Map(rows.map((each) => [each.identity, each])).values()];
  const withPriority = distinct.map((each) => ({
    ...each,
    priority: priorityOfIdentity(each.identity, each.arrivalMs),
  }));
  const ranked = withPriority.map((each) => ({
    ...each,
    rank: withPriority.filter(({ source, priority }) => source === each.source && priority > each.priority).length,
  }));
  ranked.sort((a, b) => a.rank - b.rank || b.priority - a.priority);
  return ranked
    .slice(0, capacity)
    .sort((a, b) => b.priority - a.priority)
    .map(({ identity }) => identity);
}

/** Rows of a few sources, some of which say far more than others. */
const rowsOfSources = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 20 * DAY_MS })), { maxLength: 120 })
  .map((drawn) =>
    drawn.map(([source, ageMs], i) => row(i, { source: `pump-${source * source}`, arrivalMs: NOW_MS - ageMs })),
  );

describe('the sample of rows', () => {
  it('holds, of each source, its share of the rows of the highest priority', () => {
    fc.assert(
      fc.property(rowsOfSources, fc.integer({ min: 1, max: 30 }), (rows, capacity) => {
        expect(identities(sampleOf(rows, capacity))).toEqual(byDefinition(rows, capacity));
      }),
      { numRuns: 300 },
    );
  });

  it('is the same in whatever order rows come, and however often', () => {
    const redelivered = rowsOfSources.chain((rows) =>
      fc.tuple(
        fc.constant(rows),
        fc.shuffledSubarray([...rows, ...rows], { minLength: 2 * rows.length, maxLength: 2 * rows.length }),
      ),
    );
    fc.assert(
      fc.property(redelivered, fc.integer({ min: 1, max: 30 }), ([rows, again], capacity) => {
        expect(sampleOf(again, capacity).text).toBe(sampleOf(rows, capacity).text);
      }),
      { numRuns: 300 },
    );
  });

  it('is the same when parts of the rows were sampled each for itself, and merged in whatever order', () => {
    fc.assert(
      fc.property(
        rowsOfSources,
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 5 }),
        (rows, capacity, parts) => {
          const samples = Array.from({ length: parts }, (_, part) =>
            sampleOf(
              rows.filter((_row, i) => i % parts === part || i % 7 === 0),
              capacity,
            ),
          );
          const merged = small(capacity);
          for (const { text } of samples.reverse()) merged.merge(text);
          expect(merged.text).toBe(sampleOf(rows, capacity).text);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('gives no source more than its share while others want theirs', () => {
    const sample = small(100);
    for (let i = 0; i < 20_000; i++) sample.add(row(i, { source: i % 20 === 0 ? 'quiet' : 'loud' }));
    const counts = Map.groupBy(decodeSample(sample.text), ({ source }) => source);
    expect(counts.get('quiet')).toHaveLength(50);
    expect(counts.get('loud')).toHaveLength(50);
  });

  it('lets the others have what a source does not fill', () => {
    const rows = [...Array(500).keys()].map((i) => row(i, { source: i < 10 ? 'quiet' : 'loud' }));
    const counts = Map.groupBy(decodeSample(sampleOf(rows, 100).text), ({ source }) => source);
    expect(counts.get('quiet')).toHaveLength(10);
    expect(counts.get('loud')).toHaveLength(90);
  });

  it('follows the stream: of a steady source, half of the rows are of the last day', () => {
    const rows = [...Array(20_000).keys()].map((i) => row(i, { arrivalMs: NOW_MS - i * 60_000 }));
    const kept = decodeSample(sampleOf(rows, 500).text);
    const ofLastDay = kept.filter(({ arrivalMs }) => arrivalMs > NOW_MS - DAY_MS).length / kept.length;
    // 1440 rows a day, so that the newest are nearly all taken.
    expect(ofLastDay).toBeGreaterThan(0.5);
    expect(ofLastDay).toBeLessThan(0.75);
    expect(kept).toHaveLength(500);
  });

  it('says of most rows that they cannot stay before anything is made of them', () => {
    const sample = small(200);
    let taken = 0;
    for (let i = 0; i < 50_000; i++) {
      const { source, identity, arrivalMs } = row(i, { arrivalMs: NOW_MS + i * 10 });
      if (!sample.mayTake(source, 1, priorityOfIdentity(identity, arrivalMs))) continue;
      taken++;
      sample.add(row(i, { arrivalMs }));
    }
    // 200 (1 + ln(50,000 / 200)), and what comes until floors are found again
    expect(taken).toBeGreaterThan(200);
    expect(taken).toBeLessThan(2000);
  });

  it('forgets rows of more than 30 days', () => {
    const sample = small(100);
    sample.add(row(1, { source: 'gone' }));
    sample.add(row(2, { source: 'still here', arrivalMs: NOW_MS + 30 * DAY_MS + 1000 }));
    expect(identities(sample)).toEqual(['shardId-000000000000:2:0']);
  });

  it('keeps fewer rows of many values, beside those of few, and none of more than a thousand', () => {
    const sample = new RowSample([
      { values: 2, rows: 10, line: 500 },
      { values: 4, rows: 5, line: 500 },
    ]);
    for (let i = 0; i < 30; i++) {
      sample.add(row(3 * i, { features: { x: i } }));
      sample.add(row(3 * i + 1, { features: [1, 2, 3, i] }));
      sample.add(row(3 * i + 2, { features: [1, 2, 3, 4, i] }));
    }
    const widths = decodeSample(sample.text).map(({ features }) => Object.keys(features).length);
    expect(widths.sort()).toEqual([...Array(10).fill(1), ...Array(5).fill(4)]);
    const wide = new RowSample();
    wide.add(row(1, { features: Array(1000).fill(1) }));
    wide.add(row(2, { features: Array(1001).fill(1) }));
    expect(identities(wide)).toEqual(['shardId-000000000000:1:0']);
  });

  it('takes no line that is longer than its room', () => {
    const sample = new RowSample();
    sample.add(row(1, { features: { ['x'.repeat(3000)]: 1 } }));
    sample.add(row(2));
    expect(identities(sample)).toEqual(['shardId-000000000000:2:0']);
  });

  it('reads what it wrote, and passes over what is no row', () => {
    const rows = [
      row(1, { lanes: { stream: 1.5, step: 0.25 }, anomalous: true, imputed: ['y'], timestampMs: NOW_MS }),
      row(2, { features: [1, null] }),
    ];
    const { text } = sampleOf(rows, 10);
    const merged = small(10);
    merged.merge(`{"identity":1}\nnonsense\n${text}{"cut`);
    expect(decodeSample(merged.text)).toEqual(expect.arrayContaining(rows));
    expect(merged.text).toBe(text);
  });
});
