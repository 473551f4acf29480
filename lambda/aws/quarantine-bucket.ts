import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { encodeQuarantined, type QuarantinedObservation, quarantineKey } from '../../contracts/quarantine.ts';
import { CLIENT_TIMEOUTS } from './client-timeouts.ts';
import { orUnavailable } from './or-unavailable.ts';

/** Writes observations of one shard, in order, to one object; fails with {@link Unavailable}. */
export type Quarantine = (observations: readonly QuarantinedObservation[]) => Promise<void>;

/**
 * Opens the port to the quarantine bucket: observations that belong together become one object.
 *
 * @throws Unavailable from the port, if S3 did not take the object
 */
export function quarantineBucket(bucketName: string, client = new S3Client(CLIENT_TIMEOUTS)): Quarantine {
  return async (observations) => {
    const command = new PutObjectCommand({
      Bucket: bucketName,
      Key: quarantineKey(observations),
      Body: encodeQuarantined(observations),
      ContentType: 'application/jsonl',
    });
    await orUnavailable('quarantine', client.send(command));
  };
}
