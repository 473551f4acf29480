import type { StormAlert, StormMember } from '../contracts/alert.ts';
import { counted } from '../contracts/counted.ts';
import { SEVERITIES } from '../contracts/verdict.ts';
import type { MessageParts } from './message.ts';
import { timeWords } from './time-words.ts';

/** Puts an alert about many sources, or about what was held back, into words. */
export function stormParts(alert: StormAlert): MessageParts {
  const { kind, openedAt, noticedAt, incidentId, alertId } = alert;
  const isOver = kind === 'storm_over';
  return {
    step: isOver ? 'resolve' : 'trigger',
    title: titleOf(alert),
    sentences: isOver ? overSentences(alert) : growthSentences(alert),
    details: isOver ? [] : alert.worst.map(memberLine),
    facts: [
      ...(isOver ? [] : [['Held back', heldBackWords(alert)] as const]),
      ['Since', timeWords(openedAt)],
      ['Noticed at', timeWords(noticedAt)],
      ['Incident', incidentId],
      ['Alert', alertId],
    ],
    commands: [],
    at: noticedAt,
  };
}

function titleOf(alert: StormAlert): string {
  const { kind, severity, sources, members, heldBack } = alert;
  if (kind === 'storm_over') return `[closed] ${counted(sources, 'source')} back to normal`;
  if (members === 0) return `[${severity}] ${counted(heldBack, 'message')} held back`;
  return `[${severity}] ${counted(sources, 'source')} strange at once${inCommon(alert)}`;
}

function growthSentences(alert: StormAlert): string[] {
  const { sources, members, ended, toldAlone, worst, severities, escalated, incidentId } = alert;
  const what =
    members === 0
      ? 'More happened than the messages of a minute can say.'
      : `${counted(sources, 'source')} became strange shortly after each other${inCommon(alert)}. They are one incident.`;
  const shown = Object.values(severities).reduce((sum, count) => sum + count, 0);
  return [
    what,
    ...(toldAlone.length > 0 ? [`Told alone before: ${toldAlone.join(', ')}.`] : []),
    ...(ended > 0
      ? [`${ended} of the ${counted(members, 'incident')} told here ${ended === 1 ? 'is' : 'are'} over.`]
      : []),
    ...(shown > worst.length || (escalated && members > worst.length)
      ? [
          `These are the worst: npm run ${members > 0 ? `incidents -- show ${incidentId}` : 'explain'}, or the log, has each of them.`,
        ]
      : []),
  ];
}

function heldBackWords({ heldBack, since, severities }: StormAlert): string {
  const bySeverity = SEVERITIES.toReversed().flatMap((one) => (severities[one] ? [`${severities[one]} ${one}`] : []));
  return `${counted(heldBack, 'message')} since ${timeWords(since)}: ${bySeverity.join(', ')}`;
}

function overSentences({ members, ended, sources, toldAlone }: StormAlert): string[] {
  const left = members - ended;
  return [
    left > 0
      ? `Nothing has been heard for a day of ${counted(left, 'incident')} of ${members}. The incident across sources is closed.`
      : `${members === 1 ? 'The one incident that was' : `All ${counted(members, 'incident')} that were`} told together ${members === 1 ? 'is' : 'are'} over. The incident across sources is closed.`,
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
  return `[${severity}] ${source}${NEWS[kind] ?? ''}${why === undefined ? '' : `: ${why}`}`;
}

/** What all members have in common, if anything. */
function inCommon({ alike, members }: StormAlert): string {
  const [[like, count] = ['', 0]] = Object.entries(alike);
  if (count === 0 || count < members) return '';
  return /(?:above|below)$/.test(like) ? `: ${like} what is usual` : `: ${like}`;
}
