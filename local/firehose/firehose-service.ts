import { randomUUID } from 'node:crypto';
import { ServiceError, type ServiceHandler } from '../gateway/service.ts';
import type { DeliverRecords } from './deliver-objects.ts';

/** @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html */
const MOST_RECORDS = 500;
const MOST_BYTES = 4 * 1024 * 1024;
const MOST_RECORD_BYTES = 1000 * 1024;

interface Request {
  readonly DeliveryStreamName?: string;
  readonly Records?: readonly { readonly Data?: string }[];
}

/**
 * Data Firehose as far as functions put records. Each call is delivered at once, as an object of its own: AWS waits for
 * the time or the size of its buffer.
 *
 * @param streams by name
 */
export function firehoseService(streams: ReadonlyMap<string, DeliverRecords>): ServiceHandler {
  return async ({ headers, body }) => {
    const operation = headers['x-amz-target']?.replace('Firehose_20150804.', '') ?? '';
    if (operation !== 'PutRecordBatch')
      throw new ServiceError('UnknownOperationException', `the local Firehose does not know ${operation}`);
    const { DeliveryStreamName = '', Records = [] } = JSON.parse(Buffer.from(body).toString() || '{}') as Request;
    const records = Records.map(({ Data = '' }) => Buffer.from(Data, 'base64'));
    const problem = problemOf(records);
    if (problem) throw new ServiceError('ValidationException', problem);
    const deliver = streams.get(DeliveryStreamName);
    if (!deliver) {
      throw new ServiceError('ResourceNotFoundException', `Firehose ${DeliveryStreamName} not found`);
    }
    deliver(records);
    const RequestResponses = records.map(() => ({ RecordId: randomUUID() }));
    const answer = JSON.stringify({ FailedPutCount: 0, Encrypted: true, RequestResponses });
    return { status: 200, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: answer };
  };
}

function problemOf(records: readonly Uint8Array[]): string | undefined {
  if (records.length === 0 || records.length > MOST_RECORDS) {
    return `records must have length between 1 and ${MOST_RECORDS}, got ${records.length}`;
  }
  if (records.some(({ length }) => length > MOST_RECORD_BYTES))
    return `a record must have ${MOST_RECORD_BYTES} bytes at most`;
  const bytes = records.reduce((sum, { length }) => sum + length, 0);
  return bytes > MOST_BYTES ? `records must have ${MOST_BYTES} bytes at most, got ${bytes}` : undefined;
}
