import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import { Stream, StreamEncryption, StreamMode } from 'aws-cdk-lib/aws-kinesis';
import type { Construct } from 'constructs';
import type { Settings } from '../../settings/settings-schema.ts';

export interface ObservationStreamProps {
  readonly settings: Settings;
  readonly removalPolicy: RemovalPolicy;
}

/** A stream of the installation's own. */
export class ObservationStream extends Stream {
  constructor(scope: Construct, id: string, { settings, removalPolicy }: ObservationStreamProps) {
    const { streamMode, shards = 1, streamRetentionHours } = settings;
    const capacity =
      streamMode === 'on-demand'
        ? { streamMode: StreamMode.ON_DEMAND }
        : { streamMode: StreamMode.PROVISIONED, shardCount: shards };
    super(scope, id, {
      ...capacity,
      retentionPeriod: Duration.hours(streamRetentionHours),
      encryption: StreamEncryption.MANAGED,
      removalPolicy,
    });
  }
}
