import type { FieldMapping } from '../../contracts/consumer-environment.ts';
import { type DecodedObservation, decodeRecord } from '../../contracts/decode-record.ts';
import { isDrill } from '../../contracts/drill.ts';
import { encodeObservation, identityOf } from '../../contracts/observation.ts';
import type { QuarantinedObservation } from '../../contracts/quarantine.ts';
import type { Problem } from '../../contracts/result.ts';
import type { ScoredRow } from '../../contracts/scoring.ts';
import type { Anomaly } from '../../incidents/anomaly.ts';
import type { Decision } from '../../incidents/count-anomalies.ts';
import type { StreamRecord } from './stream-record.ts';

/** One observation on its way through the consumer. */
export interface Entry {
  readonly record: StreamRecord;
  readonly decoded: DecodedObservation;
  /** How many observations its record holds. */
  readonly observationsOfRecord: number;
  /** The verdict, or why there will never be one. Absent until that is known. */
  outcome?: ScoredRow;
  /** What its incident made of it, once it is counted there. Only of anomalies and drills. */
  decision?: Decision;
}

/** Our own code threw on it; as a reason for quarantine. */
export const UNPROCESSABLE = 'unprocessable';

/** The observations of a record, in order. A record that our decoder throws on (a bug) is one of them, unreadable. */
export function toEntries(record: StreamRecord, mapping: FieldMapping, decode = decodeRecord): Entry[] {
  let decoded: DecodedObservation[];
  try {
    decoded = decode(record.bytes, { partitionKey: record.partitionKey, arrivalMs: record.arrivalMs, mapping });
  } catch (error) {
    const { partitionKey, bytes: data } = record;
    decoded = [{ index: 0, partitionKey, ok: false, problem: unprocessable(error), data }];
  }
  return decoded.map((observation) => ({
    record,
    decoded: observation,
    observationsOfRecord: decoded.length,
    ...(!observation.ok && { outcome: { error: observation.problem } }),
  }));
}

/** A record that must not be decoded any more, because whoever does it does not survive: one observation, unreadable. */
export function undecoded(record: StreamRecord): Entry {
  const { partitionKey, bytes: data } = record;
  const message =
    'handling it ended the function twice, out of memory or of time, which is a bug of ours: it was not read again';
  const problem: Problem = { code: UNPROCESSABLE, path: '', message };
  return {
    record,
    decoded: { index: 0, partitionKey, ok: false, problem, data },
    observationsOfRecord: 1,
    outcome: { error: problem },
  };
}

export function unprocessable(error: unknown): Problem {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { code: UNPROCESSABLE, path: '', message: `processing it failed, which is a bug of ours: ${message}` };
}

export function identityOfEntry({ record, decoded }: Entry): string {
  return identityOf(record.shardId, record.sequenceNumber, decoded.index);
}

export function isAnomalous({ outcome }: Entry): boolean {
  return outcome !== undefined && 'verdict' in outcome && outcome.verdict.anomalous;
}

/** People must hear of it, or it must at least be counted. */
export function needsDecision(entry: Entry): boolean {
  return isAnomalous(entry) || isScoredDrill(entry);
}

export function isScoredDrill({ decoded, outcome }: Entry): boolean {
  return decoded.ok && isDrill(decoded.observation) && outcome !== undefined && 'verdict' in outcome;
}

/** @throws {TypeError} unless the entry has been scored */
export function toAnomaly({ record, decoded, outcome }: Entry): Anomaly {
  if (!decoded.ok || !outcome || 'error' in outcome) throw new TypeError('only what was scored can be anomalous');
  const { shardId, partitionKey, sequenceNumber, arrivalMs } = record;
  const { index, observation } = decoded;
  return { shardId, partitionKey, sequenceNumber, index, arrivalMs, observation, verdict: outcome.verdict };
}

/** Why it can never be scored; undefined when it was, or when that is not known yet. */
export function reasonOf({ outcome }: Entry): Problem | undefined {
  return outcome && 'error' in outcome ? outcome.error : undefined;
}

/** @throws {TypeError} unless there is a reason for it */
export function toQuarantined(entry: Entry): QuarantinedObservation {
  const { record, decoded } = entry;
  const reason = reasonOf(entry);
  if (!reason) throw new TypeError('only what cannot be scored goes to quarantine');
  return {
    identity: identityOfEntry(entry),
    shardId: record.shardId,
    sequenceNumber: record.sequenceNumber,
    index: decoded.index,
    partitionKey: decoded.partitionKey,
    arrivedAt: new Date(record.arrivalMs).toISOString(),
    reason,
    data: Buffer.from(rawBytesOf(entry)).toString('base64'),
    ...(decoded.redrivenFrom !== undefined && { redrivenFrom: decoded.redrivenFrom }),
  };
}

/** As they came where they stand alone; one that was read and scored among others is written anew, in full. */
export function rawBytesOf({ record, decoded, observationsOfRecord }: Entry): Uint8Array {
  if (!decoded.ok) return decoded.data;
  return observationsOfRecord === 1 && decoded.redrivenFrom === undefined
    ? record.bytes
    : encodeObservation(decoded.observation);
}
