import type { IncidentAlert } from '../contracts/alert.ts';
import { shortBy } from '../contracts/short-by.ts';
import type { PagerStep } from './message.ts';

/** What a kind of alert says of its source: what a pager does, the end of the title, the end of the first sentence. */
export type IncidentWords = readonly [step: PagerStep, title: string, sentence: (alert: IncidentAlert) => string];

/** A new kind is a line here. */
const INCIDENT_WORDS: Readonly<Record<IncidentAlert['kind'], IncidentWords>> = {
  opened: ['trigger', 'is behaving strangely', ({ severity }) => `is behaving strangely: ${severity} severity.`],
  worsened: ['trigger', 'got worse', ({ severity }) => `got worse: ${severity} severity now.`],
  changed: ['trigger', 'is strange in another way', (alert) => `is strange in another way${before(alert)}.`],
  resumed: ['trigger', 'is strange again', ({ severity }) => `is strange again, after a pause: ${severity} severity.`],
  reminder: [
    'trigger',
    'is still strange',
    ({ severity }) => `is still strange, and nobody has said yet that they look after it: ${severity} severity.`,
  ],
  closed: [
    'resolve',
    'is back to normal',
    ({ severity }) =>
      `has shown nothing strange for a while. The incident is closed; at worst it was of ${severity} severity.`,
  ],
};

/** What a person said that it was, to be read after `resolved as`. */
const RESOLVED_AS: Readonly<Record<string, string>> = {
  true: 'a true alarm',
  'false-alarm': 'a false alarm',
  planned: 'planned',
  duplicate: 'a duplicate',
};

/** The words for an alert about an incident. */
export function incidentWords({ kind, resolved, further }: IncidentAlert): IncidentWords {
  if (further !== undefined) return furtherWords(further);
  if (resolved === undefined) return INCIDENT_WORDS[kind];
  const { why, resolution } = resolved;
  const by = shortBy(resolved.by);
  const what = RESOLVED_AS[resolution] ?? resolution;
  return [
    'resolve',
    `is resolved as ${what}`,
    ({ severity }) => `is resolved as ${what} by ${by}: ${why}. At worst it was of ${severity} severity.`,
  ];
}

/** @param further `temperature above` */
function furtherWords(further: string): IncidentWords {
  const sentence = ({ severity }: IncidentAlert) =>
    `is further from usual: ${further} what is usual by more than three times as much as in any message before: ${severity} severity.`;
  return ['trigger', 'is further from usual', sentence];
}

function before({ changedFrom, severity }: IncidentAlert): string {
  const other = changedFrom === undefined ? '' : ` now (before, ${likeWords(changedFrom)})`;
  return `${other}: ${severity} severity`;
}

/** @param like `temperature above`, or a feature of which no direction is known */
function likeWords(like: string): string {
  const [, feature, direction] = /^(.*) (above|below)$/s.exec(like) ?? [];
  return direction === undefined ? `${like} led` : `${feature} was ${direction} what is usual`;
}
