import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { onTestFinished } from 'vitest';
import type { Endpoint } from '../../../local/endpoint/endpoint.ts';
import { sagemakerService } from '../../../local/endpoint/sagemaker-service.ts';
import { startGateway } from '../../../local/gateway/start-gateway.ts';

/** The SDK's own client in front of the endpoint, which shall try once, until the test is over. */
export async function runtimeClient(
  endpoint: Endpoint,
  onAnswer?: Parameters<typeof sagemakerService>[1],
): Promise<SageMakerRuntimeClient> {
  const gateway = await startGateway({
    port: 0,
    services: new Map([['sagemaker', sagemakerService(new Map([[endpoint.name, endpoint]]), onAnswer)]]),
    principalOf: () => 'admin',
    onBug: (error) => Promise.reject(error),
  });
  const credentials = { accessKeyId: 'AKIAME', secretAccessKey: 'x' };
  const client = new SageMakerRuntimeClient({
    endpoint: gateway.url,
    region: 'us-east-1',
    credentials,
    maxAttempts: 1,
  });
  onTestFinished(async () => {
    client.destroy();
    await gateway.stop();
  });
  return client;
}
