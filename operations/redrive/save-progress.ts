import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { REDRIVEN_PREFIX } from '../../contracts/quarantine.ts';
import type { PutEntries } from '../stream/put-entries.ts';
import type { RedriveRecord } from './pack-records.ts';

/** Writes down what is on the stream again. */
export type SaveIdentities = (identities: readonly string[]) => Promise<void>;

/**
 * An object in the quarantine bucket for each call: `redriven/2026-11-20T17.45.00.123Z/000001.txt`, an identity each
 * line.
 */
export function saveToBucket(client: S3Client, bucket: string, startedMs: number): SaveIdentities {
  const run = new Date(startedMs).toISOString().replaceAll(':', '.');
  let calls = 0;
  return async (identities) => {
    const Key = `${REDRIVEN_PREFIX}${run}/${String(++calls).padStart(6, '0')}.txt`;
    await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: `${identities.join('\n')}\n` }));
  };
}

/**
 * Puts as `put` does, and returns when what it took in is written down, so that who is killed repeats at most one call.
 */
export function puttingWithProgress(
  put: PutEntries,
  save: SaveIdentities,
): { put: PutEntries; expect(record: RedriveRecord): void } {
  const underWay = new Map<Uint8Array, RedriveRecord>();
  let begun: Promise<void> | undefined;
  return {
    expect: (record) => void underWay.set(record.data, record),
    async put(entries) {
      // Who may not write progress down must not begin: each try would put the first call again.
      begun ??= save([]);
      await begun;
      const answers = await put(entries);
      const accepted = entries.filter((_, i) => answers[i] && 'sequenceNumber' in answers[i]);
      const candidates = accepted.flatMap(({ data }) => underWay.get(data)!.candidates);
      if (candidates.length > 0) await save(candidates.map(({ identity }) => identity));
      for (const { data } of accepted) underWay.delete(data);
      return answers;
    },
  };
}
