import { DescribeEndpointCommand, type SageMakerClient } from '@aws-sdk/client-sagemaker';

export interface DeployedEndpoint {
  /** SageMaker's word: `InService`, `Creating`, `Updating`, `Failed`, ... */
  readonly status: string;
  /** Why it failed, when it did. */
  readonly failureReason?: string;
}

/** What SageMaker says of an endpoint. */
export async function describeEndpoint(client: SageMakerClient, endpointName: string): Promise<DeployedEndpoint> {
  const command = new DescribeEndpointCommand({ EndpointName: endpointName });
  const { EndpointStatus: status = 'unknown', FailureReason: failureReason } = await client.send(command);
  return { status, ...(failureReason && { failureReason }) };
}
