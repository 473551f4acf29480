import {
  DescribeEndpointCommand,
  DescribeEndpointConfigCommand,
  DescribeModelCommand,
  type SageMakerClient,
} from '@aws-sdk/client-sagemaker';

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

/** The image that an endpoint runs, as its model says. */
export async function imageOfEndpoint(client: SageMakerClient, endpointName: string): Promise<string> {
  const { EndpointConfigName } = await client.send(new DescribeEndpointCommand({ EndpointName: endpointName }));
  const { ProductionVariants = [] } = await client.send(new DescribeEndpointConfigCommand({ EndpointConfigName }));
  const ModelName = ProductionVariants[0]?.ModelName;
  const { PrimaryContainer } = await client.send(new DescribeModelCommand({ ModelName }));
  if (PrimaryContainer?.Image !== undefined) return PrimaryContainer.Image;
  throw new Error(`the model ${ModelName} of the endpoint ${endpointName} names no image: deploy again`);
}
