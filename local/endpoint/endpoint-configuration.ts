import type { JsonObject } from '../template/assembly.ts';
import type { ResolvedAssembly, Resource } from '../template/resolve-assembly.ts';

/**
 * What the templates say of an `AWS::SageMaker::Endpoint`, its configuration and its model, with SageMaker's limits.
 */
export interface EndpointConfiguration {
  readonly name: string;
  readonly arn: string;
  readonly logicalId: string;
  readonly configurationName: string;
  readonly modelName: string;
  readonly logGroupName: string;
  readonly variantName: string;
  readonly serverless: boolean;
  /** Requests at once; a real-time endpoint has no such limit. */
  readonly maxConcurrency: number;
  /** Of a request's body, and of an answer's. */
  readonly maxPayloadBytes: number;
  /** How long SageMaker waits for a healthy container. */
  readonly startupMs: number;
  readonly imageUri: string;
  /** `s3://bucket/key` or `https://s3.region.amazonaws.com/bucket/key`. */
  readonly modelDataUrl: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly executionRoleArn: string;
}

const MEGABYTE = 1024 * 1024;
const SERVERLESS_STARTUP_MS = 180_000;
const REALTIME_STARTUP_MS = 480_000;

/** @throws when the endpoint refers to a configuration or a model that no template has */
export function endpointConfiguration(endpoint: Resource, app: ResolvedAssembly): EndpointConfiguration {
  const configured = endpoint.properties.EndpointConfigName;
  const configuration = find(app, 'AWS::SageMaker::EndpointConfig', 'EndpointConfigName', configured);
  const [variant] = configuration.properties.ProductionVariants as [JsonObject];
  const model = find(app, 'AWS::SageMaker::Model', 'ModelName', variant.ModelName).properties;
  const container = model.PrimaryContainer as JsonObject;
  const serverless = variant.ServerlessConfig as JsonObject | undefined;
  const startupSeconds = variant.ContainerStartupHealthCheckTimeoutInSeconds;
  const defaultStartupMs = serverless ? SERVERLESS_STARTUP_MS : REALTIME_STARTUP_MS;
  const name = endpoint.attributes.EndpointName!;
  return {
    name,
    arn: endpoint.ref,
    logicalId: endpoint.logicalId,
    configurationName: String(configured),
    modelName: String(variant.ModelName),
    logGroupName: `/aws/sagemaker/Endpoints/${name}`,
    variantName: String(variant.VariantName),
    serverless: serverless !== undefined,
    maxConcurrency: serverless ? Number(serverless.MaxConcurrency) : Number.POSITIVE_INFINITY,
    maxPayloadBytes: (serverless ? 4 : 25) * MEGABYTE,
    startupMs: startupSeconds === undefined ? defaultStartupMs : Number(startupSeconds) * 1000,
    imageUri: String(container.Image),
    modelDataUrl: container.ModelDataUrl === undefined ? undefined : String(container.ModelDataUrl),
    environment: Object.fromEntries(
      Object.entries((container.Environment ?? {}) as JsonObject).map(([key, value]) => [key, String(value)]),
    ),
    executionRoleArn: String(model.ExecutionRoleArn),
  };
}

function find(app: ResolvedAssembly, type: string, attribute: string, name: unknown): Resource {
  const found = app.resourcesOf(type).find(({ attributes }) => attributes[attribute] === name);
  if (!found) throw new Error(`the templates have no ${type} with ${attribute} ${name}`);
  return found;
}
