import { describe, expect, it } from 'vitest';
import type { Derivation } from '../../../contracts/derive.ts';
import { encodeRedriven } from '../../../contracts/record-forms/redriven.ts';
import { nearestName } from '../../../lambda/consumer/nearest-name.ts';
import type { BatchSettings } from '../../../lambda/consumer/settings.ts';
import { scoreFeatures } from '../../../model/score-features.ts';
import { trainModel } from '../../../model/train-model.ts';
import { withoutDerivedGaps } from '../../../streams/derived/derived-gaps.ts';
import { TestConsumer } from '../../support/consumer/consumer.ts';
import { record } from '../../support/consumer/observations.ts';
import { normalRows } from '../../support/streams.ts';

const model = trainModel(
  { features: ['temp', 'flow'], rows: normalRows(200, 2, 1) },
  { threshold: { kind: 'contamination', share: 0.05 } },
);

/** A consumer whose endpoint scores by a model of `temp` and `flow`. */
function consumerOfTwo(settings: Partial<BatchSettings> = {}): TestConsumer {
  return new TestConsumer(settings, {
    invoke: async (body) => {
      const { instances } = JSON.parse(new TextDecoder().decode(body));
      const rows = instances.map(({ features }: { features: Record<string, number | null> }) => features);
      const scores = scoreFeatures(model, rows).map((one) => (one.ok ? one.value : { error: one.problem }));
      return { kind: 'answered', body: JSON.stringify({ scores }) };
    },
  });
}

const reasons = ({ report }: TestConsumer) => report.quarantines.map(({ reason }) => reason);

describe('a value of the flat form that is no number', () => {
  it('is malformed under a name that the model knows, with the value in the message', async () => {
    const consumer = consumerOfTwo();
    await consumer.process([
      record(1, '{"temp":0.1,"flow":"9,1"}'),
      record(2, '{"temp":{"N":"9.5"},"flow":0.2}'),
      record(3, '{"temp":0.1,"flow":0.2}'),
    ]);
    expect(reasons(consumer)).toEqual([
      { code: 'not_a_number', path: 'flow', message: 'a feature must be a number, got "9,1"' },
      { code: 'not_a_number', path: 'temp', message: 'a feature must be a number, got an object' },
    ]);
    expect(consumer.report.doneIdentities).toEqual(['shardId-000000000000:3:0']);
  });

  it.each([
    [
      'a list',
      '[{"temp":0.1,"flow":"9,1","unit":"C"},{"temp":0.1,"flow":0.2}]',
      '{"temp":0.1,"flow":"9,1","unit":"C"}',
    ],
    ['lines', '{"temp":0.1,"flow":{"N":"9"}}\n{"temp":0.1,"flow":0.2}', '{"temp":0.1,"flow":{"N":"9"}}'],
    ['values one after the other', '{"temp":0.1,"flow":"9 C"}{"temp":0.1,"flow":0.2}', '{"temp":0.1,"flow":"9 C"}'],
    ['a table', 'flow,temp\n9 C,0.1\n0.2,0.1', 'flow,temp\n9 C,0.1'],
    [
      'the events of a log',
      JSON.stringify({
        messageType: 'DATA_MESSAGE',
        logGroup: 'g',
        logStream: 'l',
        logEvents: ['{"temp":0.1,"flow":"9,1"}', '{"temp":0.1,"flow":0.2}'].map((message) => ({
          message,
          timestamp: 1,
        })),
      }),
      JSON.stringify({
        messageType: 'DATA_MESSAGE',
        logGroup: 'g',
        logStream: 'l',
        logEvents: [{ message: '{"temp":0.1,"flow":"9,1"}', timestamp: 1 }],
      }),
    ],
  ])('is in quarantine as it came, and comes back as the same, from %s', async (_, content, kept) => {
    const consumer = consumerOfTwo();
    await consumer.process([record(1, content)]);
    const [quarantined] = consumer.report.quarantines;
    expect(reasons(consumer)).toMatchObject([{ code: 'not_a_number', path: 'flow' }]);
    expect(Buffer.from(quarantined.data, 'base64').toString()).toBe(kept);
    const part = { redrivenFrom: quarantined.identity, arrivedAt: quarantined.arrivedAt, data: Buffer.from(kept) };
    await consumer.process([record(2, encodeRedriven([part, part]))]);
    expect(reasons(consumer).map(({ code }) => code)).toEqual(['not_a_number', 'not_a_number', 'not_a_number']);
    expect(consumer.report.quarantines.map(({ data }) => data)).toEqual(Array(3).fill(quarantined.data));
  });

  it('is kept at least as a text where a mapping found it in a list', async () => {
    const consumer = consumerOfTwo({ mapping: { observations: 'all[*]' } });
    await consumer.process([record(1, '{"all":[{"temp":0.1,"flow":"9,1"},{"temp":0.1,"flow":0.2}]}')]);
    expect(reasons(consumer)).toMatchObject([{ code: 'not_a_number', path: 'flow' }]);
    const kept = Buffer.from(consumer.report.quarantines[0].data, 'base64').toString();
    expect(JSON.parse(kept).features).toEqual({ temp: 0.1, flow: '"9,1"' });
  });

  it("is somebody else's business under another name", async () => {
    const consumer = consumerOfTwo();
    await consumer.process([record(1, '{"temp":0.1,"flow":0.2,"state":"on"}'), record(2, '{"temp":0.1,"state":"on"}')]);
    expect(reasons(consumer)).toEqual([]);
  });

  it('is missing where it says so, and not malformed', async () => {
    const consumer = consumerOfTwo();
    await consumer.process([record(1, '{"temp":0.1,"flow":"n/a"}')]);
    expect(reasons(consumer)).toEqual([]);
    expect(consumer.report.tallies[0].line).toMatchObject({ done: 1, imputed: { flow: 1 } });
  });
});

