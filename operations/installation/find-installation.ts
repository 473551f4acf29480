import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';

/** Where the parts of a deployed installation are, as its stacks' outputs say. */
export interface Installation {
  /** The setting `name`. */
  readonly name: string;
  readonly streamName: string;
  readonly quarantineBucketName: string;
  readonly incidentTableName: string;
  readonly endpointName: string;
  readonly alertTopicArn: string;
  readonly consumerFunctionName: string;
  readonly consumerLogGroupName: string;
}

/** @throws when a stack is not there, or lacks an output */
export async function findInstallation(name: string, client = new CloudFormationClient({})): Promise<Installation> {
  const [data, detection] = await Promise.all([
    outputsOf(client, name, `${name}-Data`),
    outputsOf(client, name, `${name}-Detection`),
  ]);
  return {
    name,
    streamName: data('StreamName'),
    quarantineBucketName: data('QuarantineBucketName'),
    incidentTableName: data('IncidentTableName'),
    endpointName: detection('EndpointName'),
    alertTopicArn: detection('AlertTopicArn'),
    consumerFunctionName: detection('ConsumerFunctionName'),
    consumerLogGroupName: detection('ConsumerLogGroupName'),
  };
}

async function outputsOf(client: CloudFormationClient, name: string, stackName: string) {
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: stackName })).catch(explain);
  const outputs = new Map(Stacks[0]?.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
  return (key: string): string => {
    const value = outputs.get(key);
    if (value !== undefined) return value;
    throw new Error(`stack ${stackName} has no output ${key}: deploy ${name} again, its version is another one`);
  };

  function explain(cause: Error): never {
    if (/does not exist/.test(cause.message)) {
      throw new Error(
        `there is no stack ${stackName} in this account and region: deploy it, or say with --name which installation is meant`,
        { cause },
      );
    }
    throw cause;
  }
}
