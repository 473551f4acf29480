import type { InvokeEndpointCommandOutput } from '@aws-sdk/client-sagemaker-runtime';

/** The body of an answer, as the SDK hands it out. */
export function responseBody(text: string): InvokeEndpointCommandOutput['Body'] {
  return Object.assign(new TextEncoder().encode(text), { transformToString: () => text });
}
