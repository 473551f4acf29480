import type { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { SOURCE_STATE_TABLE } from '../../contracts/source-state-store.ts';
import { PrivateBucket } from './private-bucket.ts';

export interface SourceStateStoreProps {
  /** Takes the log of who reads the snapshots. */
  readonly accessLogs: PrivateBucket;
  readonly removalPolicy: RemovalPolicy;
}

/**
 * What is known of sources: an item a shard, and the snapshots that these name.
 *
 * Neither expires by itself: an idle shard's item and snapshot are all that is known of its sources.
 */
export class SourceStateStore extends Construct {
  readonly table: Table;
  readonly bucket: PrivateBucket;

  constructor(scope: Construct, id: string, { accessLogs, removalPolicy }: SourceStateStoreProps) {
    super(scope, id);
    this.table = new Table(this, 'Shards', {
      partitionKey: { name: SOURCE_STATE_TABLE.partitionKey, type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy,
    });
    this.bucket = new PrivateBucket(this, 'Bucket', {
      removalPolicy,
      serverAccessLogsBucket: accessLogs,
      serverAccessLogsPrefix: 'source-state/',
    });
  }
}
