import { S3Client } from '@aws-sdk/client-s3';
import type { ModelCard } from '../../contracts/model-card.ts';
import { type ModelPointer, versionOfIdentity } from '../../contracts/model-registry.ts';
import { s3ModelRegistry } from '../../registry/s3-model-registry.ts';
import { Unavailable } from '../failures.ts';
import { CLIENT_TIMEOUTS } from './client-timeouts.ts';
import { orUnavailable } from './or-unavailable.ts';

/** What scoring reads of the registry. Each fails with {@link Unavailable}. */
export interface RegisteredModels {
  /** Which model judges, and judged when, as it is now; empty where nothing was ever deployed or promoted. */
  pointer(): Promise<ModelPointer>;
  /** What is known of a version; undefined where it is gone. */
  cardOf(identity: string): Promise<ModelCard | undefined>;
  /** The `model.tar.gz` of a version. */
  archiveOf(identity: string): Promise<Uint8Array>;
}

/** The one that judges, the one before, and one beside it. */
const MOST_KEPT = 3;

/**
 * Opens the registry for reading. The archives that were used last are kept; the SDK compares each with its checksum
 * when it comes, and whoever loads it compares its content with the identity.
 */
export function registeredModels(bucketName: string, client = new S3Client(CLIENT_TIMEOUTS)): RegisteredModels {
  const registry = s3ModelRegistry(bucketName, client);
  const kept = new Map<string, Uint8Array>();
  return {
    pointer: () => orUnavailable('models', registry.pointer()),
    cardOf: (identity) => orUnavailable('models', registry.card(identity)),
    async archiveOf(identity) {
      const archive = kept.get(identity) ?? (await orUnavailable('models', registry.archive(identity)));
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
