import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ARCHIVE_EXTENSION, archivePartition } from '../../contracts/archive.ts';
import type { ArchivePlaces, ArchiveRecord } from '../consumer/archive-verdicts.ts';
import { CLIENT_TIMEOUTS } from './client-timeouts.ts';

/**
 * Of one call.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html, 500 records and 4 MiB
 */
const MOST_RECORDS = 500;
const MOST_BYTES = 4_000_000;
/** What was refused alone is tried so often in all, after a moment each. */
const TRIES = 3;
const PAUSE_MS = 100;

interface Clients {
  readonly firehose: FirehoseClient;
  readonly s3: S3Client;
}

/** The delivery stream of the archive and the bucket behind it. */
export function archivePlaces(
  { delivery, bucket }: { readonly delivery: string; readonly bucket: string },
  { firehose, s3 }: Clients = { firehose: new FirehoseClient(CLIENT_TIMEOUTS), s3: new S3Client(CLIENT_TIMEOUTS) },
): ArchivePlaces {
  /** @returns those that were refused alone, which a call that succeeded may say */
  async function putBatch(records: readonly ArchiveRecord[], abortSignal: AbortSignal): Promise<ArchiveRecord[]> {
    const Records = records.map(({ bytes: Data }) => ({ Data }));
    const command = new PutRecordBatchCommand({ DeliveryStreamName: delivery, Records });
    const { RequestResponses = [] } = await firehose.send(command, { abortSignal });
    return records.filter((_, i) => RequestResponses[i]?.ErrorCode !== undefined);
  }

  return {
    async deliver(records, budgetMs) {
      const abortSignal = AbortSignal.timeout(budgetMs);
      const refused: ArchiveRecord[] = [];
      for (const batch of batches(records)) {
        let left: readonly ArchiveRecord[] = batch;
        for (let tries = 0; tries < TRIES && left.length > 0 && !abortSignal.aborted; tries++) {
          if (tries > 0) await sleep(PAUSE_MS * tries);
          left = await putBatch(left, abortSignal);
        }
        refused.push(...left);
      }
      return refused;
    },
    async put(records, budgetMs) {
      const now = Date.now();
      const Key = `${archivePartition(now)}consumer-${now}-${randomUUID()}${ARCHIVE_EXTENSION}`;
      const Body = gzipSync(Buffer.concat(records.map(({ bytes }) => bytes)));
      const command = new PutObjectCommand({ Bucket: bucket, Key, Body, ContentType: 'application/gzip' });
      await s3.send(command, { abortSignal: AbortSignal.timeout(budgetMs) });
    },
  };
}

function* batches(records: readonly ArchiveRecord[]): Generator<ArchiveRecord[]> {
  let batch: ArchiveRecord[] = [];
  let bytes = 0;
  for (const record of records) {
    if (batch.length === MOST_RECORDS || (batch.length > 0 && bytes + record.bytes.length > MOST_BYTES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(record);
    bytes += record.bytes.length;
  }
  if (batch.length > 0) yield batch;
}
