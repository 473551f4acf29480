import { isTestObservation } from '../../contracts/test-alert.ts';
import type { Sources, SourceVerdict } from '../../streams/sources.ts';
import { type Entry, toEntries } from '../consumer/entry.ts';
import type { StreamRecord } from '../consumer/stream-record.ts';
import type { Learner } from './learner.ts';

/** A larger record may never be delivered, base64 in a payload of 6 MB, so that nobody learns from any. */
const MOST_BYTES = 4_000_000;

/**
 * Learns from an observation what it teaches, and judges it by what was known before: all that is decoded teaches,
 * whatever becomes of it. What was on the stream before does not, because its moment is over; nor does a test alert, or
 * a canary.
 *
 * @param onThrow hears of a bug of ours; the source is as it was, as it is whenever this record is learned again
 * @returns undefined where it teaches nothing, or is not to be judged
 */
export function learnFrom(
  { record, decoded }: Entry,
  sources: Sources,
  onThrow: (error: unknown) => void,
): SourceVerdict | undefined {
  if (!decoded.ok || decoded.canary || decoded.redrivenFrom !== undefined || record.bytes.length > MOST_BYTES)
    return undefined;
  const { observation, stateOnly } = decoded;
  const { source, timestampMs, features, labels } = observation;
  if (stateOnly === 'forget') sources.forget(source);
  if (stateOnly === 'forget' || isTestObservation(observation)) return undefined;
  try {
    const verdict = sources.judgeAndLearn({ source, timestampMs, arrivalMs: record.arrivalMs, features, labels });
    return stateOnly ? undefined : verdict;
  } catch (error) {
    onThrow(error);
    return undefined;
  }
}

/**
 * Learns a record again, for whom its verdicts are not needed: decoded by the very decoder that decodes what is judged.
 *
 * @param from its first observation that is learned
 * @param to the first that is not
 */
export function learnRecord(
  record: StreamRecord,
  sources: Sources,
  { decoding }: Pick<Learner, 'decoding'>,
  from = 0,
  to = Number.POSITIVE_INFINITY,
): void {
  if (record.bytes.length > MOST_BYTES) return;
  for (const entry of toEntries(record, decoding)) {
    // Whoever judged it first has said so.
    if (entry.decoded.index >= from && entry.decoded.index < to) learnFrom(entry, sources, () => {});
  }
}
