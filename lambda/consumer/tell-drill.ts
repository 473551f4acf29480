import type { IncidentAlert } from '../../contracts/alert.ts';
import { DRILL_ITEM_SOURCE } from '../../contracts/drill.ts';
import { newItem } from '../../incidents/incident-item.ts';
import { PendingAlerts } from '../../incidents/pending-alerts.ts';
import { PENDING_AFTER_MS } from '../../incidents/tell-alerts.ts';
import { Unavailable } from '../unavailable.ts';
import type { Ports } from './ports.ts';
import type { Teller } from './teller.ts';

/** Others, with drills of their own, may write the item in between. */
const MAX_CONFLICTS = 3;

/**
 * Tells a drill on the way that every alert goes: written down in the incident table, told, cleared; and by the sweeper, when it cannot be told now. The
 * item is the drills' own, so no incident is touched. Never fails: a drill holds nothing up.
 */
export async function tellDrill(alert: IncidentAlert, ports: Ports, teller: Teller): Promise<void> {
  const nowMs = ports.now();
  try {
    await writeDown(alert, ports, nowMs);
    teller.tell(DRILL_ITEM_SOURCE, [alert], nowMs);
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    ports.report.unavailable({ port: error.port, reason: error.message });
  }
}

async function writeDown(alert: IncidentAlert, { incidents }: Ports, nowMs: number): Promise<void> {
  for (let conflicts = 0; conflicts < MAX_CONFLICTS; conflicts++) {
    const before = (await incidents.read(DRILL_ITEM_SOURCE)) ?? newItem(DRILL_ITEM_SOURCE);
    const pending = new PendingAlerts(before.pending);
    pending.add(alert, 'consumer', nowMs);
    for (const kept of pending.takeOverflow()) {
      await incidents.keepAlert({ source: DRILL_ITEM_SOURCE, alert: kept, dueMs: nowMs + PENDING_AFTER_MS });
    }
    if (await incidents.write({ ...before, version: before.version + 1, pending: pending.toItem() })) return;
  }
  throw new Unavailable('incidents', 'others keep writing the item of the drills');
}
