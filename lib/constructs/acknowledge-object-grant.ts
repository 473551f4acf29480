import { Stack, Validations } from 'aws-cdk-lib';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

export interface ObjectGrant {
  readonly bucket: IBucket;
  /** Of the object keys, `quarantine/`. */
  readonly prefix: string;
  readonly reason: string;
}

/** Tells cdk-nag why a role may reach every object under a prefix of a bucket that another stack exports. */
export function acknowledgeObjectGrant(role: Construct, { bucket, prefix, reason }: ObjectGrant): void {
  const { 'Fn::ImportValue': exported } = Stack.of(role).resolve(bucket.bucketName);
  const objects = `arn:<AWS::Partition>:s3:::${exported}/${prefix}*`;
  Validations.of(role).acknowledge({ id: `AwsSolutions-IAM5[Resource::${objects}]`, reason });
}
