import type { NoDataAlert } from '../contracts/alert.ts';
import type { SilenceDecision } from '../contracts/log-lines.ts';
import { incidentIdOf } from './anomaly.ts';
import type { IncidentItem } from './incident-item.ts';
import { PendingAlerts } from './pending-alerts.ts';

/** What is remembered of the silence of one source. */
export interface SourceSilence {
  /** Of the latest silence that was told: when the last observation before it came. What is not later was told. */
  readonly toldUpToMs: number;
  /** What people were told of, while it lasts. */
  readonly open?: NoDataAlert;
}

/** One source is silent, or was. */
export interface SilenceOfSource {
  readonly source: string;
  /** When its last observation came, milliseconds since the epoch: its identity among those of the source. */
  readonly sinceMs: number;
  /** When it was noticed, or ended. */
  readonly atMs: number;
}

/** What became of it. */
export interface SilenceTold {
  /** The item to write, its version one higher; absent when nothing changed. */
  readonly item?: IncidentItem;
  readonly decision: SilenceDecision;
  /** Once the item is written: what to publish. */
  readonly alert?: NoDataAlert;
}

/**
 * Opens the incident of a source that is silent, where it was not told of this silence, by whatever delivery, or by
 * another shard of a later one.
 */
export function openSilence(
  before: IncidentItem,
  { source, sinceMs, atMs, usualMs }: SilenceOfSource & { readonly usualMs: number },
  nowMs: number,
): SilenceTold {
  const { silence } = before;
  if (silence && sinceMs <= silence.toldUpToMs) return { decision: 'already_told' };
  // Another shard has missed it since earlier.
  if (silence?.open) {
    return { decision: 'joined', item: nextItem(before, { ...silence, toldUpToMs: sinceMs }) };
  }
  const incidentId = incidentIdOf(`${source} is silent since ${sinceMs}`);
  const alert: NoDataAlert = {
    version: 1,
    alertId: `${incidentId}-no-data`,
    kind: 'no_data',
    incidentId,
    source,
    severity: 'medium',
    since: new Date(sinceMs).toISOString(),
    noticedAt: new Date(atMs).toISOString(),
    usualSeconds: Number((usualMs / 1000).toPrecision(3)),
  };
  return { decision: 'opened', alert, item: nextItem(before, { toldUpToMs: sinceMs, open: alert }, alert, nowMs) };
}

/** Closes what is open, where this end is its own: it came after the last observation before it. */
export function closeSilence(before: IncidentItem, { atMs }: SilenceOfSource, nowMs: number): SilenceTold {
  const { silence } = before;
  if (!silence?.open || atMs <= silence.toldUpToMs) return { decision: 'untold' };
  const alert = againAlert(silence.open, atMs);
  const item = nextItem(before, { toldUpToMs: silence.toldUpToMs }, alert, nowMs);
  return { decision: 'closed', alert, item };
}

/** What people hear at the end who heard of the beginning. */
export function againAlert(open: NoDataAlert, atMs: number): NoDataAlert {
  const noticedAt = new Date(atMs).toISOString();
  return { ...open, alertId: `${open.incidentId}-data-again`, kind: 'data_again', noticedAt };
}

function nextItem(before: IncidentItem, silence: SourceSilence, alert?: NoDataAlert, nowMs = 0): IncidentItem {
  const pending = new PendingAlerts(before.pending);
  if (alert) pending.add(alert, 'consumer', nowMs);
  return { ...before, version: before.version + 1, silence, pending: pending.toItem() };
}