describe('what is missing', () => {
  it('is counted by feature, with the share of the one that is missing most', async () => {
    const consumer = consumerOfTwo();
    await consumer.process([
      record(1, '{"temp":0.1}\n{"temp":0.2}\n{"temp":0.3}\n{"flow":0.1}'),
      record(2, '{"temp":0,"flow":0}\noops'),
    ]);
    const [tally] = consumer.report.tallies;
    expect(tally.line).toMatchObject({ done: 5, quarantined: 1, imputed: { flow: 3, temp: 1 } });
    expect(tally.imputedPercent).toBe(60);
  });

  it('is not mentioned where nothing is', async () => {
    const consumer = consumerOfTwo();
    await consumer.process([record(1, '{"temp":0.1,"flow":0.2,"other":3}')]);
    const [tally] = consumer.report.tallies;
    expect(tally.line).not.toHaveProperty('imputed');
    expect([tally.imputedPercent, tally.newNames]).toEqual([0, []]);
  });
});

describe('a name that the model does not know, beside one that is missing', () => {
  it('is said once, with the missing one that it most likely is', async () => {
    const consumer = consumerOfTwo();
    const renamed = [record(1, '{"temp":0.1,"Flow_":0.2}'), record(2, '{"temp":0.1,"Flow_":0.3}')];
    await consumer.process(renamed);
    await consumer.process([record(3, '{"temp":0.1,"Flow_":0.2}')]);
    expect(consumer.report.tallies.flatMap(({ newNames }) => newNames)).toEqual([
      { name: 'Flow_', nearest: 'flow', missing: ['flow'], observations: 2 },
    ]);
  });

  it('is not said of more names than a stream has', async () => {
    const consumer = consumerOfTwo();
    for (let i = 0; i < 300; i++) await consumer.process([record(i, `{"temp":0.1,"n${i}":0.2}`)]);
    expect(consumer.report.tallies.flatMap(({ newNames }) => newNames)).toHaveLength(200);
  });

  it('is ignored, or costs its observation, where the settings say so', async () => {
    const ignoring = consumerOfTwo({ unknownFeatures: 'ignore' });
    await ignoring.process([record(1, '{"temp":0.1,"Flow_":0.2}')]);
    expect([ignoring.report.tallies[0].newNames, reasons(ignoring)]).toEqual([[], []]);

    const strict = consumerOfTwo({ unknownFeatures: 'quarantine' });
    await strict.process([
      record(1, '{"temp":0.1,"Flow_":0.2}'),
      record(2, '{"temp":1}'),
      record(3, '{"temp":1,"flow":1,"x":1}'),
    ]);
    expect(reasons(strict)).toEqual([
      { code: 'unknown_feature', path: 'Flow_', message: 'the model does not know Flow_, and misses flow' },
    ]);
  });
});

describe('the nearest name', () => {
  it.each([
    ['temp ', 'temp'],
    ['Temperature', 'temperature'],
    ['feature-3', 'feature_3'],
    ['temprature', 'temperature'],
    ['flow2', 'flow'],
    ['pressure', undefined],
  ])('of %j is %j', (name, nearest) => {
    expect(nearestName(name, ['temp', 'temperature', 'feature_3', 'flow'])).toBe(nearest);
  });

  it('is a short form, too', () => {
    expect(nearestName('Temperature', ['flow', 'temp'])).toBe('temp');
    expect(nearestName('vib', ['flow', 'vibration'])).toBe('vibration');
  });
});

describe('what is derived of what a source did', () => {
  const derive: Derivation[] = [{ count: '1h' }, { since: 'last' }];
  const gaps = { imputed: ['since_last'], unknownNames: ['count_1h', 'humidity'] };
  const verdict = { score: 1, threshold: 2, anomalous: false, grade: 0, modelVersion: 'a' };

  it('is no name that a producer sent, and where it alone is missing, nothing is', () => {
    expect(withoutDerivedGaps({ ...verdict, ...gaps }, derive)).toEqual({ ...verdict, imputed: ['since_last'] });
    const own = { imputed: ['since_last', 'temp'], unknownNames: ['count_1h', 'tmp'] };
    expect(withoutDerivedGaps({ ...verdict, ...own }, derive)).toEqual({ ...verdict, ...own, unknownNames: ['tmp'] });
    const residuals = { imputed: ['residual_temp', 'temp'], unknownNames: ['residual_tmp', 'tmp'] };
    expect(withoutDerivedGaps({ ...verdict, ...residuals }, ['residuals'])).toEqual({
      ...{ ...verdict, ...residuals },
      unknownNames: ['tmp'],
    });
    expect(withoutDerivedGaps({ ...verdict, ...gaps }, undefined)).toEqual({ ...verdict, ...gaps });
  });
});
