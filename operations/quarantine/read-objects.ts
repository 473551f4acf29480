import type { S3Client } from '@aws-sdk/client-s3';
import pLimit from 'p-limit';
import { listKeys, readObject } from './list-objects.ts';
import type { Location } from './location.ts';

export interface TextObject {
  readonly key: string;
  readonly text: string;
}

/** Read ahead, because most of the time of a read is waiting for it. */
const READS_AT_ONCE = 16;

/** The objects below a prefix, in the order of their keys, of which `isWanted`. */
export async function* readObjects(
  client: S3Client,
  { bucket, prefix }: Location,
  isWanted: (key: string) => boolean = () => true,
): AsyncGenerator<TextObject> {
  const limit = pLimit(READS_AT_ONCE);
  const ahead: Promise<TextObject>[] = [];
  for await (const key of listKeys(client, bucket, prefix)) {
    if (!isWanted(key)) continue;
    const reading = limit(async () => ({ key, text: await readObject(client, bucket, key) }));
    // Thrown where it is awaited; an earlier failure must not leave it unheard.
    reading.catch(() => {});
    ahead.push(reading);
    if (ahead.length >= READS_AT_ONCE) yield await ahead.shift()!;
  }
  for (const reading of ahead) yield await reading;
}
