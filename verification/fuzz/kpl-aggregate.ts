import { createHash } from 'node:crypto';
import { lengthDelimited, varintField } from './protobuf-writer.ts';

export interface UnpackedRecord {
  readonly partitionKey: string;
  readonly data: string | Uint8Array;
}

/**
 * A record as the Kinesis Producer Library aggregates it: magic number, protocol buffer, MD5.
 *
 * @see https://github.com/awslabs/amazon-kinesis-producer/blob/master/aggregation-format.md
 */
export function aggregate(records: readonly UnpackedRecord[]): Buffer<ArrayBuffer> {
  const keys = [...new Set(records.map(({ partitionKey }) => partitionKey))];
  const message = Buffer.concat([
    ...keys.map((key) => lengthDelimited(1, Buffer.from(key))),
    lengthDelimited(2, Buffer.from('0')),
    ...records.map(({ partitionKey, data }) =>
      lengthDelimited(
        3,
        Buffer.concat([
          varintField(1, keys.indexOf(partitionKey)),
          varintField(2, 0),
          lengthDelimited(3, Buffer.from(data)),
        ]),
      ),
    ),
  ]);
  return asAggregate(message);
}

/** Any bytes under the magic number and the right checksum. */
export function asAggregate(message: Uint8Array): Buffer<ArrayBuffer> {
  const digest = createHash('md5').update(message).digest();
  return Buffer.concat([Buffer.from([0xf3, 0x89, 0x9a, 0xc2]), message, digest]);
}
