import { type IncidentItem, type IncidentStore, newItem } from '../incidents/incident-item.ts';
import { PendingAlerts } from '../incidents/pending-alerts.ts';
import { PENDING_AFTER_MS } from '../incidents/publish-alerts.ts';
import type { SilenceTold } from '../incidents/source-silence.ts';
import { Unavailable } from './failures.ts';

/** Another shard, or the sweeper, may write the item in between. More often in a row is no coincidence. */
const MAX_CONFLICTS = 10;

/** What writing needs from outside. */
interface WritingPorts {
  readonly incidents: Pick<IncidentStore, 'read' | 'write' | 'keepAlert'>;
  now(): number;
}

/**
 * Writes what became of a silence into its item, on what stands there when it is written. Alerts for which it has no
 * room are kept in items of their own first.
 */
export async function writeSilence(
  name: string,
  tell: (before: IncidentItem, nowMs: number) => SilenceTold,
  { incidents, now }: WritingPorts,
): Promise<SilenceTold> {
  for (let conflicts = 0; conflicts < MAX_CONFLICTS; conflicts++) {
    const nowMs = now();
    const told = tell((await incidents.read(name)) ?? newItem(name), nowMs);
    if (!told.item) return told;
    const pending = new PendingAlerts(told.item.pending);
    for (const alert of pending.takeOverflow()) {
      await incidents.keepAlert({ source: name, alert, dueMs: nowMs + PENDING_AFTER_MS });
    }
    if (await incidents.write({ ...told.item, pending: pending.toItem() })) return told;
  }
  throw new Unavailable('incidents', 'others keep writing the same item');
}
