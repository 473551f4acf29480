import { decode, encode, Token, Type } from 'cborg';

/** The tag of a time: seconds since the epoch (RFC 8949, 3.4.2). */
const EPOCH_SECONDS = 1;

/** Whether a request speaks Smithy's RPC protocol over CBOR, as boto3 and the aws CLI do with CloudWatch. */
export function speaksCbor(headers: Readonly<Record<string, string>>): boolean {
  return headers['smithy-protocol'] === CBOR_HEADERS['smithy-protocol'];
}

/** Of an answer to such a request. */
export const CBOR_HEADERS = { 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor' } as const;

/** Decodes a body; times come out as seconds, as JSON has them. @throws Error for what is no CBOR */
export function readCbor(bytes: Uint8Array): unknown {
  if (bytes.length === 0) return {};
  return decode(bytes, { tags: { [EPOCH_SECONDS]: (inner) => inner() } });
}

/** Encodes an answer, dates as times. */
export function writeCbor(value: object): Uint8Array {
  return encode(value, {
    ignoreUndefinedProperties: true,
    typeEncoders: {
      Date: (date: Date) => [new Token(Type.tag, EPOCH_SECONDS), new Token(Type.float, date.getTime() / 1000)],
    },
  });
}

/** The same answer as JSON in AWS's way: dates as seconds. */
export function writeJson(value: object): string {
  return JSON.stringify(value, function (this: Record<string, unknown>, key, written) {
    const original = this[key];
    return original instanceof Date ? original.getTime() / 1000 : written;
  });
}
