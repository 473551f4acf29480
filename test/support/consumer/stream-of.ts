import fc from 'fast-check';
import type { StreamRecord } from '../../../lambda/consumer/stream-record.ts';

/** What an observation will turn out to be. */
export type Fate = 'usual' | 'anomalous' | 'quarantined';

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
  readonly shards: readonly (readonly StreamRecord[])[];
  readonly observations: readonly Planned[];
}

export const START_MS = Date.parse('2026-11-20T12:00:00Z');

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

const shard = fc.array(
  fc.record({
    pieces: fc.array(piece, { minLength: 1, maxLength: 3 }),
    gapMs: fc.constantFrom(1000, 1000, 60_000, 400_000),
  }),
  { minLength: 1, maxLength: 12 },
);

/** One or two shards of the same sources, with records of one to three observations, good and bad. */
export const streamOf: fc.Arbitrary<PlannedStream> = fc.array(shard, { minLength: 1, maxLength: 2 }).map((shards) => {
  const observations: Planned[] = [];
  const records = shards.map((plans, s) => {
    const shardId = `shardId-00000000000${s}`;
    let arrivalMs = START_MS;
    return [...plans, LAST].map(({ pieces, gapMs }, r): StreamRecord => {
      arrivalMs += gapMs;
      // From 98 on: the next but one has a digit more.
      const sequenceNumber = String(98 + r);
      const texts = pieces.map((one, index) => {
        const timestampMs = arrivalMs + one.clockMs;
        const identity = `${shardId}:${sequenceNumber}:${index}`;
        const fate = one.trouble !== 'none' ? 'quarantined' : one.x >= 1 ? 'anomalous' : 'usual';
        const { source, x } = one;
        observations.push({
          identity,
          shardId,
          sequenceNumber,
          index,
          source,
          fate,
          x,
          atMs: Math.min(timestampMs, arrivalMs),
        });
        return textOf(one, timestampMs);
      });
      const bytes = new TextEncoder().encode(texts.join('\n'));
      return { shardId, sequenceNumber, partitionKey: 'key', arrivalMs, bytes };
    });
  });
  const text = observations.map(({ identity, source, x, fate }) => `${identity} ${source} ${fate} ${x}`).join('\n');
  return { shards: records, observations, [fc.toStringMethod]: () => `\n${text}\n` };
});

/** A shard ends well: an endpoint that has never answered right cannot be told from an observation that no endpoint can answer. */
const LAST = { pieces: [{ source: 'pump-1', x: 0, trouble: 'none', clockMs: 0 } as const], gapMs: 1000 };

function textOf({ source, x, trouble }: Piece, timestampMs: number): string {
  if (trouble === 'malformed') return '{"x":1e999}';
  const timestamp = new Date(timestampMs).toISOString();
  if (trouble === 'unknown') return JSON.stringify({ source, timestamp, y: x });
  return JSON.stringify({ source, timestamp, x, ...(trouble !== 'none' && { [trouble]: 1 }) });
}
