import { withoutMarkers } from './missing.ts';
import type { Observation } from './observation.ts';
import { Allowance } from './record-forms/allowance.ts';
import { type Canary, type CanaryPart, decodeCanary, isCanaryRecord } from './record-forms/canary-record.ts';
import { isGzip, unpackGzip } from './record-forms/gzip.ts';
import { isKplAggregate, splitKplAggregate, type UserRecord } from './record-forms/kpl-aggregate.ts';
import type { RecordContext } from './record-forms/observation-parts.ts';
import { decodeRedriven, identityWithin } from './record-forms/redriven.ts';
import { decodeStateRecord, isStateRecord, type StateChange, type StatePart } from './record-forms/state-record.ts';
import { decodeText } from './record-forms/text.ts';
import { alone, type TextContext, type TextPart } from './record-forms/text-part.ts';
import { malformed, ok, type Problem, type Result } from './result.ts';
import type { Writable } from './writable.ts';

export { MAX_UNPACKED_BYTES } from './record-forms/allowance.ts';

/** Clocks differ: a timestamp is in the future when it is more than this after its record's arrival. */
const FUTURE_AFTER_MS = 5 * 60_000;
/** A clock that shows what cannot be: it was never set, or runs ahead by more than any zone explains. */
const PLAUSIBLE_FROM_MS = Date.UTC(2000, 0, 1);
const PLAUSIBLE_UNTIL_MS = 24 * 3_600_000;

const UTF_8 = new TextDecoder('utf-8', { fatal: true });

/** What is odd about an observation that is taken all the same. */
export type ObservationFlag = 'future_timestamp' | 'implausible_timestamp';

/** One observation of a record, in its place; or one that cannot be read, with its own bytes where it has some. */
export type DecodedObservation = Decoded & {
  /** Its place in the record, from 0. With shard and sequence number it is its identity. */
  readonly index: number;
  /** The record's; in a KPL aggregate the user record's. */
  readonly partitionKey: string;
  /** The identity that it had when it was on the stream before; absent unless it was put there again. */
  readonly redrivenFrom?: string;
  /** It changes what is known of its source, and is judged, counted and told by nobody. */
  readonly stateOnly?: StateChange;
  /** It says that it is a canary, and nobody but who looks for canaries may take it for an observation. */
  readonly canary?: Canary;
};

type Decoded =
  | {
      readonly ok: true;
      readonly observation: Observation;
      readonly flags?: readonly ObservationFlag[];
      /** Its own bytes, where they were asked for and it has values that are no numbers. */
      readonly data?: Uint8Array;
    }
  | { readonly ok: false; readonly problem: Problem; readonly data: Uint8Array };

/**
 * The observations of one Kinesis record in any of the forms: the full form, flat JSON, the envelopes of known
 * services, a JSON array of these, newline-separated JSON, a numeric JSON array, a line of comma-separated numbers, a
 * table of CSV with a header, gzip of any, KPL aggregates of any, and any of these put on the stream again; and lines
 * that change what is known of sources; and canaries. A header alone, a control message and a deletion hold none. A
 * record of more than its {@link Allowance} is one that cannot be read.
 *
 * Never throws for what a record contains.
 */
export function decodeRecord(bytes: Uint8Array, context: DecodingContext): DecodedObservation[] {
  const allowance = new Allowance();
  const decoded = decodeParts(bytes, { ...context, allowance });
  return allowance.excess ? [wholeRecord(allowance.excess, bytes, context)] : decoded;
}

type DecodingContext = Pick<TextContext, 'partitionKey' | 'unnamedSource' | 'arrivalMs' | 'mapping'> & {
  /** What was read has its own bytes, too: to be asked for when it turns out that it cannot be scored. */
  readonly keepsBytes?: boolean;
  /** Numbers that mean a missing value. @default none */
  readonly missingValues?: readonly number[];
};

type Context = TextContext & DecodingContext;

function decodeParts(bytes: Uint8Array, context: Context): DecodedObservation[] {
  const redriven = decodeRedriven(bytes);
  if (!redriven) return decodePart(bytes, context);
  const decoded: DecodedObservation[] = [];
  for (const part of redriven) {
    for (const one of decodePart(part.data, { ...context, arrivalMs: Date.parse(part.arrivedAt) })) {
      decoded.push({ ...one, index: decoded.length, redrivenFrom: identityWithin(part, one.index) });
    }
    if (context.allowance.excess) break;
  }
  return decoded;
}

