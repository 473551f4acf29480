import { type CloudFormationClient, DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { RESOURCES, stackNames } from '../../contracts/installation.ts';

/** The name of the log group of an installation's sweeper. @throws {Error} when there is none */
export async function findSweeperLogGroup(name: string, client: CloudFormationClient): Promise<string> {
  return (await findResource(name, RESOURCES.sweeperLogGroup, client)).id;
}

/** The ARN of what SageMaker may assume for a training job. @throws {Error} when there is none */
export async function findTrainingJobRole(name: string, client: CloudFormationClient): Promise<string> {
  const { id, stackId } = await findResource(name, RESOURCES.trainingJobRole, client);
  const [, partition, , , account] = stackId.split(':');
  return `arn:${partition}:iam::${account}:role/${id}`;
}

async function findResource(name: string, LogicalResourceId: string, client: CloudFormationClient) {
  const StackName = stackNames(name).detection;
  const { StackResources = [] } = await client.send(
    new DescribeStackResourcesCommand({ StackName, LogicalResourceId }),
  );
  const [{ PhysicalResourceId: id = '', StackId: stackId = '' } = {}] = StackResources;
  if (id !== '') return { id, stackId };
  throw new Error(`stack ${StackName} has no ${LogicalResourceId}: deploy ${name} again, its version is another one`);
}
