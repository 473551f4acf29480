import { type ActAlert, noDataSource } from '../contracts/alert.ts';
import { shortBy } from '../contracts/short-by.ts';
import type { MessageParts } from './message.ts';
import { timeWords } from './time-words.ts';

/** Puts what a person did with an incident into words, few of them: others need not look into it. */
export function actParts({
  kind,
  about,
  source,
  incidentId,
  alertId,
  by,
  why,
  at,
  resolution,
}: ActAlert): MessageParts {
  const who = shortBy(by);
  const isOver = kind === 'resolved';
  const as = `resolved as ${(resolution ?? '').replace('-', ' ')}`;
  const silent = source === noDataSource() ? 'many sources' : source;
  const what = { anomalies: source, silence: `no data from ${silent}`, storm: 'many sources at once' }[about];
  return {
    step: isOver ? 'resolve' : 'acknowledge',
    title: isOver ? `[closed] ${what}: ${as}` : `[acknowledged] ${what}: ${who} looks into it`,
    sentences: [isOver ? `${who} ${as} (${what}): ${why}.` : `${who} looks into it (${what}): ${why}.`],
    details: [],
    facts: [
      ['At', timeWords(at)],
      ['By', by],
      ['Incident', incidentId],
      ['Alert', alertId],
    ],
    commands: [],
    at,
  };
}
