import fc from 'fast-check';
import { encodeObservation } from '../../../contracts/observation.ts';
import { encodeRedriven } from '../../../contracts/record-forms/redriven.ts';
import { encodeForget, encodeLearn } from '../../../contracts/record-forms/state-record.ts';
import { TEST_LABEL } from '../../../contracts/test-alert.ts';
import type { StreamRecord } from '../../../lambda/consumer/stream-record.ts';
import { STREAM_ARN } from '../consumer/observations.ts';

export const START_MS = Date.parse('2026-11-20T12:00:00Z');
const HOUR_MS = 3_600_000;
/** Longer than Lambda delivers. */
const OVERSIZED = new Uint8Array(4_000_001).fill(32);

/** One shard of one stream, with all that will ever be put into it. */
export interface PlannedShard {
  readonly streamCreatedMs: number;
  readonly shardId: string;
  readonly parents: readonly string[];
  /** Whether other shards follow it. */
  readonly isClosed: boolean;
  readonly records: readonly StreamRecord[];
}

/** Streams under one name, one after the other. */
export interface Plan {
  readonly streams: readonly (readonly PlannedShard[])[];
}

interface Piece {
  readonly source: string;
  readonly x: number;
  readonly trouble: 'none' | 'malformed' | 'refused' | 'garbles' | 'unknown' | 'test';
  readonly clockMs: number;
}

const piece: fc.Arbitrary<Piece> = fc.record({
  source: fc.constantFrom('pump-1', 'pump-1', 'pump-2', 'pump-3', 'pump-4'),
  x: fc.constantFrom(0, 0, 1, 3, 5, 8),
  trouble: fc.oneof(
    { weight: 10, arbitrary: fc.constant('none' as const) },
    { weight: 1, arbitrary: fc.constantFrom('malformed', 'refused', 'garbles', 'unknown', 'test') },
  ),
  clockMs: fc.constantFrom(0, 0, 0, -30_000, -400_000, 500_000),
});

const recordPlan = fc.record({
  pieces: fc.array(piece, { maxLength: 3 }),
  form: fc.oneof(
    { weight: 12, arbitrary: fc.constant('plain') },
    { weight: 2, arbitrary: fc.constantFrom('redriven', 'oversized', 'forget', 'learn') },
  ),
  gapMs: fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(0, 10, 10, 1000, 60_000) },
    { weight: 1, arbitrary: fc.constantFrom(HOUR_MS, 7 * HOUR_MS, 30 * HOUR_MS) },
  ),
});

type RecordPlan = typeof recordPlan extends fc.Arbitrary<infer T> ? T : never;

/** Shards by number, each with the numbers of its parents and how many records it may have. */
const SHAPES = {
  one: [[[], 12]],
  two: [
    [[], 8],
    [[], 8],
  ],
  split: [
    [[], 8],
    [[0], 6],
    [[0], 4],
  ],
  merged: [
    [[], 6],
    [[], 6],
    [[0, 1], 6],
  ],
  'empty between': [
    [[], 6],
    [[0], 0],
    [[1], 6],
  ],
} as const;

const shape = fc.constantFrom('one', 'one', ...(Object.keys(SHAPES) as (keyof typeof SHAPES)[]));

/** A stream, and perhaps another one under its name after it, whose numbers are lower. */
export const plan: fc.Arbitrary<Plan> = fc
  .record({
    shape,
    records: fc.array(fc.array(recordPlan, { maxLength: 12 }), { minLength: 3, maxLength: 3 }),
    next: fc.option(fc.array(recordPlan, { maxLength: 5 }), { freq: 3 }),
  })
  .map(({ shape, records, next }) => {
    const first = shardsOf(SHAPES[shape], records, START_MS - 1000, 98);
    const endMs = Math.max(...first.flatMap((one) => one.records.map(({ arrivalMs }) => arrivalMs)));
    const second = next && shardsOf(SHAPES.one, [next], endMs + 1000, 9);
    const made: Plan = { streams: second ? [first, second] : [first] };
    return { ...made, [fc.toStringMethod]: () => textOf(made) };
  });

