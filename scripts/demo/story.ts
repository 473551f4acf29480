import { toPlainText } from '../../contracts/plain-text.ts';
import { compareSeverity } from '../../contracts/verdict.ts';
import {
  eventWeight,
  type Happening,
  nameOfQuarantined,
  type QuarantinedRow,
  type ReportEvent,
} from '../../report/events.ts';
import { formatDuration } from '../../report/format.ts';

/** Something that happened in a replay, and what became of it. */
export interface StoryEntry {
  readonly source: string;
  /** Of the rows; NaN where they have no time. */
  readonly atMs: number;
  /** What it was, in a few words. */
  readonly what: string;
  /** What Weir made of it: `found after 5 min, high`. */
  readonly outcome: string;
  /** Why, in a sentence; '' where nobody said so. */
  readonly why: string;
  /** Entries of more weight are told where not all are. */
  readonly weight: number;
}

/** What is told of a run, at most: as much as a person reads. */
const MOST_TOLD = 12;
/** What could not be judged is more than a small alarm. */
const UNREAD_WEIGHT = 2;

/** All that happened, in the order of time. @param happenings name what overlaps them */
export function storyOf(
  events: readonly ReportEvent[],
  quarantined: readonly QuarantinedRow[],
  happenings: readonly Happening[] = [],
): StoryEntry[] {
  const unread = quarantined.map((row): StoryEntry => {
    const what = nameOfQuarantined(row, happenings) ?? 'a row';
    return { source: row.source, atMs: row.atMs, what, outcome: 'quarantined', why: row.reason, weight: UNREAD_WEIGHT };
  });
  return [...events.map(entryOf), ...unread].sort((a, b) => a.atMs - b.atMs);
}

function entryOf(event: ReportEvent): StoryEntry {
  const { source, fromMs, toMs, name, outcome, foundAfterMs, alarms } = event;
  const worst = alarms.toSorted((a, b) => compareSeverity(b.severity, a.severity))[0];
  const lasted = toMs > fromMs ? `, ${formatDuration(toMs - fromMs)}` : '';
  const when =
    foundAfterMs === undefined ? '' : foundAfterMs === 0 ? ' at once' : ` after ${formatDuration(foundAfterMs)}`;
  const often = alarms.length > 1 ? `, told ${alarms.length} times` : '';
  return {
    source,
    atMs: fromMs,
    what: `${name ?? (outcome === 'found' || outcome === 'missed' ? 'labelled as anomaly' : 'unexpected')}${lasted}`,
    outcome: `${outcome}${when}${worst ? `, ${worst.severity}` : ''}${often}`,
    why: worst?.explanation ?? '',
    weight: eventWeight(event),
  };
}

/** The story in lines: when, who, what it was, and below it what Weir said. */
export function storyText(story: readonly StoryEntry[]): string {
  if (story.length === 0) return 'Nothing happened: no row was strange.\n';
  const worst = story.toSorted((a, b) => b.weight - a.weight).slice(0, MOST_TOLD);
  const told = story.filter((entry) => worst.includes(entry));
  const left = story.length - told.length;
  const width = Math.max(...told.map(({ source }) => toPlainText(source).length));
  return [
    ...told.flatMap(({ atMs, source, what, outcome, why }) => [
      `${timeWords(atMs)}  ${toPlainText(source).padEnd(width)}  ${what}: ${outcome}`,
      ...(why === '' ? [] : [`                  ${toPlainText(why)}`]),
    ]),
    ...(left > 0 ? [`and ${left.toLocaleString('en')} more, in the report`] : []),
    '',
  ].join('\n');
}

const DAY = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  weekday: 'short',
  day: '2-digit',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});

/** `Wed 10 Jan 10:16`, UTC. */
function timeWords(atMs: number): string {
  return Number.isNaN(atMs) ? '                ' : DAY.format(atMs).replaceAll(',', '');
}
