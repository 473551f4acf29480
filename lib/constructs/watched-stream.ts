import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { type IStream, Stream } from 'aws-cdk-lib/aws-kinesis';
import { Construct } from 'constructs';
import type { Settings } from '../../settings/settings-schema.ts';
import type { InstalledData } from './installed-data.ts';

export interface WatchedStreamProps {
  readonly settings: Settings;
  readonly data: InstalledData;
}

const LOOK = ['kinesis:DescribeStreamSummary', 'kinesis:GetRecords', 'kinesis:GetShardIterator'];

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
    this.grant(grantee, ['kinesis:DescribeStream', 'kinesis:ListShards', ...LOOK]);
  }

  /** What calls who looks whether anything lies behind a record. */
  grantLook(grantee: IGrantable): void {
    this.grant(grantee, LOOK);
  }

  private grant(grantee: IGrantable, actions: readonly string[]): void {
    Grant.addToPrincipal({ grantee, actions: [...actions].sort(), resourceArns: [this.stream.streamArn] });
    if (this.keyArn) Grant.addToPrincipal({ grantee, actions: ['kms:Decrypt'], resourceArns: [this.keyArn] });
  }
}
