import { randomUUID } from 'node:crypto';
import { ServiceError, type ServiceHandler } from '../gateway/service.ts';

interface Entry {
  readonly Source?: string;
  readonly DetailType?: string;
  readonly Detail?: string;
  readonly EventBusName?: string;
}

const MAX_ENTRIES = 10;
const MAX_BYTES = 256 * 1024;

/**
 * EventBridge as far as functions put events. Nothing is routed: there is the bus `default`, and the log of the local
 * cloud says what came.
 */
export function eventBusService(log: (text: string) => void): ServiceHandler {
  return async ({ headers, body }) => {
    const operation = headers['x-amz-target']?.replace('AWSEvents.', '') ?? '';
    if (operation !== 'PutEvents')
      throw new ServiceError('UnknownOperationException', `the local EventBridge does not know ${operation}`);
    const { Entries = [] } = JSON.parse(Buffer.from(body).toString() || '{}') as { Entries?: readonly Entry[] };
    if (Entries.length > MAX_ENTRIES || body.length > MAX_BYTES || Entries.length === 0)
      throw new ServiceError('ValidationException', `1 to ${MAX_ENTRIES} entries of ${MAX_BYTES} bytes in all`);
    const answered = Entries.map((entry) => put(entry, log));
    const FailedEntryCount = answered.filter((one) => 'ErrorCode' in one).length;
    const answer = JSON.stringify({ FailedEntryCount, Entries: answered });
    return { status: 200, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: answer };
  };
}

function put({ Source, DetailType, Detail, EventBusName }: Entry, log: (text: string) => void): object {
  if (!Source || !DetailType || !isObject(Detail)) {
    return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Source, DetailType and a Detail of JSON are wanted' };
  }
  const EventId = randomUUID();
  log(`event ${EventId} on ${EventBusName ?? 'default'}: ${Source}, ${DetailType}, ${Detail}`);
  return { EventId };
}

function isObject(text: string | undefined): boolean {
  try {
    const value = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}
