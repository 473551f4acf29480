import { describe, expect, it } from 'vitest';
import { encodeLearn } from '../../../contracts/record-forms/state-record.ts';
import { TEST_LABEL } from '../../../contracts/test-alert.ts';
import type { StreamRecord } from '../../../lambda/consumer/stream-record.ts';
import { TestConsumer, type TestPorts } from '../../support/consumer/consumer.ts';
import { InMemorySamples } from '../../support/consumer/in-memory-samples.ts';
import { ARRIVAL_MS, record } from '../../support/consumer/observations.ts';
import { PAST } from '../../support/consumer/silence-run.ts';

const MINUTE_MS = 60_000;

/** Of one observation each, `afterMinutes` after the first. */
function arriving(sequenceNumber: number, afterMinutes: number, content?: string | Uint8Array): StreamRecord {
  const arrivalMs = ARRIVAL_MS + afterMinutes * MINUTE_MS;
  return { ...record(sequenceNumber, content ?? [{ features: { x: sequenceNumber / 1000 } }]), arrivalMs };
}

const identity = (sequenceNumber: number) => `shardId-000000000000:${sequenceNumber}:0`;

class Sampling {
  readonly samples: InMemorySamples;
  readonly consumer: TestConsumer;

  constructor(samples = new InMemorySamples(), ports: TestPorts = {}) {
    this.samples = samples;
    this.consumer = new TestConsumer({}, { ...ports, samples });
  }

  async process(...records: StreamRecord[]) {
    this.consumer.nowMs = records.at(-1)!.arrivalMs + 1000;
    return this.consumer.process(records);
  }

  get identities(): string[] {
    return this.samples
      .rows()
      .map((row) => row.identity)
      .sort();
  }
}

