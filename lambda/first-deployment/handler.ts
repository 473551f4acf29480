import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { firstDeployment } from './first-deployment.ts';

/** Answers CloudFormation, which waits for a PUT to the address that it sent. */
export async function handler(event: CloudFormationCustomResourceEvent): Promise<void> {
  const { resourceId, epochSeconds } = firstDeployment(event, Date.now());
  const { StackId, RequestId, LogicalResourceId } = event;
  const answer = {
    Status: 'SUCCESS',
    PhysicalResourceId: resourceId,
    StackId,
    RequestId,
    LogicalResourceId,
    Data: { EpochSeconds: epochSeconds },
  };
  const { ok, status } = await fetch(event.ResponseURL, { method: 'PUT', body: JSON.stringify(answer) });
  if (!ok) throw new Error(`CloudFormation took no answer: got HTTP ${status}, wanted 200`);
}
