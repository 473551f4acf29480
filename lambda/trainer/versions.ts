import type { ModelCard } from '../../contracts/model-card.ts';
import { type ModelPointer, type PointerChange, versionOfIdentity } from '../../contracts/model-registry.ts';
import type { Model } from '../../model/model.ts';
import { decodeModel } from '../../model/model-files.ts';
import { unpackModel } from '../../model/unpack-model.ts';
import type { ModelRegistry } from '../../registry/model-registry.ts';
import { currentOf } from '../../registry/move-pointer.ts';

/** The version that judges this stream, with what is known of it. */
export interface CurrentVersion {
  readonly change: PointerChange;
  readonly card: ModelCard;
}

/** A version whose archive is not there, or is not what its identity says: it cannot score. */
export class UnloadableVersion extends Error {}

/** Undefined where none judges this stream: a sample's model judges the sample's alone. */
export async function currentVersion(
  registry: ModelRegistry,
  pointer: ModelPointer,
): Promise<CurrentVersion | undefined> {
  const change = currentOf(pointer);
  if (!change || change.sampleFeatures) return undefined;
  const card = await registry.card(change.model);
  return card && { change, card };
}

/** Loads a version, ready to score. @throws {UnloadableVersion} saying why it cannot be */
export async function loadRegistered(registry: ModelRegistry, identity: string): Promise<Model> {
  const version = versionOfIdentity(identity);
  const archive = await registry.archive(identity);
  if (archive === undefined) throw new UnloadableVersion(`the archive of version ${version} is not there`);
  try {
    const model = decodeModel(await unpackModel(archive));
    if (model.identity !== identity) throw new Error(`it is that of version ${model.version}`);
    return model;
  } catch (error) {
    throw new UnloadableVersion(`version ${version} cannot be loaded: ${(error as Error).message}`, { cause: error });
  }
}
