import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { PrivateBucket } from './private-bucket.ts';

export interface QuarantineBucketProps {
  readonly removalPolicy: RemovalPolicy;
}

/**
 * Where observations go that can never be scored, and batches that were given up; who reads them is logged beside it.
 */
export class QuarantineBucket extends Construct {
  readonly bucket: PrivateBucket;
  /** Says for 90 days who reads what; other buckets may write there, too. */
  readonly accessLogs: PrivateBucket;

  constructor(scope: Construct, id: string, { removalPolicy }: QuarantineBucketProps) {
    super(scope, id);
    this.accessLogs = new PrivateBucket(this, 'AccessLogs', {
      removalPolicy,
      lifecycleRules: [{ expiration: Duration.days(90) }],
    });
    this.bucket = new PrivateBucket(this, 'Bucket', { removalPolicy, serverAccessLogsBucket: this.accessLogs });
  }
}
