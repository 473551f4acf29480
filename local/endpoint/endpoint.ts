import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LogGroups } from '../logs/log-groups.ts';
import type { ObjectStore } from '../s3/object-store.ts';
import type { Assembly } from '../template/assembly.ts';
import type { EndpointConfiguration } from './endpoint-configuration.ts';
import type { ExecutionRole } from './execution-role.ts';
import { type Container, startContainer } from './start-container.ts';
import { unpackModel } from './unpack-model.ts';

/** A running endpoint. */
export interface Endpoint extends EndpointConfiguration {
  readonly container: Container;
  stop(): Promise<void>;
}

export interface EndpointOptions {
  readonly images: Assembly['images'];
  readonly objects: Pick<ObjectStore, 'get'>;
  readonly role: ExecutionRole;
  readonly logs: Pick<LogGroups, 'write'>;
}

/** Starts the endpoint's container with its model, as far as its role may, and resolves when it is healthy. */
export async function startEndpoint(configuration: EndpointConfiguration, options: EndpointOptions): Promise<Endpoint> {
  const { logicalId, imageUri, modelDataUrl, environment, startupMs, logGroupName } = configuration;
  const { images, objects, role, logs } = options;
  const modelDir = await mkdtemp(join(tmpdir(), 'weir-model-'));
  let container: Container | undefined;
  const stop = async () => {
    await container?.stop();
    await rm(modelDir, { recursive: true, force: true });
  };
  try {
    role.pullImage(imageUri);
    if (modelDataUrl !== undefined) {
      const { bucket, key } = bucketAndKey(modelDataUrl);
      role.readModel(bucket, key);
      await unpackModel(objects.get(bucket, key).body, modelDir);
    }
    const mayWriteLogs = role.mayWriteLogs(logGroupName);
    role.mayWriteMetrics();
    const log = (line: string) => mayWriteLogs && logs.write(logGroupName, logicalId, line);
    container = await startContainer({ imageDir: imageDirOf(imageUri, images), modelDir, environment, log });
    await container.healthy(startupMs);
    return { ...configuration, container, stop };
  } catch (cause) {
    await stop();
    throw new Error(`endpoint ${logicalId} did not start: ${(cause as Error).message}`, { cause });
  }
}

function imageDirOf(imageUri: string, images: Assembly['images']): string {
  const dir = images.get(imageUri.split(':').at(-1)!);
  if (dir !== undefined) return dir;
  throw new Error(`the assembly has no image ${imageUri}: the local cloud runs images built from an asset only`);
}

function bucketAndKey(url: string): { bucket: string; key: string } {
  const path = url.replace(/^s3:\/\//, '').replace(/^https:\/\/s3\.[^/]+\//, '');
  const slash = path.indexOf('/');
  return { bucket: path.slice(0, slash), key: path.slice(slash + 1) };
}
