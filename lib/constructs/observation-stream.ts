import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { type IStream, Stream, StreamEncryption, StreamMode } from 'aws-cdk-lib/aws-kinesis';
import { Construct } from 'constructs';
import type { Settings } from '../../settings/settings-schema.ts';

export interface ObservationStreamProps {
  readonly settings: Settings;
  readonly removalPolicy: RemovalPolicy;
}

/** The stream that is watched: one of our own, or one that is already there. */
export class ObservationStream extends Construct {
  readonly stream: IStream;
  private readonly keyArn?: string;

  constructor(scope: Construct, id: string, { settings, removalPolicy }: ObservationStreamProps) {
    super(scope, id);
    if (settings.streamArn) {
      this.stream = Stream.fromStreamArn(this, 'Stream', settings.streamArn);
      this.keyArn = settings.streamKeyArn;
      return;
    }
    const { streamMode, shards = 1, streamRetentionHours } = settings;
    const capacity =
      streamMode === 'on-demand'
        ? { streamMode: StreamMode.ON_DEMAND }
        : { streamMode: StreamMode.PROVISIONED, shardCount: shards };
    this.stream = new Stream(this, 'Stream', {
      ...capacity,
      retentionPeriod: Duration.hours(streamRetentionHours),
      encryption: StreamEncryption.MANAGED,
      removalPolicy,
    });
  }

  /** What an event source mapping without enhanced fan-out calls. */
  grantRead(grantee: IGrantable): void {
    Grant.addToPrincipal({
      grantee,
      actions: [
        'kinesis:DescribeStream',
        'kinesis:DescribeStreamSummary',
        'kinesis:GetRecords',
        'kinesis:GetShardIterator',
        'kinesis:ListShards',
      ],
      resourceArns: [this.stream.streamArn],
    });
    if (this.keyArn) Grant.addToPrincipal({ grantee, actions: ['kms:Decrypt'], resourceArns: [this.keyArn] });
  }
}
