import { expect, test } from 'vitest';
import { encodeObservation } from '../../contracts/observation.ts';
import { identityOfEntry } from '../../lambda/consumer/entry.ts';
import type { Report } from '../../lambda/consumer/ports.ts';
import { emptyMemory, type Memory, processBatch } from '../../lambda/consumer/process-batch.ts';
import { toStreamRecord } from '../../lambda/consumer/stream-record.ts';
import { Unavailable } from '../../lambda/failures.ts';
import { endpointScoring } from '../../lambda/scoring/endpoint.ts';
import { Evidence } from '../../lambda/scoring/evidence.ts';
import { answered, createWorld, type Event } from '../local/event-source-mapping/run-mapping.ts';
import { InMemoryAws } from '../support/consumer/in-memory-aws.ts';
import { SETTINGS } from '../support/consumer/settings.ts';

const MINUTE_MS = 60_000;
const TIME_LIMIT_MS = 120_000;
const SHARDS = 2;

/**
 * The consumer behind a stream and its event source mapping, all in time that the test moves; its endpoint is away for
 * a while.
 */
function pipeline(away: { fromMs: number; toMs: number }, maxRecordAgeMs: number) {
  const world = createWorld({ shardCount: SHARDS });
  const { clock } = world;
  const aws = new InMemoryAws();
  const startMs = clock.now();
  const askedInVainMs: number[] = [];
  const done: string[] = [];
  const report: Report = {
    done: (entry) => done.push(identityOfEntry(entry)),
    quarantined: () => {},
    published: () => {},
    refused: () => {},
    unavailable: () => {},
    sourceState: () => {},
    silence: () => {},
    batch: () => {},
    flushed: async () => {},
  };
  const memories = new Map<string, Memory & { readonly evidence: Evidence }>();

  async function handle({ Records }: Event) {
    const records = Records.map((record) => toStreamRecord(record as Parameters<typeof toStreamRecord>[0]));
    const { shardId } = records[0];
    const memory = memories.get(shardId) ?? {
      ...emptyMemory(),
      evidence: new Evidence(),
    };
    memories.set(shardId, memory);
    const deadlineMs = clock.now() + TIME_LIMIT_MS;
    const invoke = async (body: Uint8Array) => {
      const sinceStartMs = clock.now() - startMs;
      if (sinceStartMs < away.fromMs || sinceStartMs >= away.toMs) return aws.invoke(body);
      askedInVainMs.push(sinceStartMs);
      throw new Unavailable('scoring', 'away');
    };
    const timeoutMs = SETTINGS.scoringTimeoutMs;
    const ports = {
      score: endpointScoring({ ...SETTINGS, timeoutMs, invoke, now: clock.now, onCall: () => {} }, memory.evidence),
      models: aws.models,
      incidents: aws.incidents,
      notes: aws.notes,
      streamCreationMs: aws.streamCreationMs,
      publish: (alert: Parameters<typeof aws.publish>[0]) => aws.publish(alert),
      quarantine: (observations: Parameters<typeof aws.quarantine>[0]) => aws.quarantine(observations),
      sourceState: aws.sourceState,
      report,
      now: clock.now,
      remainingMs: () => deadlineMs - clock.now(),
      sleep: (ms: number) => new Promise<void>((wake) => clock.after(ms, wake)),
      random: () => 0.5,
    };
    const { retryFrom } = await processBatch(records, SETTINGS, ports, memory);
    return answered({ batchItemFailures: retryFrom === undefined ? [] : [{ itemIdentifier: retryFrom }] });
  }

  const mapping = world.start(
    {
      BatchSize: 500,
      MaximumBatchingWindowInSeconds: 1,
      MaximumRetryAttempts: -1,
      MaximumRecordAgeInSeconds: maxRecordAgeMs / 1000,
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      DestinationConfig: { OnFailure: { Destination: 'arn:aws:s3:::failures' } },
    },
    handle,
  );

  /** A record every five seconds, of one source after the other. */
  async function run(forMs: number): Promise<string[]> {
    const sent: string[] = [];
    for (let i = 0; clock.now() < startMs + forMs; i++) {
      const source = `pump-${i % 5}`;
      const data = encodeObservation({ source, timestampMs: clock.now(), features: { x: i % 20 === 7 ? 5 : 0 } });
      sent.push(world.put(Buffer.from(data).toString(), source));
      await clock.advance(5000);
    }
    await clock.until(mapping.settled());
    await mapping.stop();
    return sent;
  }

  return { aws, done, askedInVainMs, deliveries: world.deliveries, run };
}

const sequenceNumbersOf = (identities: readonly string[]) => identities.map((identity) => identity.split(':')[1]);

test('an endpoint that is away for an hour costs delay and nothing else, and is not hammered meanwhile', async () => {
  const away = { fromMs: 10 * MINUTE_MS, toMs: 70 * MINUTE_MS };
  const { aws, done, askedInVainMs, deliveries, run } = pipeline(away, 6 * 60 * MINUTE_MS);
  const sent = await run(90 * MINUTE_MS);

  expect(deliveries).toEqual([]);
  expect(sequenceNumbersOf(done).sort()).toEqual(sent.toSorted());
  for (const ofShard of Map.groupBy(done, (identity) => identity.split(':')[0]).values()) {
    const inOrder = sequenceNumbersOf(ofShard).toSorted((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
    expect(sequenceNumbersOf(ofShard)).toEqual(inOrder);
  }
  expect(new Set(aws.published.map(({ alertId }) => alertId)).size).toBe(aws.published.length);
  const minutes = Map.groupBy(askedInVainMs, (ms) => Math.floor(ms / MINUTE_MS));
  expect(minutes.size).toBe(60);
  expect(Math.max(...[...minutes.values()].map((asked) => asked.length))).toBeLessThanOrEqual(SHARDS * 6);
});

test('what waits for longer than the record age is given up with its payload, and what came later is scored', async () => {
  const away = { fromMs: 10 * MINUTE_MS, toMs: 70 * MINUTE_MS };
  const { done, deliveries, run } = pipeline(away, 20 * MINUTE_MS);
  const sent = await run(90 * MINUTE_MS);

  const givenUp = deliveries.flatMap(({ body }) => {
    const { Records } = JSON.parse(JSON.parse(body).payload) as Event;
    return Records.map(({ kinesis }) => kinesis.sequenceNumber);
  });
  expect(givenUp.length).toBeGreaterThan(100);
  expect([...sequenceNumbersOf(done), ...givenUp].sort()).toEqual(sent.toSorted());
});
