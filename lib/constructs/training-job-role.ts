import { Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { TRAINING_LOG_GROUP } from '../../contracts/training-job.ts';
import type { InstalledModels } from './installed-models.ts';
import type { ScoringImage } from './scoring-image.ts';

export interface TrainingJobRoleProps {
  readonly image: ScoringImage;
  readonly models: InstalledModels;
}

/**
 * What SageMaker may do for a training job that a person starts: fetch this image, read the rows that were put for it,
 * put the model beside them, and write its log.
 */
export class TrainingJobRole extends Role {
  constructor(scope: Construct, id: string, { image, models }: TrainingJobRoleProps) {
    super(scope, id, { assumedBy: new ServicePrincipal('sagemaker.amazonaws.com') });
    image.repository.grantPull(this);
    models.grantTrainInJob(this);
    this.allowToLog();
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason:
        'ecr:GetAuthorizationToken knows no resources: it only logs in to the registry (pulling is granted on one repository).',
    });
  }

  /** The group is that of all training jobs of the account, and is not there before the first one. */
  private allowToLog(): void {
    const { partition, region, account } = Stack.of(this);
    const group = `arn:${partition}:logs:${region}:${account}:log-group:${TRAINING_LOG_GROUP}`;
    const actions = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'];
    this.addToPolicy(new PolicyStatement({ actions, resources: [group, `${group}:*`] }));
    Validations.of(this).acknowledge({
      id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:logs:<AWS::Region>:<AWS::AccountId>:log-group:${TRAINING_LOG_GROUP}:*]`,
      reason: 'SageMaker chooses the names of the streams in its one group for training jobs; the role may only write.',
    });
  }
}
