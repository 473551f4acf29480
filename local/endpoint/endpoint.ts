import type { LogGroups } from '../logs/log-groups.ts';
import type { ObjectStore } from '../s3/object-store.ts';
import type { Assembly } from '../template/assembly.ts';
import type { EndpointConfiguration } from './endpoint-configuration.ts';
import type { ExecutionRole } from './execution-role.ts';
import { imageDirOf } from './image-dir.ts';
import { serveModel } from './serve-model.ts';
import type { Container } from './start-container.ts';

/** A running endpoint. */
export interface Endpoint extends EndpointConfiguration {
  /** The one that gets the requests: after a deployment, another one. */
  readonly container: Container;
  /**
   * As UpdateEndpoint does with another model: a second container loads it, gets the requests once it is healthy, and
   * the first one finishes what it has. When the new one does not start, the first one stays.
   * @param archive `model.tar.gz`
   */
  deploy(archive: Uint8Array): Promise<void>;
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
  try {
    role.pullImage(imageUri);
    const archive = modelDataUrl === undefined ? undefined : readModel(modelDataUrl, objects, role);
    const mayWriteLogs = role.mayWriteLogs(logGroupName);
    role.mayWriteMetrics();
    const log = (line: string) => mayWriteLogs && logs.write(logGroupName, logicalId, line);
    const imageDir = imageDirOf(imageUri, images);
    const serve = (model?: Uint8Array) => serveModel(model, { imageDir, environment, log }, startupMs);
    let serving = await serve(archive);
    return {
      ...configuration,
      get container() {
        return serving.container;
      },
      async deploy(model) {
        const before = serving;
        serving = await serve(model);
        await before.stop();
      },
      stop: () => serving.stop(),
    };
  } catch (cause) {
    throw new Error(`endpoint ${logicalId} did not start: ${(cause as Error).message}`, { cause });
  }
}

function readModel(url: string, objects: EndpointOptions['objects'], role: ExecutionRole): Uint8Array {
  const { bucket, key } = bucketAndKey(url);
  role.readModel(bucket, key);
  return objects.get(bucket, key).body;
}

function bucketAndKey(url: string): { bucket: string; key: string } {
  const path = url.replace(/^s3:\/\//, '').replace(/^https:\/\/s3\.[^/]+\//, '');
  const slash = path.indexOf('/');
  return { bucket: path.slice(0, slash), key: path.slice(slash + 1) };
}
