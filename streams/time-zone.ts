const QUARTER_MS = 900_000;
/** A zone's offset changes at most twice a year; a source asks for the same quarters as all others. */
const MOST_KEPT = 1000;

/**
 * Says for a time zone how many minutes its clocks are ahead of UTC at a time, by the table of the engine. Offsets
 * change only at the beginning of a quarter of an hour.
 *
 * @param zone as `Europe/Berlin`
 * @throws {RangeError} for a name that the engine does not know
 */
export function offsetMinutesIn(zone: string): (timeMs: number) => number {
  const format = formatIn(zone);
  const kept = new Map<number, number>();
  return (timeMs) => {
    const quarter = Math.floor(timeMs / QUARTER_MS);
    let minutes = kept.get(quarter);
    if (minutes === undefined) {
      if (kept.size >= MOST_KEPT) kept.clear();
      minutes = Number.isNaN(quarter) ? 0 : offsetAt(format, quarter * QUARTER_MS);
      kept.set(quarter, minutes);
    }
    return minutes;
  };
}

function formatIn(zone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' });
  } catch {
    throw new RangeError(`there is no time zone '${zone}', wanted a name as 'Europe/Berlin'`);
  }
}

/** The name of an offset is `GMT`, `GMT+05:30` or, for old times, `GMT+00:53:28`. */
function offsetAt(format: Intl.DateTimeFormat, timeMs: number): number {
  const name = format.formatToParts(timeMs).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign, hours, minutes] = /GMT([+-])(\d{2}):(\d{2})/.exec(name) ?? [];
  if (sign === undefined) return 0;
  return (sign === '-' ? -1 : 1) * (60 * Number(hours) + Number(minutes));
}
