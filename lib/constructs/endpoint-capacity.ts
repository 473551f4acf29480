import type { CfnEndpointConfig } from 'aws-cdk-lib/aws-sagemaker';
import type { Settings } from '../../settings/settings-schema.ts';

/** What the endpoint's one variant runs on. */
export function endpointCapacity(settings: Settings): Partial<CfnEndpointConfig.ProductionVariantProperty> {
  if (settings.endpoint === 'serverless') {
    const { endpointMemoryMb = 2048, endpointMaxConcurrency = 5 } = settings;
    return { serverlessConfig: { memorySizeInMb: endpointMemoryMb, maxConcurrency: endpointMaxConcurrency } };
  }
  const { endpointInstanceType = 'ml.m5.large', endpointInstances = 1 } = settings;
  return {
    instanceType: endpointInstanceType,
    initialInstanceCount: endpointInstances,
    containerStartupHealthCheckTimeoutInSeconds: 120,
  };
}
