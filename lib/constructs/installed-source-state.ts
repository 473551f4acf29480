import { type ITable, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { SNAPSHOT_PREFIX } from '../../contracts/source-state-store.ts';
import { acknowledgeObjectGrant } from './acknowledge-object-grant.ts';
import type { BundledFunction } from './bundled-function.ts';

export interface InstalledSourceStateProps {
  readonly tableName: string;
  readonly bucketName: string;
}

/** Where the state of sources is kept, seen from another stack. */
export class InstalledSourceState extends Construct {
  readonly table: ITable;
  readonly bucket: IBucket;

  constructor(scope: Construct, id: string, { tableName, bucketName }: InstalledSourceStateProps) {
    super(scope, id);
    this.table = Table.fromTableName(this, 'Shards', tableName);
    this.bucket = Bucket.fromBucketName(this, 'Bucket', bucketName);
  }

  /** What keeping the state of a shard calls. Without the right to list, S3 refuses what is not there, too. */
  grantKeep(keeper: BundledFunction): void {
    keeper.allow(['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'], this.table.tableArn);
    keeper.allow(['s3:GetObject', 's3:PutObject'], this.bucket.arnForObjects(`${SNAPSHOT_PREFIX}*`));
    keeper.allow(['s3:ListBucket'], this.bucket.bucketArn);
    this.acknowledge(keeper, 'the role may read and write there, not delete.');
  }

  /** What bringing snapshots forward calls, and removing those that no item names. */
  grantLookAfter(cleaner: BundledFunction): void {
    cleaner.allow(['dynamodb:Scan', 'dynamodb:UpdateItem'], this.table.tableArn);
    cleaner.allow(['s3:ListBucket'], this.bucket.bucketArn);
    const calls = ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'];
    cleaner.allow(calls, this.bucket.arnForObjects(`${SNAPSHOT_PREFIX}*`));
    this.acknowledge(cleaner, 'the role may read, write and delete there.');
  }

  /** What looking for shards calls of which nothing comes: it reads how far they came. */
  grantLook(looker: BundledFunction): void {
    looker.allow(['dynamodb:Scan'], this.table.tableArn);
  }

  private acknowledge({ role }: BundledFunction, what: string): void {
    const reason = `Each snapshot gets a key of its own under this prefix; ${what}`;
    acknowledgeObjectGrant(role, { bucket: this.bucket, prefix: SNAPSHOT_PREFIX, reason });
  }
}
