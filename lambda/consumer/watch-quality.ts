import { DATA_QUALITY_SOURCE, type DataQualityAlert } from '../../contracts/alert.ts';
import { newItem } from '../../incidents/incident-item.ts';
import { PendingAlerts } from '../../incidents/pending-alerts.ts';
import { Unavailable } from '../unavailable.ts';
import type { Entry } from './entry.ts';
import type { Ports } from './ports.ts';
import { type Excess, QualityWindow } from './quality-window.ts';
import type { BatchSettings } from './settings.ts';
import { Teller } from './teller.ts';

/** An episode is over, and the next one told, when there was no excess for this long. */
const EPISODE_GAP_MS = 24 * 3_600_000;
/** How often an excess that goes on is written down: all processes together need to know only roughly. */
const REFRESH_MS = 10 * 60_000;

/** Tells the owner once that too much goes to quarantine. Outlives the batch. */
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

/** The first process to write an episode down tells it; the sweeper does if that one dies in between. */
async function writeExcess(excess: Excess, ports: Ports, nowMs: number): Promise<void> {
  const before = (await ports.incidents.read(DATA_QUALITY_SOURCE)) ?? newItem(DATA_QUALITY_SOURCE);
  const isNews = nowMs - (before.lastExcessAtMs ?? Number.NEGATIVE_INFINITY) > EPISODE_GAP_MS;
  const alert = toAlert(excess, nowMs);
  const pending = new PendingAlerts(before.pending);
  if (isNews) pending.add(alert, 'consumer', nowMs);
  const item = { ...before, version: before.version + 1, lastExcessAtMs: nowMs, pending: pending.toItem() };
  const isWritten = await ports.incidents.write(item);
  if (!isWritten || !isNews) return;
  const teller = new Teller(ports);
  teller.tell(alert.source, [alert], nowMs);
  await teller.finished();
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