function decodePart(bytes: Uint8Array, context: Context): DecodedObservation[] {
  if (!isKplAggregate(bytes)) return decodeUserRecords([{ partitionKey: context.partitionKey, data: bytes }], context);
  const split = splitKplAggregate(bytes);
  return split.ok ? decodeUserRecords(split.value, context) : [wholeRecord(split.problem, bytes, context)];
}

function decodeUserRecords(records: readonly UserRecord[], context: Context): DecodedObservation[] {
  const decoded: DecodedObservation[] = [];
  for (const { partitionKey, data } of records) {
    const parts = decodeData(data, { ...context, partitionKey });
    for (const part of parts) {
      decoded.push(toDecoded(part, { index: decoded.length, partitionKey }, { data, parts: parts.length }, context));
    }
    if (context.allowance.excess) break;
  }
  return decoded;
}

/** What came of a piece of a record. */
type Part = StatePart & Pick<CanaryPart, 'canary'>;

function decodeData(data: Uint8Array, context: TextContext): Part[] {
  if (isCanaryRecord(data)) return alone(decodeCanary(data, context), context);
  if (isStateRecord(data)) return decodeStateRecord(data, context);
  const unpacked = isGzip(data) ? unpackGzip(data, context.allowance.unpackedBytes) : ok(data);
  if (unpacked.ok && unpacked.value !== data && !context.allowance.takeUnpacked(unpacked.value)) return [];
  const text = unpacked.ok ? decodeUtf8(unpacked.value) : unpacked;
  return text.ok ? decodeText(text.value, context) : alone(text, context);
}

function decodeUtf8(bytes: Uint8Array): Result<string> {
  try {
    return ok(UTF_8.decode(bytes));
  } catch {
    return malformed('not_text', '', 'the record is neither UTF-8 text nor gzip nor a KPL aggregate');
  }
}

/** @param around the bytes that it stands in, and how many parts they hold */
function toDecoded(
  part: Part,
  place: Pick<DecodedObservation, 'index' | 'partitionKey'>,
  around: { readonly data: Uint8Array; readonly parts: number },
  { keepsBytes, arrivalMs, missingValues = [] }: Context,
): DecodedObservation {
  const { index, partitionKey } = place;
  const { stateOnly, canary } = part;
  if (!part.ok) {
    const data = part.text === undefined ? around.data : Buffer.from(part.text);
    return { index, partitionKey, ok: false, problem: part.problem, data, ...(stateOnly && { stateOnly }) };
  }
  const decoded: Writable<DecodedObservation & { ok: true }> = {
    index,
    partitionKey,
    ok: true,
    observation: missingValues.length > 0 ? withoutMissing(part.value, missingValues) : part.value,
  };
  const flag = flagOf(part.value.timestampMs, arrivalMs);
  if (flag) decoded.flags = [flag];
  if (stateOnly) decoded.stateOnly = stateOnly;
  if (canary) decoded.canary = canary;
  const data = keepsBytes && ownBytes(part, around.parts, around.data);
  if (data) decoded.data = data;
  return decoded;
}

function withoutMissing(observation: Observation, missingValues: readonly number[]): Observation {
  return { ...observation, features: withoutMarkers(observation.features, missingValues) };
}

/** @param data that it stands in, with so many others less one */
function ownBytes({ lateText }: TextPart, parts: number, data: Uint8Array): Uint8Array | undefined {
  if (lateText) return Buffer.from(lateText());
  return parts === 1 ? data : undefined;
}

function flagOf(timestampMs: number, arrivalMs: number): ObservationFlag | undefined {
  if (timestampMs < PLAUSIBLE_FROM_MS || timestampMs > arrivalMs + PLAUSIBLE_UNTIL_MS) return 'implausible_timestamp';
  return timestampMs > arrivalMs + FUTURE_AFTER_MS ? 'future_timestamp' : undefined;
}

function wholeRecord(problem: Problem, data: Uint8Array, { partitionKey }: RecordContext): DecodedObservation {
  return { index: 0, partitionKey, ok: false, problem, data };
}
