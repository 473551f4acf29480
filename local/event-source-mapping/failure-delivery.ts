import { type DiscardedBatch, failureDocument, failureObjectKey } from './failure-document.ts';
import { type EventContext, invocationEvent } from './invocation-event.ts';

/** What goes where when a batch is given up. SQS and SNS get metadata only, S3 gets the records too. */
export type FailureDelivery =
  | { readonly kind: 'sqs'; readonly queueArn: string; readonly body: string }
  | { readonly kind: 'sns'; readonly topicArn: string; readonly body: string }
  | { readonly kind: 's3'; readonly bucket: string; readonly key: string; readonly body: string };

export interface FailureContext extends EventContext {
  readonly functionArn: string;
  readonly mappingUuid: string;
  readonly nowMs: number;
}

/**
 * Decides what goes to an on-failure destination, as Lambda does: S3 gets the records, SQS and SNS only where they are.
 */
export function failureDelivery(
  destinationArn: string,
  batch: DiscardedBatch,
  context: FailureContext,
): FailureDelivery {
  const document = failureDocument(batch, context);
  const service = destinationArn.split(':')[2];
  if (service === 'sqs') return { kind: 'sqs', queueArn: destinationArn, body: JSON.stringify(document) };
  if (service === 'sns') return { kind: 'sns', topicArn: destinationArn, body: JSON.stringify(document) };
  // The event is text within the document, as AWS's documentation says and the recording bears out.
  const payload = JSON.stringify(invocationEvent(batch.shard, batch.records, context));
  return {
    kind: 's3',
    bucket: destinationArn.slice(destinationArn.lastIndexOf(':') + 1),
    key: failureObjectKey(context.mappingUuid, batch.shard.id, context.nowMs),
    body: JSON.stringify({ ...document, payload }),
  };
}
