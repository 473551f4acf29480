import { setTimeout as sleep } from 'node:timers/promises';
import { type GatePorts, type MessageGate, messageGate, OPEN_GATE } from '../incidents/message-gate.ts';
import { Unavailable } from './failures.ts';

/**
 * The gate of a function's process, by the wall clock.
 *
 * @param messagesPerMinute undefined where every alert is told alone
 */
export function publishingGate(incidents: GatePorts['incidents'], messagesPerMinute: number | undefined): MessageGate {
  if (messagesPerMinute === undefined) return OPEN_GATE;
  const busy = () => new Unavailable('incidents', 'others keep writing the item of what is held back');
  const ports = { incidents, messagesPerMinute, now: Date.now, sleep: (ms: number) => sleep(ms), random: Math.random };
  return messageGate(ports, busy);
}
