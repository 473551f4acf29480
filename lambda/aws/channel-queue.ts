import { ChangeMessageVisibilityCommand, SQSClient } from '@aws-sdk/client-sqs';
import { CLIENT_TIMEOUTS } from './client-timeouts.ts';

/**
 * Says when a queue gives a received message out again. A refusal is nobody's harm: then it comes again when the queue
 * itself has it, after its visibility timeout.
 */
export function hideMessage(queueUrl: string, client = new SQSClient(CLIENT_TIMEOUTS)) {
  return async (receiptHandle: string, seconds: number): Promise<void> => {
    const receipt = { QueueUrl: queueUrl, ReceiptHandle: receiptHandle };
    await client.send(new ChangeMessageVisibilityCommand({ ...receipt, VisibilityTimeout: seconds })).catch(() => {});
  };
}
