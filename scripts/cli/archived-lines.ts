import { S3Client } from '@aws-sdk/client-s3';
import type { ArchivedVerdict } from '../../contracts/archive.ts';
import { archivedLine } from '../../operations/archive/archived-lines.ts';
import { findArchive } from '../../operations/archive/find-archive.ts';
import { readArchive } from '../../operations/archive/read-archive.ts';

/** The word for `--from` that means the archive of an installation. */
export const FROM_ARCHIVE = 'archive';

/** What an installation has archived since then, each verdict once. @throws where it has no archive */
export async function* archivedVerdicts(name: string, fromMs: number): AsyncGenerator<ArchivedVerdict> {
  const bucket = await findArchive(name);
  const s3 = new S3Client({});
  try {
    yield* readArchive(s3, { bucket, fromMs, nowMs: Date.now() });
  } finally {
    s3.destroy();
  }
}

/** The same as the lines that the consumer's log would have of them. */
export async function* archivedLines(name: string, fromMs: number) {
  for await (const archived of archivedVerdicts(name, fromMs)) yield archivedLine(archived);
}
