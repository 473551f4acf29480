const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** 1970 began on a Thursday. */
const THURSDAY = 4;

/** When somebody is at work. */
export interface Rhythm {
  /** The busiest hour of a day, in UTC. */
  readonly peakHour: number;
  /** How busy Saturday and Sunday are, as a share of a working day. */
  readonly weekend: number;
}

/** How busy a moment is: 0 at the quietest hour, 1 at the busiest of a working day. */
export function busyness(timestampMs: number, { peakHour, weekend }: Rhythm): number {
  const hour = (timestampMs % DAY_MS) / HOUR_MS;
  const angle = (2 * Math.PI * (hour - peakHour)) / 24;
  // Squared, nights are longer than peaks; both ends of a day are quiet, so that days of other kinds meet smoothly.
  const daily = ((1 + Math.cos(angle)) / 2) ** 2;
  const weekday = (Math.floor(timestampMs / DAY_MS) + THURSDAY) % 7;
  return daily * (weekday === 0 || weekday === 6 ? weekend : 1);
}
