import type { NoDataAlert } from '../contracts/alert.ts';
import { counted } from '../contracts/counted.ts';
import { durationWords } from '../contracts/duration.ts';
import type { MessageParts } from './message.ts';
import { timeWords } from './time-words.ts';

/** Puts an alert about silence into words. */
export function noDataParts(alert: NoDataAlert): MessageParts {
  const { kind, severity, since, noticedAt, incidentId, alertId, usualSeconds } = alert;
  const lasted = durationWords((Date.parse(noticedAt) - Date.parse(since)) / 1000);
  const usual = usualSeconds === undefined ? '' : `; usually every ${durationWords(usualSeconds)}`;
  const who = whoOf(alert);
  const clock = timeWords(since, 'minutes');
  const isSilent = kind === 'no_data';
  return {
    step: isSilent ? 'trigger' : 'resolve',
    title: isSilent
      ? `[${severity}] no data from ${who} since ${clock}`
      : `[closed] data from ${who} again, after ${lasted}`,
    sentences: [
      isSilent
        ? `No data from ${who} since ${clock} (${lasted}${usual}).`
        : `Data from ${who} come again. There were none from ${clock} on, for ${lasted}.`,
    ],
    details: [],
    facts: [
      ['Since', timeWords(since)],
      ['Noticed at', timeWords(noticedAt)],
      ['Incident', incidentId],
      ['Alert', alertId],
    ],
    commands: [],
    at: noticedAt,
  };
}

function whoOf({ source, silent, of }: NoDataAlert): string {
  if (silent === undefined) return source;
  return of === undefined ? `the whole stream (${counted(silent, 'source')})` : `${silent} of ${counted(of, 'source')}`;
}
