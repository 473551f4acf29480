import { gunzipSync } from 'node:zlib';
import { GetObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { ARCHIVE_EXTENSION, type ArchivedVerdict, archivePartition, decodeArchived } from '../../contracts/archive.ts';

/** What of an archive is read. */
export interface ArchiveSpan {
  readonly bucket: string;
  /** What Kinesis took before is left out, milliseconds since the epoch. */
  readonly fromMs: number;
  readonly nowMs: number;
}

const DAY_MS = 24 * 3_600_000;
/** Identities that are remembered, the newest: what is delivered again comes soon after. */
const MOST_KNOWN = 1_000_000;

/**
 * Reads what was archived, about in the order in which it was, each verdict once: what was delivered again has the same
 * identity. Lines that are no rows of the archive are passed over.
 */
export async function* readArchive(s3: S3Client, span: ArchiveSpan): AsyncGenerator<ArchivedVerdict> {
  const known = new Set<string>();
  for await (const Key of archiveKeys(s3, span)) {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: span.bucket, Key }));
    const text = gunzipSync(await Body!.transformToByteArray()).toString();
    for (let from = 0, end = 0; from < text.length; from = end + 1) {
      const next = text.indexOf('\n', from);
      end = next < 0 ? text.length : next;
      const row = decodeArchived(text.slice(from, end));
      if (!row || row.arrivalMs < span.fromMs || known.has(row.identity)) continue;
      known.add(row.identity);
      if (known.size > MOST_KNOWN) known.delete(known.values().next().value!);
      yield row;
    }
  }
}

/** Of the hours since then, one list a day. */
async function* archiveKeys(s3: S3Client, { bucket, fromMs, nowMs }: ArchiveSpan): AsyncGenerator<string> {
  const first = archivePartition(fromMs);
  const days = Math.floor(nowMs / DAY_MS) - Math.floor(fromMs / DAY_MS);
  for (let day = 0; day <= days; day++) {
    const Prefix = archivePartition(fromMs + day * DAY_MS).replace(/hour=.*$/, '');
    for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket: bucket, Prefix })) {
      for (const { Key = '' } of Contents) if (Key.endsWith(ARCHIVE_EXTENSION) && Key >= first) yield Key;
    }
  }
}
