import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { ServiceError, type ServiceRequest } from '../gateway/service.ts';

/** By the header that has it, the checksums that are compared. Others, and those behind a chunked body, are not. */
const CHECKSUMS: Readonly<Record<string, { name: string; of: (bytes: Uint8Array) => Buffer }>> = {
  'x-amz-checksum-crc32': { name: 'CRC32', of: (bytes) => crc32Bytes(bytes) },
  'x-amz-checksum-sha1': { name: 'SHA1', of: (bytes) => createHash('sha1').update(bytes).digest() },
  'x-amz-checksum-sha256': { name: 'SHA256', of: (bytes) => createHash('sha256').update(bytes).digest() },
};

/**
 * The checksums that a request puts an object with.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
 * @throws ServiceError BadDigest where one is not that of the bytes
 */
export function checkedChecksums(
  { headers }: Pick<ServiceRequest, 'headers'>,
  bytes: Uint8Array,
): Record<string, string> {
  const given = Object.entries(headers).filter(([header]) => Object.hasOwn(CHECKSUMS, header));
  for (const [header, value] of given) {
    const { name, of } = CHECKSUMS[header];
    if (of(bytes).toString('base64') === value) continue;
    throw new ServiceError('BadDigest', `The ${name} you specified did not match the calculated checksum.`);
  }
  return Object.fromEntries(given);
}

/** The headers of an object as an answer with all of it has them: its checksums for those who ask for them. */
export function shownHeaders(
  kept: Readonly<Record<string, string>>,
  { headers }: Pick<ServiceRequest, 'headers'>,
): Record<string, string> {
  const isAsked = headers['x-amz-checksum-mode']?.toUpperCase() === 'ENABLED' && headers.range === undefined;
  return Object.fromEntries(Object.entries(kept).filter(([name]) => isAsked || !Object.hasOwn(CHECKSUMS, name)));
}

function crc32Bytes(bytes: Uint8Array): Buffer {
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(bytes));
  return sum;
}
