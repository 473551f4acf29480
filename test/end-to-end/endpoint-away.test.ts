import { expect, test } from 'vitest';
import type { Alert } from '../../contracts/alert.ts';
import { encodeObservation } from '../../contracts/observation.ts';
import { OPEN_GATE } from '../../incidents/message-gate.ts';
import type { Invoke, ScoringAnswer } from '../../lambda/aws/scoring-endpoint.ts';
import { identityOfEntry, verdictOf } from '../../lambda/consumer/entry.ts';
import type { Report } from '../../lambda/consumer/ports.ts';
import { emptyMemory, type Memory, processBatch } from '../../lambda/consumer/process-batch.ts';
import { toStreamRecord } from '../../lambda/consumer/stream-record.ts';
import { Unavailable } from '../../lambda/failures.ts';
import { endpointScoring } from '../../lambda/scoring/endpoint.ts';
import { Evidence } from '../../lambda/scoring/evidence.ts';
import { withFallback } from '../../lambda/scoring/fallback.ts';
import { answered, createWorld, type Event } from '../local/event-source-mapping/run-mapping.ts';
import { InMemoryAws } from '../support/consumer/in-memory-aws.ts';
import { SETTINGS } from '../support/consumer/settings.ts';

const MINUTE_MS = 60_000;
/** As the app has it. */
const AWAY_AFTER_MS = 60_000;
const TIME_LIMIT_MS = 120_000;
const SHARDS = 2;

/** What the endpoint does meanwhile, with a call that may take so long; in milliseconds of the test's clock. */
type Absence = (timeoutMs: number, wait: (ms: number) => Promise<void>) => Promise<ScoringAnswer>;

const FAILS: Absence = async () => {
  throw new Unavailable('scoring', 'away');
};
const NEVER_ANSWERS: Absence = async (timeoutMs, wait) => {
  await wait(timeoutMs);
  throw new Unavailable('scoring', `no answer within ${timeoutMs} ms`);
};
const REFUSES_ALL: Absence = async () => ({ kind: 'refused', reason: 'no' });

interface Away {
  readonly fromMs: number;
  readonly toMs: number;
  /** @default FAILS */
  readonly how?: Absence;
  /** The function scores meanwhile. @default false */
  readonly hasFallback?: boolean;
}

/**
 * The consumer behind a stream and its event source mapping, all in time that the test moves; its endpoint is away for
 * a while.
 */
