import { RemovalPolicy } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption, type BucketProps } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

export interface PrivateBucketProps
  extends Pick<BucketProps, 'lifecycleRules' | 'serverAccessLogsBucket' | 'serverAccessLogsPrefix' | 'versioned'> {
  readonly removalPolicy: RemovalPolicy;
}

/** A bucket that nobody outside reads: encrypted, over TLS only, and gone with its objects where it may go at all. */
export class PrivateBucket extends Bucket {
  constructor(scope: Construct, id: string, props: PrivateBucketProps) {
    super(scope, id, {
      ...props,
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      // A bucket with objects in it cannot be deleted.
      autoDeleteObjects: props.removalPolicy === RemovalPolicy.DESTROY,
    });
  }
}
