import type { Kinesis } from './kinesis.ts';
import { kinesisError } from './kinesis-error.ts';
import { type Decoded, decodeRequest, integer, type Shape, string } from './request-shape.ts';
import type { Stream } from './stream.ts';

/** One operation of the API: JSON in, JSON out; an empty answer for those that only do. */
export type Operation = (kinesis: Kinesis, input: Record<string, unknown>) => object | undefined;

/**
 * Joins an operation to the shape of its request, so that it runs with a request that was checked and decoded.
 *
 * @throws ServiceError from the operation, with all that is wrong with the request
 */
export function operation<S extends Shape>(
  shape: S,
  run: (kinesis: Kinesis, request: Decoded<S>) => object | undefined,
): Operation {
  return (kinesis, input) => run(kinesis, decodeRequest(input, shape));
}

export const streamNameMember = string({ min: 1, max: 128, pattern: '[a-zA-Z0-9_.-]+' });
export const streamArnMember = string({ min: 1, max: 2048, pattern: 'arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+' });
export const shardIdMember = string({ min: 1, max: 128, pattern: '[a-zA-Z0-9_.-]+' });
export const sequenceNumberMember = string({ pattern: '0|([1-9]\\d{0,128})' });
export const hashKeyMember = string({ pattern: '0|([1-9]\\d{0,38})' });
export const shardCountMember = integer({ min: 1 });

interface StreamReference {
  readonly StreamName: string | undefined;
  readonly StreamARN: string | undefined;
}

/**
 * @throws {ServiceError} ResourceNotFoundException, as AWS also answers while a stream is still CREATING and records
 *   are asked of it
 */
export function streamOf(kinesis: Kinesis, reference: StreamReference): Stream {
  const { StreamName: name, StreamARN: arn } = reference;
  if (name === undefined && arn === undefined) {
    throw kinesisError('InvalidArgumentException', 'Either StreamName or StreamARN must be specified.');
  }
  const stream = kinesis.findStream(arn ?? name!);
  if (stream && (name === undefined || stream.name === name)) return stream;
  const message = `Stream ${name ?? arn} under account ${kinesis.accountId} not found.`;
  throw kinesisError('ResourceNotFoundException', message);
}

/** For operations on records: the stream must be there to the end of its creation. */
export function readyStreamOf(kinesis: Kinesis, reference: StreamReference): Stream {
  const stream = streamOf(kinesis, reference);
  if (stream.status === 'ACTIVE' || stream.status === 'UPDATING') return stream;
  const message = `Stream ${stream.name} under account ${kinesis.accountId} not found.`;
  throw kinesisError('ResourceNotFoundException', message);
}

/** For operations that change the stream: one at a time. */
export function activeStreamOf(kinesis: Kinesis, reference: StreamReference): Stream {
  const stream = streamOf(kinesis, reference);
  if (stream.status === 'ACTIVE') return stream;
  const message = `Stream ${stream.name} under account ${kinesis.accountId} not ACTIVE, instead in state ${stream.status}`;
  throw kinesisError('ResourceInUseException', message);
}
