import type { Alert } from '../contracts/alert.ts';

/** Of the events on a bus. */
export const EVENT_SOURCE = 'weir';

/** An event as PutEvents takes it. */
export interface BusEvent {
  readonly Source: string;
  readonly DetailType: string;
  readonly Detail: string;
}

/** Puts an alert into an event, for rules to match by its kind, severity, source or whatever else it says. */
export function busEvent(alert: Alert): BusEvent {
  return { Source: EVENT_SOURCE, DetailType: `alert ${alert.kind}`, Detail: JSON.stringify(alert) };
}
