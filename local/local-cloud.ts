import type { Clock } from './event-source-mapping/clock.ts';
import type { ServiceRequest, ServiceResponse } from './gateway/service.ts';
import type { Authorisation } from './iam/authoriser.ts';
import type { KinesisOptions } from './kinesis/kinesis.ts';
import type { Death } from './lambda/function-process.ts';
import type { InvokeOutcome } from './lambda/invoke-outcome.ts';
import type { Secrets } from './secrets/secret-services.ts';
import type { FilterPolicy } from './sns/filter-policy.ts';

/** What `startLocalCloud` gives: the synthesised app running on this machine. */
export interface LocalCloud {
  /** What an AWS client needs to talk to it: AWS_ENDPOINT_URL, AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY. */
  readonly environment: Readonly<Record<string, string>>;
  /** CloudFormation outputs of all stacks, by output name: StreamName, EndpointName, AlertTopicArn, ... */
  readonly outputs: Readonly<Record<string, string>>;
  /**
   * Each message as a subscriber of the alert topic receives it, after `filterPolicy` over the message attributes when
   * one is given. Returns how to unsubscribe.
   */
  onAlert(listener: (message: ReceivedAlert) => void, filterPolicy?: FilterPolicy): () => void;
  /** Each line a function writes to its log group. */
  onLogLine(listener: (line: LogLine) => void): () => void;
  /** Resolves when every record put so far was handled: each shard read to its tip and no invocation under way. */
  settled(): Promise<void>;
  /** Runs every schedule of the templates once, now, and resolves when its functions have answered. */
  runSchedules(): Promise<void>;
  /** Invokes the function whose logical id begins so, as the Invoke API would. */
  invokeFunction(logicalIdPrefix: string, event: unknown): Promise<InvokeOutcome>;
  /**
   * Ends the function's running processes at once (SIGKILL), or only the one that works on the invocation of `traceId`,
   * a call's `x-amzn-trace-id`; the next invocation starts a new one.
   * @returns how many there were
   */
  killFunction(logicalIdPrefix: string, death?: Death, traceId?: string): number;
  /** Ends the endpoints' containers at once; each is started again and loads its model anew. */
  killContainers(): void;
  /**
   * Deploys another model to every endpoint while it serves, as UpdateEndpoint does; resolves when the new model
   * answers.
   * @param archive `model.tar.gz`
   * @throws when the container does not come up with it; the endpoint then keeps the model it has
   */
  deployModel(archive: Uint8Array): Promise<void>;
  /** Ends everything that was started; idempotent. */
  stop(): Promise<void>;
}

export interface ReceivedAlert {
  readonly messageId: string;
  readonly subject?: string;
  /** The body of each protocol, as SNS would deliver it: `default`, `email`, `sqs`, ... */
  readonly bodies: Readonly<Record<string, string>>;
  readonly attributes: Readonly<Record<string, string>>;
  readonly receivedAtMs: number;
}

export interface LogLine {
  /** Logical id of the function in its template. */
  readonly function: string;
  readonly text: string;
}

export interface LocalCloudOptions {
  /** A synthesised cloud assembly (`cdk.out`). */
  readonly assemblyDir: string;
  /** Where functions' and the container's logs go, a file each; nowhere when absent. */
  readonly logsDir?: string;
  /** 0 or absent: any free port. */
  readonly port?: number;
  /** A program that drives the functions' handlers in place of our runtime, such as AWS's own runtime client. */
  readonly bootstrap?: string;
  /** Time of the stream and its event source mapping; functions and services keep the real one. */
  readonly clock?: Clock;
  /** Stands before every service, so that tests can make it fail; without one, everything passes. */
  readonly intercept?: Intercept;
  /** Hears each decision about what a role may do. */
  readonly onDecision?: (authorisation: Authorisation) => void;
  /** Stands between event source mappings and their functions; without one, each batch is delivered once. */
  readonly interceptBatch?: InterceptBatch;
  /** What Secrets Manager and, by names that begin with `ssm:`, the parameters of SSM hold. */
  readonly secrets?: Secrets;
  /** A file of certificate authorities that functions trust beside the usual ones. */
  readonly certificates?: string;
  /** PutRecords entries that are refused as if their shard were over its limits. */
  readonly refusePut?: KinesisOptions['refusePut'];
}

/**
 * Answers a request in place of its service (by signing name: `sagemaker`, `sns`, ...), or lets it through with
 * `proceed`. To refuse, throw a ServiceError; to break the connection without an answer, throw a LostConnection.
 */
export type Intercept = (
  service: string,
  request: ServiceRequest,
  proceed: () => Promise<ServiceResponse>,
) => Promise<ServiceResponse>;

/** Delivers a batch with `proceed`, as often as it likes or not at all; what it answers is what the mapping goes by. */
export type InterceptBatch = (proceed: () => Promise<InvokeOutcome>) => Promise<InvokeOutcome>;
