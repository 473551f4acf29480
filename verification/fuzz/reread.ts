import { type DecodedObservation, decodeRecord } from '../../contracts/decode-record.ts';
import { encodeObservation, identityOf } from '../../contracts/observation.ts';
import { encodeRedriven } from '../../contracts/record-forms/redriven.ts';
import type { StreamRecord } from '../../lambda/consumer/stream-record.ts';

/** Of a record of a hundred thousand observations, all are alike. */
const MOST_LOOKED_AT = 50;

/**
 * Writes again what is in a record, as `stream` writes an observation and `redrive` what was in quarantine, and reads
 * that: it must be the same observation, or be refused again.
 *
 * @returns what was read otherwise, in words
 */
export function rereadProblems(record: StreamRecord): string[] {
  const parts = decodeRecord(record.bytes, record).slice(0, MOST_LOOKED_AT);
  return parts.flatMap((part) => {
    if (!part.ok && (isWhole(part, record) || isNumbersAmongOthers(part))) return [];
    const written = part.ok ? encodeObservation(part.observation) : asRedriven(record, part);
    const again = decodeRecord(written, { ...record, partitionKey: part.partitionKey });
    const [wanted, got] = [said(part), [...new Set(again.map(said))].join(' ')];
    return got === wanted ? [] : [`${shown(record)}: got ${got}, wanted ${wanted}`];
  });
}

type Refused = DecodedObservation & { readonly ok: false };

/** It comes again as it came; and may be a bomb. */
function isWhole({ data }: Refused, { bytes }: StreamRecord): boolean {
  return data.length === bytes.length;
}

/** Numbers that are left alone where they may be the inside of something: where they stand alone they are a row. */
function isNumbersAmongOthers({ problem: { code }, data }: Refused): boolean {
  return ['not_an_observation', 'unreadable'].includes(code) && !/^\{/.test(Buffer.from(data).toString().trim());
}

function shown({ bytes }: StreamRecord): string {
  return Buffer.from(bytes).toString('base64').slice(0, 2000);
}

function asRedriven({ shardId, sequenceNumber, arrivalMs }: StreamRecord, { index, data }: Refused) {
  const redrivenFrom = identityOf(shardId, sequenceNumber, index);
  return encodeRedriven([{ redrivenFrom, arrivedAt: new Date(arrivalMs).toISOString(), data }]);
}

function said(part: DecodedObservation): string {
  if (!part.ok) return 'refused';
  const { source, timestampMs, id, labels, features } = part.observation;
  return JSON.stringify({ source, timestampMs, id, labels, features });
}
