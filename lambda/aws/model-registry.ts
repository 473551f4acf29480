import { GetObjectCommand, NoSuchKey, S3Client } from '@aws-sdk/client-s3';
import {
  archiveKey,
  decodePointer,
  EMPTY_POINTER,
  type ModelPointer,
  POINTER_KEY,
  versionOfIdentity,
} from '../../contracts/model-registry.ts';
import { Unavailable } from '../failures.ts';
import { CLIENT_TIMEOUTS } from './client-timeouts.ts';
import { orUnavailable } from './or-unavailable.ts';

/** What scoring reads of the registry. Each fails with {@link Unavailable}. */
export interface ModelRegistry {
  /** Which model judges, and judged when, as it is now; empty where nothing was ever deployed or promoted. */
  pointer(): Promise<ModelPointer>;
  /** The `model.tar.gz` of a version. */
  archiveOf(identity: string): Promise<Uint8Array>;
}

/** The one that judges, and the one before or beside it. */
const MOST_KEPT = 3;

/**
 * Opens the registry. Archives are kept, the last ones used; the SDK compares each with its checksum when it comes, and
 * whoever loads it compares its content with the identity.
 */
export function modelRegistry(bucketName: string, client = new S3Client(CLIENT_TIMEOUTS)): ModelRegistry {
  const kept = new Map<string, Uint8Array>();
  const read = async (Key: string) => {
    const command = new GetObjectCommand({ Bucket: bucketName, Key, ChecksumMode: 'ENABLED' });
    const { Body } = await client.send(command);
    return Body!.transformToByteArray();
  };
  return {
    async pointer() {
      const bytes = await orUnavailable('models', unlessMissing(read(POINTER_KEY)));
      if (!bytes) return EMPTY_POINTER;
      try {
        return decodePointer(new TextDecoder().decode(bytes));
      } catch (error) {
        throw new Unavailable('models', (error as Error).message, { cause: error });
      }
    },
    async archiveOf(identity) {
      const archive = kept.get(identity) ?? (await orUnavailable('models', unlessMissing(read(archiveKey(identity)))));
      if (!archive) throw new Unavailable('models', missing(identity));
      kept.delete(identity);
      kept.set(identity, archive);
      if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value!);
      return archive;
    },
  };
}

function missing(identity: string): string {
  const version = versionOfIdentity(identity);
  return `the registry does not hold version ${version}, which is to judge: put it there again, or void it`;
}

async function unlessMissing(read: Promise<Uint8Array>): Promise<Uint8Array | undefined> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
}
