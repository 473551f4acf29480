import { randomUUID } from 'node:crypto';
import { CBOR_HEADERS, speaksCbor, writeCbor } from './cbor.ts';
import type { ServiceError, ServiceRequest, ServiceResponse } from './service.ts';
import { escapeXml } from './xml.ts';

/**
 * The error in the form of the protocol that the request speaks: JSON by target header or path, CBOR where it is
 * spoken, XML for S3 and the query services.
 */
export function errorResponse(
  service: string,
  request: Pick<ServiceRequest, 'headers'>,
  error: ServiceError,
): ServiceResponse {
  const { code, message, status } = error;
  const requestId = randomUUID();
  if (service === 's3') {
    const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${escapeXml(message)}</Message><RequestId>${requestId}</RequestId></Error>`;
    return { status, headers: { 'content-type': 'application/xml', 'x-amz-request-id': requestId }, body };
  }
  if (speaksCbor(request.headers)) {
    const told = { 'x-amzn-query-error': `${code};${status < 500 ? 'Sender' : 'Receiver'}` };
    const headers = { ...CBOR_HEADERS, ...told, 'x-amzn-requestid': requestId };
    return { status, headers, body: writeCbor({ __type: code, message }) };
  }
  const contentType = request.headers['content-type'] ?? '';
  if (contentType.startsWith('application/x-www-form-urlencoded')) {
    const body = `<ErrorResponse><Error><Type>${status < 500 ? 'Sender' : 'Receiver'}</Type><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
    return { status, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId }, body };
  }
  return {
    status,
    headers: {
      'content-type': request.headers['x-amz-target']
        ? contentType || 'application/x-amz-json-1.1'
        : 'application/json',
      'x-amzn-errortype': code,
      'x-amzn-requestid': requestId,
      ...(service === 'sqs' ? { 'x-amzn-query-error': `${SQS_QUERY_CODES[code] ?? code};Sender` } : {}),
    },
    body: JSON.stringify({ __type: code, message }),
  };
}

/** What SQS's errors were called when it spoke the query protocol: clients still go by these names. */
const SQS_QUERY_CODES: Readonly<Record<string, string>> = {
  QueueDoesNotExist: 'AWS.SimpleQueueService.NonExistentQueue',
  QueueNameExists: 'QueueAlreadyExists',
  MessageNotInflight: 'AWS.SimpleQueueService.MessageNotInflight',
  EmptyBatchRequest: 'AWS.SimpleQueueService.EmptyBatchRequest',
  TooManyEntriesInBatchRequest: 'AWS.SimpleQueueService.TooManyEntriesInBatchRequest',
  BatchEntryIdsNotDistinct: 'AWS.SimpleQueueService.BatchEntryIdsNotDistinct',
  InvalidBatchEntryId: 'AWS.SimpleQueueService.InvalidBatchEntryId',
  BatchRequestTooLong: 'AWS.SimpleQueueService.BatchRequestTooLong',
  UnsupportedOperation: 'AWS.SimpleQueueService.UnsupportedOperation',
};
