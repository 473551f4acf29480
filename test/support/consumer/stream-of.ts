import fc from 'fast-check';
import type { StreamRecord } from '../../../lambda/consumer/stream-record.ts';
import { STREAM_ARN } from './observations.ts';

/** What can be said of an observation before it is put. */
export type Fate = 'scored' | 'quarantined';

export interface Planned {
  readonly identity: string;
  readonly shardId: string;
  readonly sequenceNumber: string;
  readonly index: number;
  readonly source: string;
  readonly fate: Fate;
  /** Its value of `x`: the grade times ten. */
  readonly x: number;
  /** By the observation's clock, and not after its arrival. */
  readonly atMs: number;
}

export interface PlannedStream {
  /** Batches of one shard in work at once, each of its own partition keys. */
  readonly parallelization: number;
  /**
   * What is delivered in order: a shard, or a lane of it; its records come from one stream and then from an older one
   * with lower numbers.
   */
  readonly lanes: readonly (readonly (readonly StreamRecord[])[])[];
  readonly observations: readonly Planned[];
}

export const START_MS = Date.parse('2026-11-20T12:00:00Z');
export const OLDER_STREAM_ARN = `${STREAM_ARN}-older`;

interface Piece {
  readonly source: string;
  readonly x: number;
  readonly trouble: 'none' | 'malformed' | 'refused' | 'garbles' | 'throws' | 'unknown';
  readonly clockMs: number;
}

const piece: fc.Arbitrary<Piece> = fc.record({
  source: fc.constantFrom('pump-1', 'pump-1', 'pump-2'),
  x: fc.constantFrom(0, 0, 1, 3, 5, 8),
  trouble: fc.oneof(
    { weight: 12, arbitrary: fc.constant('none' as const) },
    { weight: 1, arbitrary: fc.constantFrom('malformed', 'refused', 'garbles', 'throws', 'unknown') },
  ),
  clockMs: fc.constantFrom(0, 0, 0, -30_000, -400_000, 500_000),
});

const records = (maxLength: number) =>
  fc.array(
    fc.record({
      pieces: fc.array(piece, { minLength: 1, maxLength: 3 }),
      gapMs: fc.constantFrom(1000, 1000, 60_000, 400_000),
      key: fc.constantFrom('key-0', 'key-1'),
    }),
    { maxLength },
  );

const shard = fc.record({ records: records(10), older: records(4) });

type Plan = typeof shard extends fc.Arbitrary<infer T> ? T : never;
type RecordPlan = Plan['records'][number];

/**
 * One or two shards of the same sources, with records of one to three observations, good and bad, in one or two lanes
 * each.
 */
export const streamOf: fc.Arbitrary<PlannedStream> = fc
  .record({
    shards: fc.array(shard, { minLength: 1, maxLength: 2 }),
    parallelization: fc.constantFrom(1, 1, 2),
  })
  .map(({ shards, parallelization }) => {
    const observations: Planned[] = [];
    const lanes = shards.flatMap(({ records, older }, s) => {
      const shardId = `shardId-00000000000${s}`;
      // From 98 on: the next but one has a digit more.
      const newer = plan([...records, ...LAST], { streamArn: STREAM_ARN, shardId, from: 98 }, observations);
      const before = plan([...older, ...LAST], { streamArn: OLDER_STREAM_ARN, shardId, from: 9 }, observations);
      if (parallelization === 1) return [[newer, before]];
      return ['key-0', 'key-1'].map((key) =>
        [newer, before].map((all) => all.filter(({ partitionKey }) => partitionKey === key)),
      );
    });
    const text = observations.map(({ identity, source, x, fate }) => `${identity} ${source} ${fate} ${x}`).join('\n');
    const name = `\n${parallelization} lanes\n${text}\n`;
    return { parallelization, lanes, observations, [fc.toStringMethod]: () => name };
  });

/**
 * Each lane ends well: an endpoint that has never answered right cannot be told from an observation that no endpoint
 * can answer.
 */
const LAST = (['key-0', 'key-1'] as const).map(
  (key): RecordPlan => ({
    pieces: [{ source: 'pump-1', x: 0, trouble: 'none', clockMs: 0 }],
    gapMs: 1000,
    key,
  }),
);

function plan(
  plans: readonly RecordPlan[],
  { streamArn, shardId, from }: { streamArn: string; shardId: string; from: number },
  observations: Planned[],
): StreamRecord[] {
  let arrivalMs = START_MS;
  return plans.map(({ pieces, gapMs, key }, r) => {
    arrivalMs += gapMs;
    const sequenceNumber = String(from + r);
    const texts = pieces.map((one, index) => {
      const timestampMs = arrivalMs + one.clockMs;
      const identity = `${shardId}:${sequenceNumber}:${index}`;
      const fate = one.trouble === 'none' ? 'scored' : 'quarantined';
      const { source, x } = one;
      const atMs = Math.min(timestampMs, arrivalMs);
      observations.push({ identity, shardId, sequenceNumber, index, source, fate, x, atMs });
      return textOf(one, timestampMs);
    });
    const bytes = new TextEncoder().encode(texts.join('\n'));
    return { streamArn, shardId, sequenceNumber, partitionKey: key, arrivalMs, bytes };
  });
}

function textOf({ source, x, trouble }: Piece, timestampMs: number): string {
  if (trouble === 'malformed') return '{"x":1e999}';
  const timestamp = new Date(timestampMs).toISOString();
  if (trouble === 'unknown') return JSON.stringify({ source, timestamp, y: x });
  return JSON.stringify({ source, timestamp, x, ...(trouble !== 'none' && { [trouble]: 1 }) });
}
