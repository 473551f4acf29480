import type { LoggedLine } from '../installation/read-log.ts';

/** Which observation is meant: one of these. */
export type Wanted =
  /** The one of the source whose own time is nearest. */
  | { readonly source: string; readonly atMs: number }
  /** Of its record. */
  | { readonly sequenceNumber: string }
  /** Its id, or its identity. */
  | { readonly id: string };

/** A line that says what became of an observation. */
export type ObservationLine = Extract<LoggedLine, { message: 'anomaly' | 'verdict' | 'quarantined' }>;

/** So far from the wanted time another observation is another one, milliseconds. */
const NEAR_MS = 10 * 60_000;

/**
 * Finds the lines about the observations that are meant, all deliveries of each, the oldest first. Usual ones have a
 * line in the log with `logVerdicts: all` only, so that there may be none; the archive has all.
 *
 * @param all lines of a log, or of the archive as if they were
 */
export async function findObservation(
  all: AsyncIterable<LoggedLine>,
  wanted: Wanted,
): Promise<readonly ObservationLine[]> {
  const lines: ObservationLine[] = [];
  for await (const line of all) if (isAboutObservation(line) && isWanted(line, wanted)) lines.push(line);
  return 'source' in wanted ? nearest(lines, wanted.atMs) : lines;
}

function isAboutObservation(line: LoggedLine): line is ObservationLine {
  return 'identity' in line;
}

function isWanted(line: ObservationLine, wanted: Wanted): boolean {
  if ('sequenceNumber' in wanted) return line.identity.split(':')[1] === wanted.sequenceNumber;
  if ('id' in wanted) return line.identity === wanted.id || ('id' in line && line.id === wanted.id);
  return (
    'observedAt' in line &&
    line.source === wanted.source &&
    Math.abs(Date.parse(line.observedAt) - wanted.atMs) <= NEAR_MS
  );
}

function nearest(lines: readonly ObservationLine[], atMs: number): readonly ObservationLine[] {
  const apart = (line: ObservationLine) => ('observedAt' in line ? Math.abs(Date.parse(line.observedAt) - atMs) : 0);
  const [first] = lines.toSorted((a, b) => apart(a) - apart(b));
  return lines.filter(({ identity }) => identity === first.identity);
}
