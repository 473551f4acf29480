import type ICAL from 'ical.js';
import { offsetMinutesIn } from '../streams/time-zone.ts';

type OffsetAt = (timeMs: number) => number;

/** Times of a calendar as milliseconds since the epoch. */
export class LocalTimes {
  readonly #timeZone: string;
  readonly #offsets = new Map<string, OffsetAt | undefined>();

  /** @param timeZone of times that name none, and of days */
  constructor(timeZone: string) {
    this.#timeZone = timeZone;
  }

  /**
   * Finds when that is. A time zone that the engine knows is the engine's; others must be described in the calendar.
   *
   * @throws {Error} where nobody knows the time zone
   */
  instant(time: ICAL.Time, zoneId: string | undefined): number {
    const { year, month, day, hour, minute, second, zone } = time;
    const clockMs = Date.UTC(year, month - 1, day, hour, minute, second);
    if (zone?.tzid === 'UTC' && !time.isDate) return clockMs;
    const offsetAt = this.#offsetOf(time.isDate ? this.#timeZone : (zoneId ?? this.#timeZone));
    if (offsetAt) return fromClock(clockMs, offsetAt);
    if (zone?.component) return clockMs - zone.utcOffset(time) * 1000;
    throw new Error(`nobody knows the time zone ${zoneId}, wanted a name like Europe/Berlin, or its VTIMEZONE`);
  }

  #offsetOf(name: string): OffsetAt | undefined {
    if (!this.#offsets.has(name)) this.#offsets.set(name, knownOffset(name));
    return this.#offsets.get(name);
  }
}

function knownOffset(name: string): OffsetAt | undefined {
  try {
    return offsetMinutesIn(name);
  } catch {
    return undefined;
  }
}

/** An hour that comes twice is the first one; one that clocks leave out is an hour later. */
function fromClock(clockMs: number, offsetAt: OffsetAt): number {
  const before = clockMs - 60_000 * offsetAt(clockMs - 24 * 3_600_000);
  if (before + 60_000 * offsetAt(before) === clockMs) return before;
  const after = clockMs - 60_000 * offsetAt(clockMs + 24 * 3_600_000);
  return after + 60_000 * offsetAt(after) === clockMs ? after : before;
}
