import { Duration } from 'aws-cdk-lib';
import { PredefinedMetric, ScalableTarget, ServiceNamespace } from 'aws-cdk-lib/aws-applicationautoscaling';
import type { CfnEndpoint } from 'aws-cdk-lib/aws-sagemaker';
import type { Construct } from 'constructs';

export interface EndpointScalingProps {
  readonly endpoint: CfnEndpoint;
  readonly variantName: string;
  readonly minInstances: number;
  readonly maxInstances: number;
}

/** Adds instances while each has more than five requests in work at once, and takes them away again. */
export class EndpointScaling extends ScalableTarget {
  constructor(
    scope: Construct,
    id: string,
    { endpoint, variantName, minInstances, maxInstances }: EndpointScalingProps,
  ) {
    super(scope, id, {
      serviceNamespace: ServiceNamespace.SAGEMAKER,
      scalableDimension: 'sagemaker:variant:DesiredInstanceCount',
      resourceId: `endpoint/${endpoint.attrEndpointName}/variant/${variantName}`,
      minCapacity: minInstances,
      maxCapacity: maxInstances,
    });
    this.scaleToTrackMetric('Load', {
      predefinedMetric: PredefinedMetric.SAGEMAKER_VARIANT_CONCURRENT_REQUESTS_PER_MODEL_HIGH_RESOLUTION,
      targetValue: 5,
      scaleInCooldown: Duration.minutes(5),
      scaleOutCooldown: Duration.minutes(1),
    });
  }
}
