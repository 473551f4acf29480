import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { decodeRedriven } from '../../../contracts/record-forms/redriven.ts';
import type { Candidate } from '../../../operations/redrive/candidate.ts';
import { packRecords } from '../../../operations/redrive/pack-records.ts';
import { givenUp, oneByOne, quarantined } from '../../support/candidates.ts';

const pack = (candidates: readonly Candidate[]) => Array.fromAsync(packRecords(oneByOne(candidates)));

test('candidates of one key share records, in their order', async () => {
  const candidates = Array.from({ length: 1000 }, (_, i) => quarantined({ sequenceNumber: i, key: `pump-${i % 2}` }));
  const records = await pack(candidates);
  expect(records.length).toBeLessThan(20);
  for (const key of ['pump-0', 'pump-1']) {
    const ofKey = records.filter(({ source }) => source === key);
    const wanted = candidates.filter(({ partitionKey }) => partitionKey === key);
    expect(ofKey.flatMap(({ candidates: those }) => those)).toEqual(wanted);
    const parts = ofKey.flatMap(({ data }) => decodeRedriven(data)!);
    expect(parts).toEqual(wanted.flatMap((one) => one.parts));
  }
});

test('compressed data travel alone: unpacked together they might be too much', async () => {
  const compressed = { ...givenUp({ sequenceNumber: 1 }) };
  const data = gzipSync('{"a":1}');
  const candidate = { ...compressed, parts: [{ ...compressed.parts[0], data }] };
  expect(await pack([candidate, candidate, givenUp({ sequenceNumber: 2 })])).toHaveLength(3);
});

test('a record that is too large with its mark goes as it was', async () => {
  const data = 'x'.repeat(1024 * 1024 - 100);
  const [record] = await pack([givenUp({ sequenceNumber: 1, data })]);
  expect(Buffer.from(record!.data).toString()).toBe(data);
});

test('a candidate of many parts takes several records, the last of which completes it', async () => {
  const one = givenUp({ sequenceNumber: 1 });
  const part = { ...one.parts[0], data: Buffer.alloc(500_000) };
  const records = await pack([{ ...one, parts: [part, part, part] }]);
  expect(records.map(({ candidates }) => candidates.length)).toEqual([0, 0, 1]);
  for (const { data } of records) expect(data.length).toBeLessThan(1024 * 1024);
});
