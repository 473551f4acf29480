import type { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { SNAPSHOT_PREFIX, SOURCE_STATE_TABLE } from '../../contracts/source-state-store.ts';
import { acknowledgeObjectGrant } from './acknowledge-object-grant.ts';
import type { BundledFunction } from './bundled-function.ts';
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

  /** What keeping the state of a shard calls. Without the right to list, S3 refuses what is not there, too. */
  grantKeep(keeper: BundledFunction): void {
    keeper.allow(['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'], this.table.tableArn);
    keeper.allow(['s3:GetObject', 's3:PutObject'], this.bucket.arnForObjects(`${SNAPSHOT_PREFIX}*`));
    keeper.allow(['s3:ListBucket'], this.bucket.bucketArn);
    this.acknowledge(keeper, 'the role may read and write there, not delete.');
  }

  /** What removing snapshots calls that no item names. */
  grantClean(cleaner: BundledFunction): void {
    cleaner.allow(['dynamodb:Scan'], this.table.tableArn);
    cleaner.allow(['s3:ListBucket'], this.bucket.bucketArn);
    cleaner.allow(['s3:DeleteObject'], this.bucket.arnForObjects(`${SNAPSHOT_PREFIX}*`));
    this.acknowledge(cleaner, 'the role may delete there, not read or write.');
  }

  private acknowledge({ role }: BundledFunction, what: string): void {
    const reason = `Each snapshot gets a key of its own under this prefix; ${what}`;
    acknowledgeObjectGrant(role, { bucket: this.bucket, prefix: SNAPSHOT_PREFIX, reason });
  }
}
