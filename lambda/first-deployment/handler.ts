import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { answerCloudFormation } from '../answer-cloudformation.ts';
import { firstDeployment } from './first-deployment.ts';

/** Says when the stream was first watched. */
export async function handler(event: CloudFormationCustomResourceEvent): Promise<void> {
  const { resourceId, epochSeconds } = firstDeployment(event, Date.now());
  await answerCloudFormation(event, { resourceId, attributes: { EpochSeconds: epochSeconds } });
}
