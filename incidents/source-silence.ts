import type { NoDataAlert } from '../contracts/alert.ts';
import type { SilenceDecision } from '../contracts/silence-line.ts';
import type { Admission } from './admission.ts';
import { incidentIdOf } from './anomaly.ts';
import { askAgainMs, type HeldSilence } from './held-silence.ts';
import type { IncidentItem, PendingAlert } from './incident-item.ts';
import { PendingAlerts } from './pending-alerts.ts';

/** How severe it is that one source is silent, and that many are. */
export const SILENCE_SEVERITY = { one: 'medium', many: 'high' } as const;

/** What is remembered of the silence of one source. */
export interface SourceSilence {
  /**
   * Of the latest silence that was told, or was over while it was held: when the last observation before it came; 0
   * before the first. What is not later is done with.
   */
  readonly toldUpToMs: number;
  /** What people were told of, while it lasts. */
  readonly open?: NoDataAlert;
  /** What the rules hold, while it lasts. */
  readonly held?: HeldSilence;
}

/** One source is silent, or was. */
export interface SilenceOfSource {
  readonly source: string;
  /** When its last observation came, milliseconds since the epoch: its identity among those of the source. */
  readonly sinceMs: number;
  /** When it was noticed, or ended. */
  readonly atMs: number;
}

/** A source fell silent. */
export type FallenSilent = SilenceOfSource & Pick<HeldSilence, 'usualMs' | 'shard' | 'of'>;

/** What became of it. */
export interface SilenceTold {
  /** The item to write, its version one higher; absent when nothing changed. */
  readonly item?: IncidentItem;
  readonly decision: SilenceDecision;
  /** Of `held`. */
  readonly rule?: string;
  readonly because?: string;
  /** Once the item is written: what to publish. */
  readonly alert?: NoDataAlert;
}

/**
 * Opens the incident of a source that is silent, where it was not told of this silence, by whatever delivery, or by
 * another shard of a later one. Where the rules hold it, it is remembered, to be told when they do not.
 */
export function openSilence(
  before: IncidentItem,
  fallen: FallenSilent,
  admission: Admission,
  nowMs: number,
): SilenceTold {
  const { sinceMs } = fallen;
  const { held, ...silence } = before.silence ?? { toldUpToMs: 0 };
  if (sinceMs <= silence.toldUpToMs) return { decision: 'already_told' };
  // Another shard has missed it since earlier.
  if (silence.open) return { decision: 'joined', item: withSilence(before, { ...silence, toldUpToMs: sinceMs }) };
  if (!admission.isAdmitted) {
    const { rule, because } = admission;
    if (held?.sinceMs === sinceMs && held.rule === rule) return { decision: 'held', rule, because };
    const { source, usualMs, shard, of, atMs: noticedMs } = fallen;
    const next = { source, sinceMs, noticedMs, usualMs, shard, of, rule, askMs: askAgainMs(admission, nowMs) };
    return { decision: 'held', rule, because, item: withSilence(before, { ...silence, held: next }) };
  }
  const alert = noDataAlert(fallen, admission);
  const telling = { alert, publisher: 'consumer', nowMs } as const;
  return { decision: 'opened', alert, item: withSilence(before, { toldUpToMs: sinceMs, open: alert }, telling) };
}

/**
 * Closes what is open, where this end is its own: it came after the last observation before it. What was held, and
 * is over, is never told.
 */
export function closeSilence(before: IncidentItem, { atMs }: SilenceOfSource, nowMs: number): SilenceTold {
  const { held, ...silence } = before.silence ?? { toldUpToMs: 0 };
  const { toldUpToMs, open } = silence;
  if (held && atMs > held.sinceMs) {
    const done = { ...silence, toldUpToMs: Math.max(toldUpToMs, held.sinceMs) };
    return { decision: 'untold', item: withSilence(before, done) };
  }
  if (!open || atMs <= toldUpToMs) return { decision: 'untold' };
  const alert = againAlert(open, atMs);
  return {
    decision: 'closed',
    alert,
    item: withSilence(before, { toldUpToMs }, { alert, publisher: 'consumer', nowMs }),
  };
}

/** What people hear at the beginning. @param admission what the rule says that admits it */
export function noDataAlert(
  { source, sinceMs, atMs, usualMs }: SilenceOfSource & Pick<HeldSilence, 'usualMs'>,
  { advice, channels }: Extract<Admission, { isAdmitted: true }>,
): NoDataAlert {
  const incidentId = incidentIdOf(`${source} is silent since ${sinceMs}`);
  return {
    version: 1,
    alertId: `${incidentId}-no-data`,
    kind: 'no_data',
    incidentId,
    source,
    severity: SILENCE_SEVERITY.one,
    since: new Date(sinceMs).toISOString(),
    noticedAt: new Date(atMs).toISOString(),
    usualSeconds: Number((usualMs / 1000).toPrecision(3)),
    ...(advice && { advice }),
    ...(channels && { channels }),
  };
}

/** What people hear at the end who heard of the beginning. */
export function againAlert(open: NoDataAlert, atMs: number): NoDataAlert {
  const noticedAt = new Date(atMs).toISOString();
  return { ...open, alertId: `${open.incidentId}-data-again`, kind: 'data_again', noticedAt };
}

/** An alert that is to be told, by whom, and since when. */
interface Telling {
  readonly alert: NoDataAlert;
  readonly publisher: PendingAlert['publisher'];
  readonly nowMs: number;
}

/** The item that follows, with an alert to be published. */
export function withSilence(before: IncidentItem, silence: SourceSilence, telling?: Telling): IncidentItem {
  const pending = new PendingAlerts(before.pending);
  if (telling) pending.add(telling.alert, telling.publisher, telling.nowMs);
  return { ...before, version: before.version + 1, silence, pending: pending.toItem() };
}
