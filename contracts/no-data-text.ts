import type { NoDataAlert } from './alert.ts';
import { counted } from './counted.ts';
import { durationWords } from './duration.ts';

/** Puts an alert about silence into a subject. */
export function noDataSubject(alert: NoDataAlert): string {
  const { kind, severity } = alert;
  return kind === 'no_data'
    ? `[${severity}] no data from ${whoOf(alert)} since ${clockOf(alert.since)}`
    : `[closed] data from ${whoOf(alert)} again`;
}

/** Puts it into the lines of an e-mail. */
export function noDataLines(alert: NoDataAlert): string[] {
  const { kind, since, noticedAt, incidentId, alertId } = alert;
  const seconds = (Date.parse(noticedAt) - Date.parse(since)) / 1000;
  const usual = alert.usualSeconds === undefined ? '' : `; usually every ${durationWords(alert.usualSeconds)}`;
  const who = whoOf(alert);
  const what =
    kind === 'no_data'
      ? `No data from ${who} since ${clockOf(since)} (${durationWords(seconds)}${usual}).`
      : `Data from ${who} again. There was none from ${clockOf(since)} on (${durationWords(seconds)}).`;
  return [
    what,
    '',
    `Since:         ${since}`,
    `Noticed at:    ${noticedAt}`,
    `Incident ${incidentId}, alert ${alertId}`,
  ];
}

function whoOf({ source, silent, of }: NoDataAlert): string {
  if (silent === undefined) return source;
  return of === undefined ? `the whole stream, ${counted(silent, 'source')}` : `${silent} of ${counted(of, 'source')}`;
}

/** `2026-11-27 14:05 UTC` */
function clockOf(time: string): string {
  return `${time.slice(0, 16).replace('T', ' ')} UTC`;
}
