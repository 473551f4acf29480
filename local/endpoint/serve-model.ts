import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extractModelArchive } from './extract-model-archive.ts';
import { type Container, type ContainerOptions, startContainer } from './start-container.ts';

/** A healthy container and the folder with its model. */
export interface ServedModel {
  readonly container: Container;
  stop(): Promise<void>;
}

/**
 * Starts a container with a model in a folder of its own.
 * @param archive `model.tar.gz`; without one the folder stays empty
 * @throws when the container is not healthy within `startupMs`; nothing of it is left then
 */
export async function serveModel(
  archive: Uint8Array | undefined,
  options: Omit<ContainerOptions, 'modelDir'>,
  startupMs: number,
): Promise<ServedModel> {
  const modelDir = await mkdtemp(join(tmpdir(), 'weir-model-'));
  let container: Container | undefined;
  const stop = async () => {
    await container?.stop();
    await rm(modelDir, { recursive: true, force: true });
  };
  try {
    if (archive) await extractModelArchive(archive, modelDir);
    container = await startContainer({ ...options, modelDir });
    await container.healthy(startupMs);
    return { container, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
