import type { IncidentAlert } from '../contracts/alert.ts';
import type { Severity } from '../contracts/verdict.ts';
import type { Step } from './message.ts';

/** What a kind of alert says of its source: what a pager does, the end of the title, the first sentence's. */
export type IncidentWords = readonly [step: Step, title: string, sentence: (severity: Severity) => string];

/** A new kind is a line here. */
export const INCIDENT_WORDS: Readonly<Record<IncidentAlert['kind'], IncidentWords>> = {
  opened: ['trigger', 'is behaving strangely', (severity) => `is behaving strangely: ${severity} severity.`],
  worsened: ['trigger', 'got worse', (severity) => `got worse: ${severity} severity now.`],
  closed: [
    'resolve',
    'is back to normal',
    (severity) =>
      `has shown nothing strange for a while. The incident is closed; at worst it was of ${severity} severity.`,
  ],
};
