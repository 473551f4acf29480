import type { FieldMapping } from './mapping.ts';
import type { Observation } from './observation.ts';
import { isGzip, unpackGzip } from './record-forms/gzip.ts';
import { isKplAggregate, splitKplAggregate, type UserRecord } from './record-forms/kpl-aggregate.ts';
import type { RecordContext } from './record-forms/observation-parts.ts';
import { decodeRedriven, identityWithin } from './record-forms/redriven.ts';
import { decodeText, MAX_OBSERVATIONS_PER_RECORD, type TextPart, tooManyObservations } from './record-forms/text.ts';
import { malformed, ok, type Problem } from './result.ts';

/** A gzip bomb goes off after this many bytes. Over all user records of an aggregate together. */
export const MAX_UNPACKED_BYTES = 10 * 1024 * 1024;

/** Clocks differ: a timestamp is in the future when it is more than this after its record's arrival. */
const FUTURE_AFTER_MS = 5 * 60_000;
const YEAR_1971_MS = Date.UTC(1971, 0, 1);

const UTF_8 = new TextDecoder('utf-8', { fatal: true });

/** What is odd about an observation that is taken all the same. */
export type ObservationFlag = 'future_timestamp' | 'epoch_timestamp';

/** One observation of a record, in its place; or one that cannot be read, with its own bytes where it has some. */
export type DecodedObservation = Decoded & {
  /** Its place in the record, from 0. With shard and sequence number it is its identity. */
  readonly index: number;
  /** The record's; in a KPL aggregate the user record's. */
  readonly partitionKey: string;
  /** The identity that it had when it was on the stream before; absent unless it was put there again. */
  readonly redrivenFrom?: string;
};

type Decoded =
  | { readonly ok: true; readonly observation: Observation; readonly flags?: readonly ObservationFlag[] }
  | { readonly ok: false; readonly problem: Problem; readonly data: Uint8Array };

/**
 * The observations of one Kinesis record, at least one, in any of the forms: the full form, flat JSON, a JSON array of these, newline-separated
 * JSON, a numeric JSON array, a line of comma-separated numbers, gzip of any, KPL aggregates of any, and any of these put on the stream again.
 *
 * Never throws for what a record contains.
 */
export function decodeRecord(bytes: Uint8Array, context: DecodingContext): DecodedObservation[] {
  const left = { bytes: MAX_UNPACKED_BYTES, observations: MAX_OBSERVATIONS_PER_RECORD };
  const redriven = decodeRedriven(bytes);
  if (!redriven) return decodePart(bytes, context, left) ?? [tooMany(left, bytes, context)];
  const decoded: DecodedObservation[] = [];
  for (const part of redriven) {
    const ofPart = decodePart(part.data, { ...context, arrivalMs: Date.parse(part.arrivedAt) }, left);
    if (!ofPart) return [tooMany(left, bytes, context)];
    for (const one of ofPart) {
      decoded.push({ ...one, index: decoded.length, redrivenFrom: identityWithin(part, one.index) });
    }
  }
  return decoded;
}

type DecodingContext = RecordContext & { readonly mapping?: FieldMapping };

/** What may still come, over everything that a record holds. */
interface Allowance {
  bytes: number;
  observations: number;
}

/** Undefined when it holds more observations than are left. */
function decodePart(bytes: Uint8Array, context: DecodingContext, left: Allowance): DecodedObservation[] | undefined {
  if (!isKplAggregate(bytes))
    return decodeUserRecords([{ partitionKey: context.partitionKey, data: bytes }], context, left);
  const split = splitKplAggregate(bytes);
  return split.ok ? decodeUserRecords(split.value, context, left) : [wholeRecord(split.problem, bytes, context)];
}

function decodeUserRecords(
  records: readonly UserRecord[],
  { arrivalMs, mapping }: DecodingContext,
  left: Allowance,
): DecodedObservation[] | undefined {
  const decoded: DecodedObservation[] = [];
  for (const { partitionKey, data } of records) {
    const unpacked = isGzip(data) ? unpackGzip(data, left.bytes) : ok(data);
    if (unpacked.ok && unpacked.value !== data) left.bytes -= unpacked.value.length;
    const parts = unpacked.ok ? decodeBytes(unpacked.value, { partitionKey, arrivalMs }, mapping) : [unpacked];
    left.observations -= parts.length;
    if (left.observations < 0) return undefined;
    for (const part of parts) {
      decoded.push({ index: decoded.length, partitionKey, ...toDecoded(part, data, arrivalMs) });
    }
  }
  return decoded;
}

function decodeBytes(bytes: Uint8Array, context: RecordContext, mapping?: FieldMapping): TextPart[] {
  let text: string;
  try {
    text = UTF_8.decode(bytes);
  } catch {
    return [malformed('not_utf8', '', 'the record is neither UTF-8 text nor gzip nor a KPL aggregate')];
  }
  return decodeText(text, context, mapping);
}

function toDecoded(part: TextPart, data: Uint8Array, arrivalMs: number): Decoded {
  if (!part.ok) {
    return {
      ok: false,
      problem: part.problem,
      data: part.text === undefined ? data : new TextEncoder().encode(part.text),
    };
  }
  const flag = flagOf(part.value.timestampMs, arrivalMs);
  return { ok: true, observation: part.value, ...(flag && { flags: [flag] }) };
}

function flagOf(timestampMs: number, arrivalMs: number): ObservationFlag | undefined {
  if (timestampMs > arrivalMs + FUTURE_AFTER_MS) return 'future_timestamp';
  return timestampMs < YEAR_1971_MS ? 'epoch_timestamp' : undefined;
}

function tooMany(left: Allowance, data: Uint8Array, context: RecordContext): DecodedObservation {
  return wholeRecord(tooManyObservations(MAX_OBSERVATIONS_PER_RECORD - left.observations).problem, data, context);
}

function wholeRecord(problem: Problem, data: Uint8Array, { partitionKey }: RecordContext): DecodedObservation {
  return { index: 0, partitionKey, ok: false, problem, data };
}