describe('rows for training', () => {
  it('are kept as they were scored', async () => {
    const { samples, process } = bound(new Sampling());
    await process(arriving(1, 0), arriving(2, 1, '{"source":"mill","timestamp":"2026-11-20T11:00:00Z","x":5}'));
    expect(samples.rows().sort((a, b) => (a.identity < b.identity ? -1 : 1))).toEqual([
      {
        identity: identity(1),
        source: 'pump-1',
        arrivalMs: ARRIVAL_MS,
        features: { x: 0.001 },
        modelVersion: 'test',
        score: expect.closeTo(0.50005, 9),
      },
      {
        identity: identity(2),
        source: 'mill',
        arrivalMs: ARRIVAL_MS + MINUTE_MS,
        timestampMs: Date.parse('2026-11-20T11:00:00Z'),
        features: { x: 5 },
        modelVersion: 'test',
        score: 0.75,
        anomalous: true,
      },
    ]);
  });

  it('are written a minute after the first that came, and then every five', async () => {
    const { samples, process } = bound(new Sampling());
    const writes = [];
    for (let minute = 0; minute <= 12; minute++) {
      await process(arriving(minute, minute));
      writes.push(samples.calls.filter((call) => call === 'write').length);
    }
    expect(writes).toEqual([0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3]);
    expect(samples.calls.filter((call) => call === 'read')).toHaveLength(1);
    expect(samples.rows()).toHaveLength(12);
  });

  it('are none of test alerts, of what is quarantined, and of what is there for its past alone', async () => {
    const { samples, process } = bound(new Sampling());
    const test = JSON.stringify({
      source: 'a',
      timestamp: '2026-11-20T12:00:00Z',
      labels: { [TEST_LABEL]: 'true' },
      features: { x: 9 },
    });
    const learned = encodeLearn([{ source: 'a', timestampMs: ARRIVAL_MS, features: { x: 3 } }]);
    await process(arriving(1, 0, test), arriving(2, 0, '{"cut'), arriving(3, 0, learned), arriving(4, 1));
    expect(samples.rows().map((row) => row.identity)).toEqual([identity(4)]);
  });

  it('have what the past of their source says, and what was derived of it', async () => {
    const samples = new InMemorySamples();
    const settings = { sourceState: { ...PAST, tellWhileLearning: true, derive: [{ count: '1h' as const }] } };
    const consumer = new TestConsumer(settings, { samples });
    consumer.nowMs = ARRIVAL_MS + MINUTE_MS;
    const records = Array.from({ length: 150 }, (_, i) => arriving(i + 1, i / 100));
    await consumer.process(records);
    const last = samples.rows().find((row) => row.identity === identity(150));
    expect(last).toMatchObject({
      features: { x: 0.15, count_1h: expect.any(Number) },
      lanes: { stream: expect.any(Number), step: expect.any(Number) },
    });
  });

  it('of a record that comes again are kept once', async () => {
    const { samples, process } = bound(new Sampling());
    await process(arriving(1, 0));
    await process(arriving(1, 0), arriving(2, 1));
    expect(samples.rows()).toHaveLength(2);
  });

  it('are merged with what was there before this process', async () => {
    const samples = new InMemorySamples();
    await new Sampling(samples).process(arriving(1, 0), arriving(2, 1));
    const next = new Sampling(samples);
    await next.process(arriving(3, 2), arriving(4, 3));
    expect(next.identities).toEqual([1, 2, 3, 4].map(identity));
  });

  it('are not lost when two processes keep the same shard', async () => {
    const samples = new InMemorySamples();
    const [a, b] = [new Sampling(samples), new Sampling(samples)];
    await a.process(arriving(1, 0), arriving(2, 1));
    await b.process(arriving(3, 2), arriving(4, 3));
    await a.process(arriving(5, 10));
    await b.process(arriving(6, 11));
    expect(b.identities).toEqual([1, 2, 3, 4, 5, 6].map(identity));
  });

  it('replace an object that nobody can read', async () => {
    const samples = new InMemorySamples();
    samples.objects.set('shardId-000000000000', { bytes: Buffer.from('no gzip'), version: '"x"' });
    const { process } = bound(new Sampling(samples));
    await process(arriving(1, 0), arriving(2, 1));
    expect(samples.rows()).toHaveLength(2);
  });

  it('cost nothing but a line when they can be neither read nor written, and come when they can', async () => {
    const { samples, consumer, process } = bound(new Sampling());
    samples.failure = new Error('AccessDenied');
    const lines = [await process(arriving(1, 0), arriving(2, 1)), await process(arriving(3, 7))];
    expect(lines.map(({ done, retryFrom }) => ({ done, retryFrom }))).toEqual([
      { done: 2, retryFrom: undefined },
      { done: 1, retryFrom: undefined },
    ]);
    expect(consumer.report.away).toEqual([{ port: 'samples', reason: 'Error: AccessDenied' }]);
    samples.failure = undefined;
    await process(arriving(4, 13));
    expect(samples.rows()).toHaveLength(4);
  });

  it('are not written when there is hardly time left', async () => {
    const { samples, consumer } = new Sampling();
    await consumer.process([arriving(1, 0), arriving(2, 1)], 12_000);
    expect(samples.calls).toEqual([]);
  });

  it('are not kept where nobody wants them', async () => {
    const consumer = new TestConsumer();
    expect(await consumer.process([arriving(1, 0), arriving(2, 1)])).toMatchObject({ done: 2 });
  });

  it('are those that were done when a batch ends early', async () => {
    const samples = new InMemorySamples();
    let fails = false;
    const consumer: TestConsumer = new TestConsumer(
      {},
      {
        samples,
        invoke: async (body) => (fails ? { kind: 'answered', body: 'nonsense' } : consumer.aws.invoke(body)),
      },
    );
    await consumer.process([arriving(1, 0)]);
    fails = true;
    expect(await consumer.process([arriving(2, 1, '{"cut'), arriving(3, 1)])).toMatchObject({ retryFrom: '3' });
    fails = false;
    await consumer.process([arriving(3, 1)]);
    await consumer.process([arriving(4, 12)]);
    expect(
      samples
        .rows()
        .map((row) => row.identity)
        .sort(),
    ).toEqual([1, 3, 4].map(identity));
  });
});

function bound(sampling: Sampling) {
  const process = (...records: StreamRecord[]) => sampling.process(...records);
  return { samples: sampling.samples, consumer: sampling.consumer, process };
}
