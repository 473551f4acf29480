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
  const name = Stack.of(role).resolve(bucket.bucketName);
  // An import goes by its name there, a part of one by what the template has.
  const objects = `arn:<AWS::Partition>:s3:::${name['Fn::ImportValue'] ?? JSON.stringify(name)}/${prefix}*`;
  Validations.of(role).acknowledge({ id: `AwsSolutions-IAM5[Resource::${objects}]`, reason });
}