function pipeline({ fromMs, toMs, how = FAILS, hasFallback = false }: Away, maxRecordAgeMs: number) {
  const world = createWorld({ shardCount: SHARDS });
  const { clock } = world;
  const aws = new InMemoryAws();
  const startMs = clock.now();
  const askedInVainMs: number[] = [];
  const done: string[] = [];
  const doneByFunction: string[] = [];
  const fallbacks: { readonly decision: string; readonly atMs: number; readonly awaySinceMs: number }[] = [];
  const putAtMs = new Map<string, number>();
  const toldAtMs = new Map<string, number>();
  const wait = (ms: number) => new Promise<void>((wake) => clock.after(ms, wake));
  const report: Report = {
    done(entry) {
      done.push(identityOfEntry(entry));
      if (verdictOf(entry)?.scoredBy === 'function') doneByFunction.push(identityOfEntry(entry));
    },
    quarantined: () => {},
    published: () => {},
    refused: () => {},
    heldBack: () => {},
    unavailable: () => {},
    fallback({ decision, awaySince }) {
      fallbacks.push({ decision, atMs: clock.now() - startMs, awaySinceMs: Date.parse(awaySince) - startMs });
    },
    sourceState: () => {},
    shadow: () => {},
    silence: () => {},
    dataQuality: () => {},
    canary: () => {},
    archive: () => {},
    batch: () => {},
    flushed: async () => {},
  };
  const askEndpoint: Invoke = async (body, timeoutMs) => {
    const sinceStartMs = clock.now() - startMs;
    if (sinceStartMs < fromMs || sinceStartMs >= toMs) return aws.invoke(body);
    askedInVainMs.push(sinceStartMs);
    return how(timeoutMs, wait);
  };
  const inFunction: Invoke = (body) => aws.invoke(body);
  const afterMs = AWAY_AFTER_MS;
  const fallback = {
    endpoint: askEndpoint,
    inFunction,
    afterMs,
    now: clock.now,
    sleep: wait,
    onChange: report.fallback,
  };
  const memories = new Map<string, Memory & { readonly evidence: Evidence; readonly invoke: Invoke }>();

  async function handle({ Records }: Event) {
    const records = Records.map((record) => toStreamRecord(record as Parameters<typeof toStreamRecord>[0]));
    const { shardId } = records[0];
    const memory = memories.get(shardId) ?? {
      ...emptyMemory(),
      evidence: new Evidence(),
      invoke: hasFallback ? withFallback(fallback) : askEndpoint,
    };
    memories.set(shardId, memory);
    const deadlineMs = clock.now() + TIME_LIMIT_MS;
    const { invoke, evidence } = memory;
    const timeoutMs = SETTINGS.scoringTimeoutMs;
    const ports = {
      score: endpointScoring({ ...SETTINGS, timeoutMs, invoke, now: clock.now, onCall: () => {} }, evidence),
      models: aws.models,
      incidents: aws.incidents,
      gate: OPEN_GATE,
      notes: aws.notes,
      canaries: aws.canaries,
      streamCreationMs: aws.streamCreationMs,
      publish(alert: Alert) {
        toldAtMs.set(alert.source, clock.now() - startMs);
        return aws.publish(alert);
      },
      quarantine: (observations: Parameters<typeof aws.quarantine>[0]) => aws.quarantine(observations),
      sourceState: aws.sourceState,
      report,
      now: clock.now,
      remainingMs: () => deadlineMs - clock.now(),
      sleep: wait,
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

  /** A record every five seconds, of one source after the other, or each of a source of its own. */
  async function run(forMs: number, sources = 5): Promise<string[]> {
    const sent: string[] = [];
    for (let i = 0; clock.now() < startMs + forMs; i++) {
      const source = `pump-${i % sources}`;
      putAtMs.set(source, clock.now() - startMs);
      const data = encodeObservation({ source, timestampMs: clock.now(), features: { x: i % 20 === 7 ? 5 : 0 } });
      sent.push(world.put(Buffer.from(data).toString(), source));
      await clock.advance(5000);
    }
    await clock.until(mapping.settled());
    await mapping.stop();
    return sent;
  }

  /** How long it took from the put of each anomaly to its alert, of those that were put between two times. */
  function latencies(betweenMs: number, andMs: number): number[] {
    const told = [...toldAtMs].filter(([source]) => putAtMs.get(source)! >= betweenMs && putAtMs.get(source)! < andMs);
    return told.map(([source, atMs]) => atMs - putAtMs.get(source)!).sort((a, b) => a - b);
  }

  const { deliveries } = world;
  return { aws, done, doneByFunction, fallbacks, askedInVainMs, latencies, deliveries, run };
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

test.each([
  ['fails', FAILS],
  ['never answers', NEVER_ANSWERS],
])(
  'with fallback, while the endpoint %s for an hour, an alert is told within three seconds of its record from the moment that the function takes over',
  async (_, how) => {
    const away = { fromMs: 10 * MINUTE_MS, toMs: 70 * MINUTE_MS, how, hasFallback: true };
    const { done, doneByFunction, fallbacks, askedInVainMs, latencies, run } = pipeline(away, 6 * 60 * MINUTE_MS);
    const sent = await run(90 * MINUTE_MS, Number.POSITIVE_INFINITY);

    expect(sequenceNumbersOf(done).sort()).toEqual(sent.toSorted());
    // each shard has a process of its own, and the first record of it that the endpoint lost comes within half a minute
    const began = fallbacks.filter(({ decision }) => decision === 'began');
    expect(began).toHaveLength(SHARDS);
    for (const { atMs, awaySinceMs } of began) {
      expect(atMs - awaySinceMs).toBe(AWAY_AFTER_MS);
      expect(awaySinceMs - away.fromMs).toBeLessThan(30_000);
    }
    const tookOverMs = Math.max(...began.map(({ atMs }) => atMs));
    const tookMs = latencies(tookOverMs, away.toMs);
    expect(tookMs.length).toBeGreaterThan(25);
    expect(tookMs[Math.floor(0.99 * tookMs.length)]).toBeLessThan(3000);

    // half a minute after the endpoint is back it has its place again
    const ended = fallbacks.filter(({ decision }) => decision === 'ended');
    expect(ended).toHaveLength(SHARDS);
    for (const { atMs } of ended) expect(atMs - away.toMs).toBeLessThan(90_000);
    expect(doneByFunction.length).toBeGreaterThan(0.9 * sent.length * (59 / 90));
    expect(doneByFunction.length).toBeLessThan(sent.length * (62 / 90));
    const minutes = Map.groupBy(
      askedInVainMs.filter((ms) => ms > tookOverMs),
      (ms) => Math.floor(ms / MINUTE_MS),
    );
    expect(Math.max(...[...minutes.values()].map((asked) => asked.length))).toBeLessThanOrEqual(SHARDS * 2);
  },
);

test('an endpoint that refuses everything for an hour is no outage: the function never takes its place', async () => {
  const away = { fromMs: 10 * MINUTE_MS, toMs: 70 * MINUTE_MS, how: REFUSES_ALL, hasFallback: true };
  const { done, doneByFunction, fallbacks, run } = pipeline(away, 6 * 60 * MINUTE_MS);
  const sent = await run(90 * MINUTE_MS);
  expect(sequenceNumbersOf(done).sort()).toEqual(sent.toSorted());
  expect([fallbacks, doneByFunction]).toEqual([[], []]);
});
