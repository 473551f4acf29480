import type { DataQualityAlert } from '../../contracts/alert.ts';
import { excerpt } from '../../contracts/record-forms/excerpt.ts';
import { unknownNames } from './batch-tally.ts';
import { type Entry, hasImplausibleTime, identityOfEntry, isAside, rawBytesOf, reasonOf } from './entry.ts';

/**
 * What a share is of. Long enough that one bad file is noticed, short enough that a good week does not hide a bad hour.
 */
const WINDOW_MS = 15 * 60_000;
/** A few bad observations are no episode, whatever their share. */
const MIN_BAD = 10;

/** Too much of what came is bad in one respect: how much, mostly why, and one example of that. */
export type Excess = Pick<
  DataQualityAlert,
  'about' | 'observations' | 'quarantined' | 'reason' | 'example' | 'unknownNames'
>;

/** One kind of what is wrong with observations, and one of them. */
type Complaint = Pick<Excess, 'reason' | 'example' | 'unknownNames'>;

interface Minute {
  readonly fromMs: number;
  observations: number;
  readonly reasons: Map<string, Complaint>;
  implausibleTimes?: Complaint;
}

/** What this process saw in the last minutes, as far as something was wrong with it. */
export class QualityWindow {
  #minutes: Minute[] = [];

  /** @param entries of a batch, finished */
  add(entries: readonly Entry[], nowMs: number): void {
    this.#minutes = this.#minutes.filter(({ fromMs }) => fromMs > nowMs - WINDOW_MS);
    let minute = this.#minutes.at(-1);
    if (!minute || minute.fromMs <= nowMs - 60_000) {
      minute = { fromMs: nowMs, observations: 0, reasons: new Map() };
      this.#minutes.push(minute);
    }
    // What was redriven and fails again is no news: the owner heard of it the first time, and has just
    // tried to mend it.
    const newEntries = entries.filter((entry) => entry.decoded.redrivenFrom === undefined && !isAside(entry));
    minute.observations += newEntries.length;
    for (const entry of newEntries) {
      const problem = reasonOf(entry);
      if (problem) minute.reasons.set(problem.code, more(minute.reasons.get(problem.code), entry, problem));
      else if (hasImplausibleTime(entry))
        minute.implausibleTimes = more(minute.implausibleTimes, entry, timeProblem(entry));
    }
  }

  /** @param percent in (0, 100] */
  excesses(percent: number): Excess[] {
    const observations = this.#minutes.reduce((sum, minute) => sum + minute.observations, 0);
    const isTooMuch = (count: number) => count >= MIN_BAD && (100 * count) / observations > percent;
    const reasons = mostFirst(this.#minutes.flatMap(({ reasons }) => [...reasons.values()]));
    const quarantined = reasons.reduce((sum, { reason }) => sum + reason.count, 0);
    const [times] = mostFirst(this.#minutes.flatMap(({ implausibleTimes }) => implausibleTimes ?? []));
    return [
      ...(isTooMuch(quarantined) ? [{ about: 'quarantine' as const, observations, quarantined, ...reasons[0]! }] : []),
      ...(times && isTooMuch(times.reason.count)
        ? [{ about: 'times' as const, observations, quarantined: 0, ...times }]
        : []),
    ];
  }
}

/** Those of one code added up, the most frequent code first. */
function mostFirst(complaints: readonly Complaint[]): Complaint[] {
  const byCode = Map.groupBy(complaints, ({ reason }) => reason.code);
  const sums = [...byCode.values()].map((same) => {
    const count = same.reduce((sum, { reason }) => sum + reason.count, 0);
    return { ...same[0]!, reason: { ...same[0]!.reason, count } };
  });
  return sums.sort((a, b) => b.reason.count - a.reason.count);
}

interface Fault {
  readonly code: string;
  readonly message: string;
}

function timeProblem({ decoded, record }: Entry): Fault {
  const at = (ms: number) => new Date(ms).toISOString();
  const time = decoded.ok ? at(decoded.observation.timestampMs) : '';
  return {
    code: 'implausible_timestamp',
    message: `a time of ${time} in a record that arrived at ${at(record.arrivalMs)}`,
  };
}

/** Small: a window must not hold on to what may be megabytes. */
function more(known: Complaint | undefined, entry: Entry, { code, message }: Fault): Complaint {
  if (known) return { ...known, reason: { ...known.reason, count: known.reason.count + 1 } };
  const data = new TextDecoder().decode(rawBytesOf(entry).subarray(0, 300));
  const names = unknownNames(entry);
  return {
    reason: { code, count: 1, message: message.slice(0, 500).toWellFormed() },
    example: { identity: identityOfEntry(entry), data: excerpt(data, 200) },
    ...(names && { unknownNames: names }),
  };
}
