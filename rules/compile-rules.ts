import type { AlertRule, AlertRules } from '../contracts/rules.ts';
import { timeInterval } from '../contracts/time-interval.ts';
import type { CalendarEvent } from './calendar-events.ts';
import { globMatcher } from './glob-matcher.ts';
import { hoursOf } from './hours.ts';

/** A rule, made ready to be asked. */
export interface CompiledRule {
  readonly rule: AlertRule;
  isForSource(source: string): boolean;
  isForFeature(feature: string): boolean;
  isInHours(atMs: number): boolean;
  /** What people call the maintenance of that time; undefined where there is none. */
  maintenanceAt(atMs: number): string | undefined;
  readonly muteUntilMs: number;
}

/** The rules of an installation, made ready to be asked about what happens until then. */
export interface CompiledRules {
  readonly rules: readonly CompiledRule[];
  readonly timeZone: string;
  readonly untilMs: number;
}

/** Calendars are read for so much longer than now; then they are read again. */
const AHEAD_MS = 24 * 3_600_000;
/** Whoever puts rules there looks so much further ahead, so that they hold when nobody looks. */
const CHECKED_AHEAD_MS = 366 * 24 * 3_600_000;

/** Makes rules ready. @throws {Error} where a calendar cannot be read, or takes too much */
export async function compileRules(
  { rules, calendars = {}, timeZone = 'UTC' }: AlertRules,
  nowMs: number,
  aheadMs = AHEAD_MS,
): Promise<CompiledRules> {
  const untilMs = nowMs + aheadMs;
  const events = await eventsOf(calendars, timeZone, untilMs);
  return { rules: rules.map((rule) => compileRule(rule, timeZone, events)), timeZone, untilMs };
}

/** Sees that rules can be read now, and in a year. @throws {Error} like {@link compileRules} */
export async function checkRules(rules: AlertRules, nowMs: number): Promise<void> {
  await compileRules(rules, nowMs, CHECKED_AHEAD_MS);
}

async function eventsOf(calendars: NonNullable<AlertRules['calendars']>, timeZone: string, untilMs: number) {
  const events = new Map<string, readonly CalendarEvent[]>();
  const named = Object.entries(calendars);
  if (named.length === 0) return events;
  // Few have calendars: a cold start should not read what reads them.
  const { calendarEvents, MOST_STEPS } = await import('./calendar-events.ts');
  const budget = { steps: MOST_STEPS };
  for (const [name, { text }] of named) {
    try {
      events.set(name, calendarEvents(text, timeZone, untilMs, budget));
    } catch (cause) {
      throw new Error(`calendar ${name}: ${(cause as Error).message}`, { cause });
    }
  }
  return events;
}

function compileRule(
  rule: AlertRule,
  timeZone: string,
  events: ReadonlyMap<string, readonly CalendarEvent[]>,
): CompiledRule {
  const { source = '*', feature = '*', hours, maintenance = {}, muteUntil } = rule;
  const windows = (maintenance.windows ?? []).map((text) => ({ text, ...timeInterval(text)! }));
  const calendars = (maintenance.calendars ?? []).map((name) => ({ name, events: events.get(name) ?? [] }));
  return {
    rule,
    isForSource: globMatcher(source),
    isForFeature: globMatcher(feature),
    isInHours: hours ? hoursOf(hours, timeZone) : () => true,
    maintenanceAt(atMs) {
      const window = windows.find(({ fromMs, toMs }) => fromMs <= atMs && atMs <= toMs);
      if (window) return `window ${window.text}`;
      for (const { name, events: found } of calendars) {
        const event = found.find(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs);
        if (event) return `"${event.summary}" of calendar ${name}`;
      }
      return undefined;
    },
    muteUntilMs: muteUntil === undefined ? Number.NEGATIVE_INFINITY : Date.parse(muteUntil),
  };
}
