import { type Alert, stormSource } from '../contracts/alert.ts';
import { decideOnList } from './alert-on-list.ts';
import { type IncidentStore, newItem } from './incident-item.ts';
import { type AlertFate, NO_STORM, withoutSettled } from './storm.ts';

/** Whom every alert is shown before it is published. Fails with `Unavailable` when the table does. */
export interface MessageGate {
  /**
   * What becomes of an alert. `gone`: somebody else has carried it out meanwhile.
   *
   * @param isKept whether it is kept in an item of its own
   */
  ask(source: string, alert: Alert, isKept?: boolean): Promise<AlertFate | { readonly is: 'gone' }>;
  /** Its fate is carried out, and it is written down nowhere any more. */
  settle(alert: Alert): void;
}

/** Has every alert told alone. */
export const OPEN_GATE: MessageGate = { ask: async () => ({ is: 'told' }), settle() {} };

/** What the gate reads and writes. */
export interface GatePorts {
  readonly incidents: Pick<IncidentStore, 'read' | 'write'>;
  readonly messagesPerMinute: number;
  /** The wall clock, milliseconds since the epoch. */
  now(): number;
  sleep(ms: number): Promise<void>;
  /** In [0, 1): spreads waits. */
  random(): number;
}

/** All publishers ask for the same item; more often in a row than this somebody else goes on with it. */
const MAX_CONFLICTS = 10;
const MAX_WAIT_MS = 100;

/**
 * The gate over the one item that all publishers share. Each alert's fate is decided by one conditional write; whoever
 * takes it up again, because the first one died, finds that decision there. It is forgotten with a later write, after
 * the alert was taken off its list: so nobody who finds it on the list can miss the decision. Therefore this item is
 * read before the list is.
 *
 * @param busy thrown when others keep writing the item
 */
export function messageGate(ports: GatePorts, busy: () => Error): MessageGate {
  const { incidents, messagesPerMinute, now, sleep, random } = ports;
  const settled = new Set<string>();
  return {
    async ask(source, alert, isKept = false) {
      for (let conflicts = 0; conflicts < MAX_CONFLICTS; conflicts++) {
        const item = (await incidents.read(stormSource())) ?? newItem(stormSource());
        const list = source === item.source ? item : await incidents.read(source);
        if (!isKept && !list?.pending[alert.alertId]) return { is: 'gone' };
        const forgotten = new Set(settled);
        const before = withoutSettled(item.storm ?? NO_STORM, forgotten);
        const { storm, fate } = decideOnList(before, list, alert, { messagesPerMinute, nowMs: now() });
        if (fate.is === 'waits') return fate;
        if (await incidents.write({ ...item, version: item.version + 1, storm })) {
          for (const alertId of forgotten) settled.delete(alertId);
          return fate;
        }
        await sleep(MAX_WAIT_MS * random());
      }
      throw busy();
    },
    settle: ({ alertId }) => void settled.add(alertId),
  };
}
