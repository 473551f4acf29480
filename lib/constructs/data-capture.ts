import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { CfnEndpointConfig } from 'aws-cdk-lib/aws-sagemaker';

export const CAPTURE_PREFIX = 'captured/';

/** Keeps this percentage of requests and their answers, readable, for audits and for looking at drift. */
export function dataCapture(percent: number, bucket: IBucket): CfnEndpointConfig.DataCaptureConfigProperty {
  return {
    enableCapture: true,
    initialSamplingPercentage: percent,
    destinationS3Uri: bucket.s3UrlForObject(CAPTURE_PREFIX),
    captureOptions: [{ captureMode: 'Input' }, { captureMode: 'Output' }],
    captureContentTypeHeader: { jsonContentTypes: ['application/json'] },
  };
}
