import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { type IStream, Stream } from 'aws-cdk-lib/aws-kinesis';
import { Construct } from 'constructs';
import type { Settings } from '../../settings/settings-schema.ts';
import type { InstalledData } from './installed-data.ts';

export interface WatchedStreamProps {
  readonly settings: Settings;
  readonly data: InstalledData;
}

const READ_AGAIN = ['kinesis:DescribeStreamSummary', 'kinesis:GetRecords', 'kinesis:GetShardIterator'];

/** The stream that is watched: one of our own, or one that is already there. */
export class WatchedStream extends Construct {
  readonly stream: IStream;
  private readonly keyArn?: string;

  constructor(scope: Construct, id: string, { settings, data }: WatchedStreamProps) {
    super(scope, id);
    const { streamArn, streamKeyArn } = settings;
    this.stream = streamArn ? Stream.fromStreamArn(this, 'Stream', streamArn) : data.ownStream();
    this.keyArn = streamArn && streamKeyArn;
  }

  /** What an event source mapping without enhanced fan-out calls. */
  grantRead(grantee: IGrantable): void {
    this.grant(grantee, ['kinesis:DescribeStream', 'kinesis:ListShards', ...READ_AGAIN]);
  }

  /** What reading records again calls, and looking whether anything lies behind one. */
  grantReadAgain(grantee: IGrantable): void {
    this.grant(grantee, READ_AGAIN);
  }

  /** What putting a record of our own calls. With a key of the user's a producer needs one of its own for each. */
  grantPut(grantee: IGrantable): void {
    Grant.addToPrincipal({ grantee, actions: ['kinesis:PutRecord'], resourceArns: [this.stream.streamArn] });
    if (!this.keyArn) return;
    Grant.addToPrincipal({ grantee, actions: ['kms:GenerateDataKey'], resourceArns: [this.keyArn] });
  }

  private grant(grantee: IGrantable, actions: readonly string[]): void {
    Grant.addToPrincipal({ grantee, actions: [...actions].sort(), resourceArns: [this.stream.streamArn] });
    if (this.keyArn) Grant.addToPrincipal({ grantee, actions: ['kms:Decrypt'], resourceArns: [this.keyArn] });
  }
}
