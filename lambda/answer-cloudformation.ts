import type { CloudFormationCustomResourceEvent } from 'aws-lambda';

/** What became of a custom resource. */
export type ResourceAnswer =
  | { readonly resourceId: string; readonly attributes: Readonly<Record<string, unknown>> }
  | { readonly resourceId: string; readonly failure: string };

/** Answers CloudFormation, which waits for a PUT to the address that it sent. @throws where it takes no answer */
export async function answerCloudFormation(
  { StackId, RequestId, LogicalResourceId, ResponseURL }: CloudFormationCustomResourceEvent,
  answer: ResourceAnswer,
): Promise<void> {
  const outcome =
    'failure' in answer ? { Status: 'FAILED', Reason: answer.failure } : { Status: 'SUCCESS', Data: answer.attributes };
  const body = JSON.stringify({
    ...outcome,
    PhysicalResourceId: answer.resourceId,
    StackId,
    RequestId,
    LogicalResourceId,
  });
  const { ok, status } = await fetch(ResponseURL, { method: 'PUT', body });
  if (!ok) throw new Error(`CloudFormation took no answer: got HTTP ${status}, wanted 200`);
}
