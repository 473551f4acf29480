import { Stack, Validations } from 'aws-cdk-lib';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

export interface ObjectGrant {
  readonly bucket: IBucket;
  /** Of the object keys, `quarantine/`. */
  readonly prefix: string;
  readonly reason: string;
}

/**
 * Tells cdk-nag why a role may reach every object under a prefix of a bucket of another stack.
 *
 * It names such a finding by the resolved reference, and references between stacks are made as late as synthesis: hence
 * a validation, which runs after that and before cdk-nag.
 */
export function acknowledgeObjectGrant(role: Construct, { bucket, prefix, reason }: ObjectGrant): void {
  const validate = () => {
    const bucketArn = JSON.stringify(Stack.of(role).resolve(bucket.bucketArn));
    Validations.of(role).acknowledge({ id: `AwsSolutions-IAM5[Resource::${bucketArn}/${prefix}*]`, reason });
    return [];
  };
  role.node.addValidation({ validate });
}
