import type { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod/mini';
import { GIVEN_UP_PREFIX } from '../../contracts/quarantine.ts';
import type { Location } from './location.ts';
import { readObjects } from './read-objects.ts';

/** One batch that waited longer than the record age allows, as Lambda's failure destination keeps it. */
export interface GivenUpBatch {
  readonly key: string;
  readonly shardId: string;
  /** When, ISO 8601. */
  readonly givenUpAt: string;
  /** Lambda's word for why: `RetryAttemptsExhausted`, ... */
  readonly condition: string;
  /** In shard order. */
  readonly records: readonly GivenUpRecord[];
}

/** A record that was given up, whole, as it was on the stream. */
export interface GivenUpRecord {
  readonly shardId: string;
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  readonly arrivalMs: number;
  readonly data: Uint8Array;
}

const eventSchema = z.object({
  Records: z.array(
    z.object({
      /** `shardId:sequenceNumber` */
      eventID: z.string(),
      kinesis: z.object({
        sequenceNumber: z.string().check(z.regex(/^\d+$/)),
        partitionKey: z.string(),
        approximateArrivalTimestamp: z.number(),
        data: z.string(),
      }),
    }),
  ),
});

const documentSchema = z.object({
  requestContext: z.object({ condition: z.string() }),
  timestamp: z.string(),
  KinesisBatchInfo: z.object({ shardId: z.string() }),
  /** The event as AWS writes it, JSON within JSON; or as it reads after somebody has unpacked it. */
  payload: z.union([z.string(), eventSchema]),
});

/** Batch after batch, since they were given up. The same record may be in several of them. */
export async function* givenUpBatches(client: S3Client, location: Location, sinceMs = 0): AsyncGenerator<GivenUpBatch> {
  const isWanted = (key: string) => givenUpAtMs(key) >= sinceMs;
  for await (const { key, text } of readObjects(client, location, isWanted)) yield decodeGivenUp(text, key);
}

/** Lambda names the second: `aws/lambda/UUID/SHARD/2026/11/20/2026-11-20T17.45.00-UUID`. */
export function givenUpAtMs(key: string): number {
  const [, day, hour, minute, second] = /\/(\d{4}-\d\d-\d\d)T(\d\d)\.(\d\d)\.(\d\d)-[^/]*$/.exec(key) ?? [];
  return day === undefined ? Number.POSITIVE_INFINITY : Date.parse(`${day}T${hour}:${minute}:${second}Z`);
}

/** All records that were given up, batch after batch. The same record may be in several batches. */
export async function* givenUpRecords(client: S3Client, bucket: string): AsyncGenerator<GivenUpRecord> {
  for await (const { records } of givenUpBatches(client, { bucket, prefix: GIVEN_UP_PREFIX })) yield* records;
}

/** @throws saying that the object is not what Lambda writes */
export function decodeGivenUp(text: string, key: string): GivenUpBatch {
  try {
    const { requestContext, timestamp, KinesisBatchInfo, payload } = documentSchema.parse(JSON.parse(text));
    const { Records } = typeof payload === 'string' ? eventSchema.parse(JSON.parse(payload)) : payload;
    const { shardId } = KinesisBatchInfo;
    const records = Records.map(({ kinesis }) => ({
      shardId,
      sequenceNumber: kinesis.sequenceNumber,
      partitionKey: kinesis.partitionKey,
      arrivalMs: Math.round(kinesis.approximateArrivalTimestamp * 1000),
      data: Buffer.from(kinesis.data, 'base64'),
    }));
    return { key, shardId, givenUpAt: timestamp, condition: requestContext.condition, records };
  } catch (cause) {
    throw new Error(`${key} is not a batch that Lambda gave up with its records`, { cause });
  }
}
