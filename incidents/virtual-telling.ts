import { type Alert, stormSource } from '../contracts/alert.ts';
import type { SeverityBands } from '../contracts/verdict.ts';
import { decideOnList } from './alert-on-list.ts';
import { dueMsOf } from './due-time.ts';
import { type IncidentItem, newItem } from './incident-item.ts';
import { PendingAlerts } from './pending-alerts.ts';
import { type AlertFate, isEnd, isOpening, NO_STORM, withoutSettled } from './storm.ts';
import { sweepItem } from './sweep-item.ts';
import { tellStorm } from './tell-storm.ts';

/** How alerts are told. */
export interface TellingRules {
  readonly cooldownMs: number;
  readonly severityBands: SeverityBands;
  /** The cap, and with it that alike openings are told together; absent: every alert is told alone. */
  readonly messagesPerMinute?: number | undefined;
}

/** Hears what became of an alert, told or held back, and when. */
export type Hear = (alert: Alert, fate: AlertFate, nowMs: number) => void;

const MINUTE_MS = 60_000;

/** The first moment from then on at which the sweeper comes: on each full minute. */
export function sweepMs(dueMs: number): number {
  return MINUTE_MS * Math.ceil(dueMs / MINUTE_MS);
}

/**
 * Tells alerts in virtual time, in which nothing fails: each goes at once through the gate that all publishers share,
 * and the sweeper tells what was held back, and what had to wait.
 */
export class VirtualTelling {
  readonly #rules: TellingRules;
  readonly #hear: Hear;
  /** By source: what waits there, and what was held back. */
  readonly #items = new Map<string, IncidentItem>();
  readonly #due = new Map<string, number>();

  constructor(rules: TellingRules, hear: Hear) {
    this.#rules = rules;
    this.#hear = hear;
  }

  /** In the order of time. */
  tell(alert: Alert, nowMs: number): void {
    this.passUntil(nowMs);
    this.#publish(this.#item(alert.source), [alert], nowMs);
  }

  /** Has the sweeper do what is due in the minutes until then; infinite: until nothing is due any more. */
  passUntil(nowMs: number): void {
    for (;;) {
      const nextMs = sweepMs([...this.#due.values()].reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY));
      if (nextMs === Number.POSITIVE_INFINITY || nextMs > nowMs) return;
      const due = [...this.#due].filter(([, dueMs]) => dueMs <= nextMs).sort(([, a], [, b]) => a - b);
      for (const [source] of due) this.#sweep(source, nextMs);
    }
  }

  #sweep(source: string, nowMs: number): void {
    const swept = sweepItem(this.#item(source), this.#rules, nowMs, false);
    const { item, alert } = tellStorm(swept.item, nowMs, this.#rules.severityBands);
    this.#publish(item, alert ? [...swept.toPublish, alert] : swept.toPublish, nowMs);
  }

  /** Writes alerts down, and publishes them in turn. */
  #publish(item: IncidentItem, alerts: readonly Alert[], nowMs: number): void {
    const pending = new PendingAlerts(item.pending);
    for (const alert of alerts) pending.add(alert, 'sweeper', nowMs);
    this.#set({ ...item, pending: pending.toItem() });
    for (const alert of alerts) {
      const fate = this.#fateOf(item.source, alert, nowMs);
      if (fate.is === 'waits') continue;
      const { pending, heldBack = [], ...rest } = this.#item(item.source);
      const { [alert.alertId]: _, ...left } = pending;
      this.#set({ ...rest, pending: left, heldBack: fate.is === 'held' ? withHeldBack(heldBack, alert) : heldBack });
      this.#hear(alert, fate, nowMs);
    }
  }

  #fateOf(source: string, alert: Alert, nowMs: number): AlertFate {
    const { messagesPerMinute } = this.#rules;
    if (messagesPerMinute === undefined) return { is: 'told' };
    const ofAll = this.#item(stormSource());
    const before = ofAll.storm ?? NO_STORM;
    const { storm, fate } = decideOnList(before, this.#item(source), alert, { messagesPerMinute, nowMs });
    this.#set({ ...ofAll, storm: withoutSettled(storm, new Set([alert.alertId])) });
    return fate;
  }

  #item(source: string): IncidentItem {
    return this.#items.get(source) ?? newItem(source);
  }

  #set(item: IncidentItem): void {
    this.#items.set(item.source, item);
    const dueMs = dueMsOf(item, this.#rules);
    if (dueMs === undefined) this.#due.delete(item.source);
    else this.#due.set(item.source, dueMs);
  }
}

/** What comes of an incident follows its beginning, until it is over. */
function withHeldBack(heldBack: readonly string[], alert: Alert): readonly string[] {
  if (!('incidentId' in alert)) return heldBack;
  const { incidentId } = alert;
  if (isEnd(alert)) return heldBack.filter((one) => one !== incidentId);
  return isOpening(alert) && !heldBack.includes(incidentId) ? [...heldBack, incidentId] : heldBack;
}
