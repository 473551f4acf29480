/** What `startLocalCloud` gives: the synthesised app running on this machine. */
export interface LocalCloud {
  /** What an AWS client needs to talk to it: AWS_ENDPOINT_URL, AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY. */
  readonly environment: Readonly<Record<string, string>>;
  /** CloudFormation outputs of all stacks, by output name: StreamName, EndpointName, AlertTopicArn, ... */
  readonly outputs: Readonly<Record<string, string>>;
  /** Each message as a subscriber of the alert topic receives it (after `filterPolicy`, when given). Returns how to unsubscribe. */
  onAlert(listener: (message: AlertMessage) => void): () => void;
  /** Each line a function writes to its log group. */
  onLogLine(listener: (line: LogLine) => void): () => void;
  /** Resolves when every record put so far was handled: each shard read to its tip and no invocation under way. */
  settled(): Promise<void>;
  /** Ends the function's running process at once (SIGKILL), as a crash would; the next invocation starts a new one. */
  killFunction(logicalIdPrefix: string): void;
  /** Ends everything that was started; idempotent. */
  stop(): Promise<void>;
}

export interface AlertMessage {
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
}
