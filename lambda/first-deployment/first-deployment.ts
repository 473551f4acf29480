import type { CloudFormationCustomResourceEvent } from 'aws-lambda';

/**
 * When a stream was first watched, in seconds since the epoch. The resource's own id remembers it: every later
 * deployment gets it from CloudFormation and gives it back, until another stream is watched.
 */
export function firstDeployment(
  event: CloudFormationCustomResourceEvent,
  nowMs: number,
): { resourceId: string; epochSeconds: number } {
  const remembered = event.RequestType === 'Create' || watchesAnother(event) ? undefined : event.PhysicalResourceId;
  const resourceId = remembered ?? `first-deployment-${Math.floor(nowMs / 1000)}`;
  return { resourceId, epochSeconds: Number(resourceId.split('-').at(-1)) };
}

function watchesAnother(event: CloudFormationCustomResourceEvent): boolean {
  return event.RequestType === 'Update' && event.ResourceProperties.StreamArn !== event.OldResourceProperties.StreamArn;
}
