import { Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { acknowledgeObjectGrant } from './acknowledge-object-grant.ts';
import { CAPTURE_PREFIX } from './data-capture.ts';
import type { ModelArchive } from './model-archive.ts';
import type { ScoringImage } from './scoring-image.ts';

export interface ScoringRoleProps {
  readonly image: ScoringImage;
  readonly archive: ModelArchive;
  readonly logGroup: ILogGroup;
}

/**
 * What SageMaker may do to run the container: fetch this image and this model, and write this endpoint's logs and
 * metrics.
 */
export class ScoringRole extends Role {
  constructor(scope: Construct, id: string, { image, archive, logGroup }: ScoringRoleProps) {
    super(scope, id, { assumedBy: new ServicePrincipal('sagemaker.amazonaws.com') });
    image.repository.grantPull(this);
    this.allowToFetch(archive);
    this.allowToLog(logGroup);
    this.addToPolicy(
      new PolicyStatement({
        actions: ['cloudwatch:PutMetricData'],
        resources: ['*'],
        conditions: { StringEquals: { 'cloudwatch:namespace': '/aws/sagemaker/Endpoints' } },
      }),
    );
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason:
        'ecr:GetAuthorizationToken and cloudwatch:PutMetricData know no resources: the first only logs in to the registry (pulling is granted on one repository), the second is limited to one namespace by a condition.',
    });
  }

  /** The group is in another stack, and known by its name. */
  private allowToLog(logGroup: ILogGroup): void {
    logGroup.grant(this, 'logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents');
    Validations.of(this).acknowledge({
      id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:logs:<AWS::Region>:<AWS::AccountId>:log-group:${logGroup.logGroupName}:*]`,
      reason:
        'SageMaker chooses the names of the streams in the group of this endpoint; the role may only write there.',
    });
  }

  /** The bucket of assets may have been bootstrapped with a key of the customer's own, which is not known here. */
  private allowToFetch({ bucketName, objectKey }: ModelArchive): void {
    const { partition, region, account } = Stack.of(this);
    const bucketArn = `arn:${partition}:s3:::${bucketName}`;
    const objectArn = `${bucketArn}/${objectKey}`;
    this.addToPolicy(new PolicyStatement({ actions: ['s3:GetObject'], resources: [objectArn] }));
    const keys = `arn:${partition}:kms:${region}:${account}:key/*`;
    this.addToPolicy(
      new PolicyStatement({
        actions: ['kms:Decrypt'],
        resources: [keys],
        conditions: {
          StringEquals: {
            'kms:ViaService': `s3.${region}.amazonaws.com`,
            'kms:EncryptionContext:aws:s3:arn': [objectArn, bucketArn],
          },
        },
      }),
    );
    Validations.of(this).acknowledge({
      id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:kms:<AWS::Region>:<AWS::AccountId>:key/*]`,
      reason:
        'The key of the bootstrap bucket, where it has one of its own, is not known at synthesis; conditions limit the right to S3 decrypting this one archive.',
    });
  }

  /** A deployment that goes back when an alarm sounds asks for the alarms' states with this role. */
  allowToWatch(alarmArns: string[]): void {
    this.addToPolicy(new PolicyStatement({ actions: ['cloudwatch:DescribeAlarms'], resources: alarmArns }));
  }

  /**
   * A container in the user's own network gets interfaces there; none of these calls can be limited to one of them
   * beforehand.
   */
  allowToJoinNetwork(): void {
    const actions = [
      'ec2:CreateNetworkInterface',
      'ec2:CreateNetworkInterfacePermission',
      'ec2:DeleteNetworkInterface',
      'ec2:DeleteNetworkInterfacePermission',
      'ec2:DescribeDhcpOptions',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSecurityGroups',
      'ec2:DescribeSubnets',
      'ec2:DescribeVpcs',
    ];
    this.addToPolicy(new PolicyStatement({ actions, resources: ['*'] }));
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason:
        'SageMaker makes and removes network interfaces whose ids are not known beforehand, in the subnets and with the security groups that the model names; the describing calls know no resources.',
    });
  }

  allowToCapture(bucket: IBucket): void {
    const resources = [bucket.arnForObjects(`${CAPTURE_PREFIX}*`)];
    this.addToPolicy(new PolicyStatement({ actions: ['s3:PutObject'], resources }));
    acknowledgeObjectGrant(this, {
      bucket,
      prefix: CAPTURE_PREFIX,
      reason: 'SageMaker chooses the keys of captured requests under this prefix; the role may only write there.',
    });
  }
}
