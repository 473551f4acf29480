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
  /** Where the model's archive is, `s3://bucket/key`; absent while there is no variant to ask. */
  readonly modelDataUrl?: string;
}

/** What SageMaker says of an endpoint and of the model in its first variant. */
export async function describeEndpoint(client: SageMakerClient, endpointName: string): Promise<DeployedEndpoint> {
  const endpoint = await client.send(new DescribeEndpointCommand({ EndpointName: endpointName }));
  const { EndpointStatus: status = 'unknown', FailureReason: failureReason, EndpointConfigName } = endpoint;
  const configuration = await client.send(new DescribeEndpointConfigCommand({ EndpointConfigName }));
  const modelName = configuration.ProductionVariants?.[0]?.ModelName;
  const model =
    modelName === undefined ? undefined : await client.send(new DescribeModelCommand({ ModelName: modelName }));
  const modelDataUrl = model?.PrimaryContainer?.ModelDataUrl;
  return { status, ...(failureReason && { failureReason }), ...(modelDataUrl && { modelDataUrl }) };
}
