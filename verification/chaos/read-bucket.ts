import { GetObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import pLimit from 'p-limit';
import { GIVEN_UP_PREFIX, QUARANTINE_PREFIX, type QuarantinedObservation } from '../../contracts/quarantine.ts';

const READS_AT_ONCE = 8;

/** All that is in quarantine, once for each line of each object. */
export async function readQuarantine(client: S3Client, bucket: string): Promise<QuarantinedObservation[]> {
  const bodies = await bodiesUnder(client, bucket, QUARANTINE_PREFIX);
  return bodies.flatMap((body) =>
    body
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as QuarantinedObservation),
  );
}

/**
 * `shardId:sequenceNumber` of each record that was given up with its payload.
 * @param known keys of objects that need not be read again; those that were read are added
 */
export async function givenUpIdentities(client: S3Client, bucket: string, known: Set<string>): Promise<string[]> {
  const bodies = await bodiesUnder(client, bucket, GIVEN_UP_PREFIX, known);
  return bodies.flatMap((body) => {
    const { payload } = JSON.parse(body) as { payload: string };
    return (JSON.parse(payload) as { Records: { eventID: string }[] }).Records.map(({ eventID }) => eventID);
  });
}

async function bodiesUnder(
  client: S3Client,
  Bucket: string,
  Prefix: string,
  known = new Set<string>(),
): Promise<string[]> {
  const keys: string[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket, Prefix })) {
    for (const { Key } of Contents) if (!known.has(Key!)) keys.push(Key!);
  }
  for (const key of keys) known.add(key);
  const limit = pLimit(READS_AT_ONCE);
  const read = async (Key: string) =>
    (await client.send(new GetObjectCommand({ Bucket, Key }))).Body!.transformToString();
  return Promise.all(keys.map((key) => limit(() => read(key))));
}
