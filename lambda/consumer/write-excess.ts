import { type DataQualityAlert, dataQualitySource } from '../../contracts/alert.ts';
import { newItem } from '../../incidents/incident-item.ts';
import { PendingAlerts } from '../../incidents/pending-alerts.ts';
import { AlertPublisher } from './alert-publisher.ts';
import type { KnownRules } from './known-rules.ts';
import type { Ports } from './ports.ts';
import type { Excess } from './quality-window.ts';
import type { BatchSettings } from './settings.ts';

/** An episode is over, and the next one published, when there was no excess for this long. */
const EPISODE_GAP_MS = 24 * 3_600_000;

/** What watching needs beside the entries. */
export interface WatchingContext {
  readonly settings: BatchSettings;
  readonly ports: Ports;
  readonly rules: Pick<KnownRules, 'admitNotice'>;
}

/** The first process to write an episode down publishes it; the sweeper does if that one dies in between. */
export async function writeExcess(excess: Excess, { ports, rules }: WatchingContext, nowMs: number): Promise<void> {
  const found = toAlert(excess, nowMs);
  const { source, severity, about } = found;
  const before = (await ports.incidents.read(source)) ?? newItem(source);
  const isNews = nowMs - (before.lastExcessAtMs ?? Number.NEGATIVE_INFINITY) > EPISODE_GAP_MS;
  const admission = isNews ? (await rules.admitNotice(ports))({ source, severity, atMs: nowMs }, nowMs) : undefined;
  if (admission && !admission.isAdmitted) {
    // Nothing is written, so that it is news still when no rule holds it any more.
    const { rule, because } = admission;
    ports.report.dataQuality({ about, decision: 'held', rule, because });
    return;
  }
  const { advice, channels } = admission ?? {};
  const alert = { ...found, ...(advice && { advice }), ...(channels && { channels }) };
  const pending = new PendingAlerts(before.pending);
  if (isNews) pending.add(alert, 'consumer', nowMs);
  const item = { ...before, version: before.version + 1, lastExcessAtMs: nowMs, pending: pending.toItem() };
  const isWritten = await ports.incidents.write(item);
  if (!isWritten || !isNews) return;
  const publisher = new AlertPublisher(ports);
  publisher.publish(alert.source, [alert], nowMs);
  await publisher.finished();
}

function toAlert(excess: Excess, nowMs: number): DataQualityAlert {
  const detectedAt = new Date(nowMs).toISOString();
  const source = dataQualitySource(excess.about);
  const alertId = `${source.slice('weir:'.length)}-${detectedAt}`;
  return { version: 1, alertId, kind: 'data_quality', source, severity: 'high', ...excess, detectedAt };
}
