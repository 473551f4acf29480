import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '../template/assembly.ts';
import type { ResolvedAssembly, Resource } from '../template/resolve-assembly.ts';
import { type Container, startContainer } from './start-container.ts';
import { unpackModel } from './unpack-model.ts';

/** A deployed `AWS::SageMaker::Endpoint`. */
export interface Endpoint {
  readonly name: string;
  readonly arn: string;
  readonly variantName: string;
  readonly serverless: boolean;
  /** Requests at once; a real-time endpoint has no such limit. */
  readonly maxConcurrency: number;
  /** Of a request's body. */
  readonly maxPayloadBytes: number;
  readonly container: Container;
  stop(): Promise<void>;
}

export interface EndpointOptions {
  readonly resource: Resource;
  readonly app: ResolvedAssembly;
  /** Image tag to build folder, of the assembly. */
  readonly images: ReadonlyMap<string, string>;
  /** Reads an object as the execution role of the model. */
  readonly readObject: (url: string, roleArn: string) => Promise<Uint8Array>;
  readonly log: (line: string) => void;
}

const MEGABYTE = 1024 * 1024;

/** How long SageMaker waits for a healthy container, unless the variant says otherwise. */
const SERVERLESS_STARTUP_MS = 180_000;
const REALTIME_STARTUP_MS = 480_000;

/** Starts the endpoint's container with its model and resolves when it is healthy. */
export async function startEndpoint(options: EndpointOptions): Promise<Endpoint> {
  const { resource, app, images } = options;
  const configuration = only(
    app,
    'AWS::SageMaker::EndpointConfig',
    'EndpointConfigName',
    resource.properties.EndpointConfigName,
  );
  const [variant] = configuration.properties.ProductionVariants as JsonObject[];
  const model = only(app, 'AWS::SageMaker::Model', 'ModelName', variant!.ModelName);
  const { Image, ModelDataUrl, Environment = {} } = model.properties.PrimaryContainer as JsonObject;
  const tag = String(Image).split(':').at(-1)!;
  const imageDir = images.get(tag);
  if (imageDir === undefined)
    throw new Error(`the assembly has no image ${Image}: the local cloud runs images built from an asset only`);
  const modelDir = await mkdtemp(join(tmpdir(), 'weir-model-'));
  const remove = () => rm(modelDir, { recursive: true, force: true });
  const serverless = variant!.ServerlessConfig as JsonObject | undefined;
  let container: Container | undefined;
  try {
    if (ModelDataUrl !== undefined) {
      await unpackModel(
        await options.readObject(String(ModelDataUrl), String(model.properties.ExecutionRoleArn)),
        modelDir,
      );
    }
    const environment = Object.fromEntries(
      Object.entries(Environment as JsonObject).map(([key, value]) => [key, String(value)]),
    );
    container = await startContainer({ imageDir, modelDir, environment, log: options.log });
    const startupSeconds = variant!.ContainerStartupHealthCheckTimeoutInSeconds;
    const startupMs = startupSeconds
      ? Number(startupSeconds) * 1000
      : serverless
        ? SERVERLESS_STARTUP_MS
        : REALTIME_STARTUP_MS;
    await container.healthy(startupMs);
  } catch (cause) {
    await container?.stop();
    await remove();
    throw new Error(`endpoint ${resource.logicalId} did not start: ${(cause as Error).message}`, { cause });
  }
  const running = container;
  return {
    name: resource.attributes.EndpointName!,
    arn: resource.ref,
    variantName: String(variant!.VariantName),
    serverless: serverless !== undefined,
    maxConcurrency: serverless ? Number(serverless.MaxConcurrency) : Number.POSITIVE_INFINITY,
    maxPayloadBytes: (serverless ? 4 : 25) * MEGABYTE,
    container: running,
    async stop() {
      await running.stop();
      await remove();
    },
  };
}

function only(app: ResolvedAssembly, type: string, attribute: string, name: unknown): Resource {
  const found = app.resourcesOf(type).find(({ attributes }) => attributes[attribute] === name);
  if (!found) throw new Error(`the templates have no ${type} with ${attribute} ${name}`);
  return found;
}
