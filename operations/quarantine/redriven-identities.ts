import type { S3Client } from '@aws-sdk/client-s3';
import { REDRIVEN_PREFIX } from '../../contracts/quarantine.ts';
import { readObjects } from './read-objects.ts';

/**
 * Everything that was put on the stream again, by the identity under which it lay there: of a quarantined observation
 * its own, of a record that was given up `shardId:sequenceNumber`.
 */
export async function redrivenIdentities(client: S3Client, bucket: string): Promise<Set<string>> {
  const identities = new Set<string>();
  for await (const { text } of readObjects(client, { bucket, prefix: REDRIVEN_PREFIX })) {
    for (const line of text.split('\n')) if (line !== '') identities.add(line);
  }
  return identities;
}
