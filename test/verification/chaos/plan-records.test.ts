import { expect, test } from 'vitest';
import { decodeRecord } from '../../../contracts/decode-record.ts';
import { seededRandom } from '../../../kernels/random.ts';
import { poisonMark } from '../../../local/faults/poison.ts';
import { loadModel } from '../../../model/load-model.ts';
import { modelVersions } from '../../../verification/chaos/model-versions.ts';
import { planRecords } from '../../../verification/chaos/plan-records.ts';
import type { PlannedRecord } from '../../../verification/chaos/planned-record.ts';
import { TroubleSchedule } from '../../../verification/chaos/trouble-schedule.ts';
import { ALL_TROUBLES, type Trouble } from '../../../verification/chaos/troubles.ts';
import { UNSENDABLE_SOURCE } from '../../../verification/chaos/unsendable-alerts.ts';

const NOW_MS = Date.parse('2026-11-20T12:00:00Z');
const versions = await modelVersions(await loadModel('samples/model'), seededRandom(1));
const models = versions.map(({ model }) => model);

/** Records of half a minute at a hundred a second. */
function planned(troubles: ReadonlySet<Trouble>) {
  const random = seededRandom(7);
  const next = planRecords({
    models,
    random,
    schedule: new TroubleSchedule(random, 1),
    troubles,
    recordsPerSecond: 100,
    durationMs: 30_000,
    crowdSources: 40,
    nowMs: () => NOW_MS,
    mayPoison: () => true,
  });
  return Array.from({ length: 3000 }, next);
}

function observationsOf({ partitionKey, data }: PlannedRecord) {
  return decodeRecord(data, { partitionKey, arrivalMs: NOW_MS });
}

const records = planned(ALL_TROUBLES);
const anomalies = records.flatMap(({ observations }) => observations.filter((one) => one.fate === 'anomalous'));
const healthy = records.filter(({ observations }) => !observations.some(({ fate }) => fate === 'poisoned'));

test('what is planned of a record is what the consumer finds in it, place by place', () => {
  for (const record of healthy) {
    const decoded = observationsOf(record);
    expect(decoded).toHaveLength(record.observations.length);
    for (const [index, plan] of record.observations.entries()) {
      if (plan.fate !== 'anomalous') continue;
      const { observation } = decoded[index] as { observation: { source: string; timestampMs: number } };
      expect(observation).toMatchObject({ source: plan.source, timestampMs: plan.timestampMs });
    }
  }
});

test('each anomaly has a signature of its own', () => {
  expect(new Set(anomalies.map(({ signature }) => signature)).size).toBe(anomalies.length);
});

test('versions of the model disagree, whichever follows on another', () => {
  const [deployed, other, stricter] = models.map(({ version }) => version);
  const newly = (before?: string, after?: string) =>
    anomalies.filter(({ verdicts }) => !verdicts.get(before!)!.anomalous && verdicts.get(after!)!.anomalous);
  for (const [before, after] of [
    [deployed, other],
    [other, stricter],
    [stricter, deployed],
  ]) {
    expect(newly(before, after).length).toBeGreaterThan(5);
  }
});

test('a run has some of every kind of record, and none of a kind that is left out', () => {
  const isAggregate = ({ data }: PlannedRecord) => data[0] === 0xf3 && data.length > 100;
  const kinds: Readonly<Partial<Record<Trouble, (record: PlannedRecord) => boolean>>> = {
    aggregates: isAggregate,
    crowds: ({ observations }) => observations.length === 40,
    poison: ({ observations }) => observations[0].fate === 'poisoned',
    unsendable: ({ partitionKey }) => partitionKey === UNSENDABLE_SOURCE,
    hostile: ({ observations }) => observations.some(({ fate }) => fate === 'quarantined'),
  };
  const without = planned(new Set());
  for (const is of Object.values(kinds)) {
    expect(records.filter(is).length).toBeGreaterThan(0);
    expect(without.filter(is)).toEqual([]);
  }
  expect(records.filter(isAggregate).length / records.length).toBeCloseTo(0.1, 1);
  const sources = records
    .filter(isAggregate)
    .map((record) => new Set(observationsOf(record).map((one) => one.partitionKey)));
  expect(sources.some((keys) => keys.size > 1)).toBe(true);
});

test('a poisoned record is planned whole, and has a mark where its decoder meets it', () => {
  const poisoned = records.filter((record) => !healthy.includes(record));
  for (const { data, observations } of poisoned) {
    expect(observations).toEqual([{ fate: 'poisoned' }]);
    const texts = observationsOf({ partitionKey: 'key', data, observations }).map((one) => JSON.stringify(one));
    expect(texts.join()).toMatch(new RegExp([poisonMark('hang'), poisonMark('out_of_memory')].join('|')));
  }
});
