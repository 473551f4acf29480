import { identityOf } from '../observation.ts';

/** Bytes that were on the stream before, and which observation they were there. */
export interface RedrivenPart {
  /** `shardId:sequenceNumber:index`: of the bytes' first observation, when they hold several. */
  readonly redrivenFrom: string;
  /** When Kinesis took them the first time, ISO 8601: still the timestamp where they give none. */
  readonly arrivedAt: string;
  readonly data: Uint8Array;
}

/** Ours alone, so that whether a record is redriven can be told from its first bytes. */
const KEY = 'weir:redriven';
const START = new TextEncoder().encode(`{"${KEY}":"`);

/**
 * One record of several parts: a line of JSON each, the bytes in base64, because they may be of any form or of none.
 */
export function encodeRedriven(parts: readonly RedrivenPart[]): Uint8Array {
  const lines = parts.map(({ redrivenFrom, arrivedAt, data }) =>
    JSON.stringify({ [KEY]: redrivenFrom, arrivedAt, data: Buffer.from(data).toString('base64') }),
  );
  return new TextEncoder().encode(lines.join('\n'));
}

/** The parts of a record that {@link encodeRedriven} wrote; undefined for any other record. */
export function decodeRedriven(bytes: Uint8Array): RedrivenPart[] | undefined {
  if (START.some((byte, i) => bytes[i] !== byte)) return undefined;
  const parts: RedrivenPart[] = [];
  for (const line of new TextDecoder().decode(bytes).split('\n')) {
    const part = decodeLine(line);
    if (!part) return undefined;
    parts.push(part);
  }
  return parts;
}

function decodeLine(line: string): RedrivenPart | undefined {
  let value: Record<string, unknown>;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  const { [KEY]: redrivenFrom, arrivedAt, data } = value ?? {};
  if (typeof redrivenFrom !== 'string' || typeof arrivedAt !== 'string' || typeof data !== 'string') return undefined;
  if (!IDENTITY.test(redrivenFrom) || Number.isNaN(Date.parse(arrivedAt))) return undefined;
  return { redrivenFrom, arrivedAt, data: Buffer.from(data, 'base64') };
}

const IDENTITY = /^(shardId-\d{1,20}):(\d{1,60}):(\d{1,6})$/;

/** Which observation the `offset`th of a part's observations was. */
export function identityWithin({ redrivenFrom }: RedrivenPart, offset: number): string {
  const [, shardId = '', sequenceNumber = '', index] = IDENTITY.exec(redrivenFrom) ?? [];
  return identityOf(shardId, sequenceNumber, Number(index) + offset);
}