function shardsOf(
  parentsAndSizes: readonly (readonly [readonly number[], number])[],
  records: readonly (readonly RecordPlan[])[],
  streamCreatedMs: number,
  from: number,
): PlannedShard[] {
  const shards: PlannedShard[] = [];
  const endsMs: number[] = [];
  for (const [s, [parents, most]] of parentsAndSizes.entries()) {
    const startMs = Math.max(streamCreatedMs + 1000, ...parents.map((p) => endsMs[p]));
    const shardId = idOf(s);
    const plans = most === 0 ? [] : [...records[s].slice(0, most), LAST];
    const all = recordsOf(plans, shardId, startMs, from + 100 * s);
    endsMs.push(all.at(-1)?.arrivalMs ?? startMs);
    shards.push({
      streamCreatedMs,
      shardId,
      parents: parents.map(idOf),
      isClosed: parentsAndSizes.some(([others]) => others.includes(s)),
      records: all,
    });
  }
  return shards;
}

function idOf(shard: number): string {
  return `shardId-00000000000${shard}`;
}

/** An endpoint that has never answered right cannot be told from an observation that no endpoint can answer. */
const LAST: RecordPlan = {
  pieces: [{ source: 'pump-1', x: 0, trouble: 'none', clockMs: 0 }],
  form: 'plain',
  gapMs: 1000,
};

function recordsOf(plans: readonly RecordPlan[], shardId: string, startMs: number, from: number): StreamRecord[] {
  let arrivalMs = startMs;
  return plans.map(({ pieces, form, gapMs }, r) => {
    arrivalMs += gapMs;
    const content = { sequenceNumber: String(from + r), bytes: bytesOf(pieces, form, arrivalMs) };
    return { streamArn: STREAM_ARN, shardId, partitionKey: 'key', arrivalMs, ...content };
  });
}

function bytesOf(pieces: readonly Piece[], form: RecordPlan['form'], arrivalMs: number): Uint8Array {
  if (form === 'oversized') return OVERSIZED;
  // The header of a table without rows holds nothing.
  if (pieces.length === 0) return new TextEncoder().encode('x,y');
  const data = Buffer.concat(pieces.map((one) => Buffer.concat([pieceBytes(one, arrivalMs), Buffer.from('\n')])));
  if (form === 'plain') return data;
  if (form === 'forget') return encodeForget(pieces[0].source);
  if (form === 'learn') {
    const learned = pieces.map(({ source, x }) => ({ source, timestampMs: arrivalMs - HOUR_MS, features: { x } }));
    return encodeLearn(learned);
  }
  return encodeRedriven([
    { redrivenFrom: 'shardId-000000000009:1:0', arrivedAt: new Date(arrivalMs).toISOString(), data },
  ]);
}

function pieceBytes({ source, x, trouble, clockMs }: Piece, arrivalMs: number): Uint8Array {
  if (trouble === 'malformed') return Buffer.from('{"x":1e999}');
  const timestampMs = arrivalMs + clockMs;
  const features: Record<string, number> = trouble === 'unknown' ? { y: x } : { x };
  if (trouble === 'refused' || trouble === 'garbles') features[trouble] = 1;
  return encodeObservation({
    source,
    timestampMs,
    features,
    ...(trouble === 'test' && { labels: { [TEST_LABEL]: 'a' } }),
  });
}

function textOf({ streams }: Plan): string {
  const lines = streams.flat().flatMap(({ shardId, parents, records }) => [
    `${shardId} of ${parents.join() || 'none'}`,
    ...records.map(({ sequenceNumber, arrivalMs, bytes }) => {
      const text = bytes.length > 4_000_000 ? 'oversized' : Buffer.from(bytes).toString().replaceAll('\n', ' ');
      return `  ${sequenceNumber} +${(arrivalMs - START_MS) / 1000}s ${text}`;
    }),
  ]);
  return `\n${lines.join('\n')}\n`;
}
