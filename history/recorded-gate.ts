import type { MessageGate } from '../incidents/message-gate.ts';
import type { HistoryStore } from './history-store.ts';
import { recordAlert } from './record-alert.ts';
import { isOfIncident } from './with-alert.ts';

/** What recording what is held back needs. */
export interface RecordedGatePorts {
  readonly history: HistoryStore;
  readonly gate: MessageGate;
  /** The wall clock, milliseconds since the epoch. */
  now(): number;
}

/**
 * A gate that writes what it holds back into the history of its incident, as `recordedPublish` does what is told alone:
 * before the alert is off its list, so that a death in between repeats it. Of what is held back nobody else is told one
 * by one when no person acknowledges it: they are told of the storm.
 */
export function recordedGate({ history, gate, now }: RecordedGatePorts): MessageGate {
  return {
    async ask(source, alert, isKept) {
      const fate = await gate.ask(source, alert, isKept);
      if (fate.is === 'held' && isOfIncident(alert)) {
        await recordAlert(history, alert, { atMs: now(), heldBackInto: fate.stormId });
      }
      return fate;
    },
    settle: (alert) => gate.settle(alert),
  };
}
