import { DATA_QUALITY_SOURCE, type DataQualityAlert } from '../../contracts/alert.ts';
import { excerpt } from '../../contracts/record-forms/excerpt.ts';
import { newItem } from '../../incidents/incident-item.ts';
import { PendingAlerts } from '../../incidents/pending-alerts.ts';
import { Unavailable } from '../failures.ts';
import { AlertPublisher } from './alert-publisher.ts';
import { unknownNames } from './batch-tally.ts';
import { type Entry, identityOfEntry, rawBytesOf, reasonOf } from './entry.ts';
import type { Ports } from './ports.ts';
import type { BatchSettings } from './settings.ts';

/** An episode is over, and the next one published, when there was no excess for this long. */
const EPISODE_GAP_MS = 24 * 3_600_000;
/** How often an excess that goes on is written down: all processes together need to know only roughly. */
const REFRESH_MS = 10 * 60_000;

/** Alerts the owner once that too much goes to quarantine. Outlives the batch. */
export class QualityWatch {
  readonly #window = new QualityWindow();
  #writtenMs = Number.NEGATIVE_INFINITY;

  /** Never fails: data that cannot be scored must not hold up data that can. */
  async see(entries: readonly Entry[], settings: BatchSettings, ports: Ports): Promise<void> {
    const nowMs = ports.now();
    this.#window.add(entries, nowMs);
    if (settings.alerting === 'observe' || nowMs - this.#writtenMs < REFRESH_MS) return;
    const excess = this.#window.excess(settings.quarantineAlertPercent);
    if (!excess) return;
    try {
      await writeExcess(excess, ports, nowMs);
      this.#writtenMs = nowMs;
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      ports.report.unavailable({ port: error.port, reason: error.message });
    }
  }
}

/** The first process to write an episode down publishes it; the sweeper does if that one dies in between. */
async function writeExcess(excess: Excess, ports: Ports, nowMs: number): Promise<void> {
  const before = (await ports.incidents.read(DATA_QUALITY_SOURCE)) ?? newItem(DATA_QUALITY_SOURCE);
  const isNews = nowMs - (before.lastExcessAtMs ?? Number.NEGATIVE_INFINITY) > EPISODE_GAP_MS;
  const alert = toAlert(excess, nowMs);
  const pending = new PendingAlerts(before.pending);
  if (isNews) pending.add(alert, 'consumer', nowMs);
  const item = { ...before, version: before.version + 1, lastExcessAtMs: nowMs, pending: pending.toItem() };
  const isWritten = await ports.incidents.write(item);
  if (!isWritten || !isNews) return;
  const publisher = new AlertPublisher(ports);
  publisher.publish(alert.source, [alert], nowMs);
  await publisher.finished();
}

function toAlert({ observations, quarantined, reason }: Excess, nowMs: number): DataQualityAlert {
  const detectedAt = new Date(nowMs).toISOString();
  const { code, count, message, example, unknownNames } = reason;
  return {
    version: 1,
    alertId: `data-quality-${detectedAt}`,
    kind: 'data_quality',
    source: DATA_QUALITY_SOURCE,
    severity: 'high',
    observations,
    quarantined,
    reason: { code, count, message },
    example,
    ...(unknownNames && { unknownNames }),
    detectedAt,
  };
}

/**
 * What the share is of. Long enough that one bad file is noticed, short enough that a good week does not hide a bad
 * hour.
 */
const WINDOW_MS = 15 * 60_000;
/** A few bad observations are no episode, whatever their share. */
const MIN_QUARANTINED = 10;

/** More was quarantined than allowed: how much, mostly why, and one example of that. */
interface Excess {
  readonly observations: number;
  readonly quarantined: number;
  readonly reason: Reason;
}

interface Reason {
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
class QualityWindow {
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
