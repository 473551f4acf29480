import { excerpt } from '../../contracts/record-forms/excerpt.ts';
import { type Entry, identityOfEntry, rawBytesOf, reasonOf } from './entry.ts';
import { unknownNames } from './unknown-names.ts';

/** What the share is of. Long enough that one bad file is noticed, short enough that a good week does not hide a bad hour. */
const WINDOW_MS = 15 * 60_000;
/** A few bad observations are no episode, whatever their share. */
const MIN_QUARANTINED = 10;

/** More was quarantined than allowed: how much, mostly why, and one example of that. */
export interface Excess {
  readonly observations: number;
  readonly quarantined: number;
  readonly reason: Reason;
}

export interface Reason {
  readonly code: string;
  readonly count: number;
  /** Of the example. */
  readonly message: string;
  readonly example: { readonly identity: string; readonly data: string };
  /** The example's names, when the reason is that the model knows none of them. */
  readonly unknownNames?: readonly string[];
}

interface Minute {
  readonly fromMs: number;
  observations: number;
  readonly reasons: Map<string, Reason>;
}

/** The quarantined share of what this process saw in the last minutes. */
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
    // What was put on the stream again and fails again is no news: the owner was told the first time, and has just tried to mend it.
    const newEntries = entries.filter(({ decoded }) => decoded.redrivenFrom === undefined);
    minute.observations += newEntries.length;
    for (const entry of newEntries) {
      const code = reasonOf(entry)?.code;
      if (code === undefined) continue;
      const known = minute.reasons.get(code);
      minute.reasons.set(code, known ? { ...known, count: known.count + 1 } : toReason(entry));
    }
  }

  /** Undefined while the share is at most `percent`, in (0, 100]. */
  excess(percent: number): Excess | undefined {
    const observations = this.#minutes.reduce((sum, minute) => sum + minute.observations, 0);
    const reasons = new Map<string, Reason>();
    for (const reason of this.#minutes.flatMap((minute) => [...minute.reasons.values()])) {
      reasons.set(reason.code, { ...reason, count: reason.count + (reasons.get(reason.code)?.count ?? 0) });
    }
    const quarantined = [...reasons.values()].reduce((sum, { count }) => sum + count, 0);
    if (quarantined < MIN_QUARANTINED || (100 * quarantined) / observations <= percent) return undefined;
    const [reason] = [...reasons.values()].sort((a, b) => b.count - a.count);
    return { observations, quarantined, reason: reason! };
  }
}

/** Small: a window must not hold on to what may be megabytes. */
function toReason(entry: Entry): Reason {
  const { code, message } = reasonOf(entry)!;
  const data = new TextDecoder().decode(rawBytesOf(entry).subarray(0, 300));
  const names = unknownNames(entry);
  return {
    code,
    count: 1,
    message: message.slice(0, 500).toWellFormed(),
    example: { identity: identityOfEntry(entry), data: excerpt(data, 200) },
    ...(names && { unknownNames: names }),
  };
}
