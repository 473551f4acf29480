import { devNull } from 'node:os';
import type { JsonObject } from '../template/assembly.ts';
import type { Resource } from '../template/resolve-assembly.ts';

/** An `AWS::Lambda::Function` of the template, with Lambda's defaults. */
export interface FunctionConfiguration {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
  /** Folder with the unpacked deployment package. */
  readonly codeDir: string;
  readonly handler: string;
  readonly runtime: string;
  readonly memoryMb: number;
  readonly timeoutMs: number;
  /** Environments at once at most; without a reservation, the account's default limit. */
  readonly maxConcurrency: number;
  readonly logFormat: 'Text' | 'JSON';
  readonly applicationLogLevel: string | undefined;
  readonly logGroupName: string;
  readonly variables: Readonly<Record<string, string>>;
}

const ACCOUNT_CONCURRENCY = 1000;

/** @param files `bucket/key` to folder, of the assembly */
export function functionConfiguration(resource: Resource, files: ReadonlyMap<string, string>): FunctionConfiguration {
  const { logicalId, ref: name, attributes, properties } = resource;
  const code = properties.Code as JsonObject;
  const codeDir = files.get(`${code.S3Bucket}/${code.S3Key}`);
  if (codeDir === undefined)
    throw new Error(`the assembly has no code for function ${logicalId}: ${JSON.stringify(code)}`);
  const logging = (properties.LoggingConfig ?? {}) as JsonObject;
  const variables = ((properties.Environment as JsonObject | undefined)?.Variables ?? {}) as JsonObject;
  return {
    logicalId,
    name,
    codeDir,
    arn: attributes.Arn!,
    roleArn: String(properties.Role),
    handler: String(properties.Handler),
    runtime: String(properties.Runtime),
    memoryMb: Number(properties.MemorySize ?? 128),
    timeoutMs: Number(properties.Timeout ?? 3) * 1000,
    maxConcurrency: Number(properties.ReservedConcurrentExecutions ?? ACCOUNT_CONCURRENCY),
    logFormat: logging.LogFormat === 'JSON' ? 'JSON' : 'Text',
    applicationLogLevel: logging.ApplicationLogLevel as string | undefined,
    logGroupName: String(logging.LogGroup ?? `/aws/lambda/${name}`),
    variables: Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, String(value)])),
  };
}

/** Where and as whom a function runs: what the platform adds to the template's variables. */
export interface FunctionEnvironment {
  readonly region: string;
  readonly endpointUrl: string;
  readonly credentials: Readonly<Record<string, string>>;
  /** A file of certificate authorities that are trusted beside the usual ones. */
  readonly certificates?: string;
}

/** The whole environment of a function's process: nothing of the user's own shell gets in. */
export function processEnvironment(
  configuration: FunctionConfiguration,
  environment: FunctionEnvironment,
  sandbox: { readonly runtimeApi: string; readonly logStreamName: string },
): Record<string, string> {
  const { logFormat, applicationLogLevel } = configuration;
  return {
    ...configuration.variables,
    AWS_REGION: environment.region,
    AWS_DEFAULT_REGION: environment.region,
    AWS_ENDPOINT_URL: environment.endpointUrl,
    ...environment.credentials,
    ...(environment.certificates !== undefined && { NODE_EXTRA_CA_CERTS: environment.certificates }),
    // There is no home on Lambda, so the user's own profiles must not be found either.
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EXECUTION_ENV: `AWS_Lambda_${configuration.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: configuration.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(configuration.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: configuration.logGroupName,
    AWS_LAMBDA_LOG_STREAM_NAME: sandbox.logStreamName,
    AWS_LAMBDA_LOG_FORMAT: logFormat,
    ...(logFormat === 'JSON' && applicationLogLevel ? { AWS_LAMBDA_LOG_LEVEL: applicationLogLevel } : {}),
    AWS_LAMBDA_RUNTIME_API: sandbox.runtimeApi,
    LAMBDA_TASK_ROOT: configuration.codeDir,
    _HANDLER: configuration.handler,
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    ...(process.env.SystemRoot ? { SystemRoot: process.env.SystemRoot } : {}),
  };
}
