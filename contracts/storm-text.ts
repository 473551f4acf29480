import type { StormAlert, StormMember } from './alert.ts';
import { counted } from './counted.ts';
import { SEVERITIES } from './verdict.ts';

/** Puts an alert about many sources into a subject. */
export function stormSubject(alert: StormAlert): string {
  const { kind, severity, sources, members, heldBack } = alert;
  if (kind === 'storm_over') return `[closed] ${counted(sources, 'source')} back to normal`;
  if (members === 0) return `[${severity}] ${counted(heldBack, 'message')} held back`;
  return `[${severity}] ${counted(sources, 'source')} strange at once${inCommon(alert)}`;
}

/** Puts it into the lines of an e-mail. */
export function stormLines(alert: StormAlert): string[] {
  const { openedAt, noticedAt, incidentId, alertId } = alert;
  return [
    ...(alert.kind === 'storm' ? growthLines(alert) : overLines(alert)),
    '',
    `Since:         ${openedAt}`,
    `Noticed at:    ${noticedAt}`,
    `Incident ${incidentId}, alert ${alertId}`,
  ];
}

function growthLines(alert: StormAlert): string[] {
  const { sources, members, ended, toldAlone, heldBack, since, worst, severities } = alert;
  const what =
    members === 0
      ? 'More happened than the messages of a minute can say.'
      : `${counted(sources, 'source')} became strange shortly after each other${inCommon(alert)}. They are one incident.`;
  const bySeverity = SEVERITIES.toReversed().flatMap((one) => (severities[one] ? [`${severities[one]} ${one}`] : []));
  const shown = Object.values(severities).reduce((sum, count) => sum + count, 0);
  return [
    what,
    ...(toldAlone.length > 0 ? [`Told alone before: ${toldAlone.join(', ')}.`] : []),
    ...(ended > 0 ? [`${ended} of ${members} that were held back are over.`] : []),
    '',
    `Held back since ${since}, in the place of ${counted(heldBack, 'message')}: ${bySeverity.join(', ')}`,
    ...worst.map(memberLine),
    ...(shown > worst.length ? ['  and others: npm run explain, or the log, has each of them'] : []),
  ];
}

function overLines({ members, ended, sources, toldAlone }: StormAlert): string[] {
  const left = members - ended;
  return [
    left > 0
      ? `Nothing has been heard for a day of ${counted(left, 'incident')} of ${members}. The incident across sources is closed.`
      : `All ${counted(members, 'incident')} that were told together are over. The incident across sources is closed.`,
    `It was about ${counted(sources, 'source')}.`,
    ...(toldAlone.length > 0 ? [`Those that were told alone end alone: ${toldAlone.join(', ')}.`] : []),
  ];
}

/** What the kind of an alert says of a member beyond that it opened. */
const NEWS: Partial<Record<StormMember['kind'], string>> = {
  worsened: ', got worse',
  changed: ', changed',
  resumed: ', goes on after a pause',
  reminder: ', goes on and nobody has acknowledged it',
  no_data: ', no data',
};

function memberLine({ source, severity, kind, why }: StormMember): string {
  return `  [${severity}] ${source}${NEWS[kind] ?? ''}${why === undefined ? '' : `: ${why}`}`;
}

/** What all members have in common, if anything. */
function inCommon({ alike, members }: StormAlert): string {
  const [[like, count] = ['', 0]] = Object.entries(alike);
  if (count === 0 || count < members) return '';
  return /(?:above|below)$/.test(like) ? `: ${like} what is usual` : `: ${like}`;
}
