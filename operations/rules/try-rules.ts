import { counted } from '../../contracts/counted.ts';
import type { Admit } from '../../incidents/admission.ts';
import { dayAndTime } from '../models/words.ts';
import type { LoggedAnomaly } from './logged-anomalies.ts';

/** Says of each anomaly which rule would hold it and why, or which one it would pass by. */
export function* triedLines(anomalies: Iterable<LoggedAnomaly>, admit: Admit, nowMs: number): Generator<string> {
  const held = new Map<string, number>();
  let told = 0;
  for (const { anomaly, severity } of anomalies) {
    const { source, timestampMs } = anomaly.observation;
    const admission = admit(anomaly, severity, nowMs);
    const what = `${dayAndTime(timestampMs)}  ${source}  ${severity}`;
    if (admission.isAdmitted) {
      told++;
      yield `${what}  counts${admission.rule === undefined ? '' : ` by ${admission.rule}`}`;
    } else {
      held.set(admission.rule, (held.get(admission.rule) ?? 0) + 1);
      yield `${what}  held by ${admission.rule}: ${admission.because}`;
    }
  }
  const parts = [...held].map(([rule, count]) => `${count} held by ${rule}`);
  yield [
    counted(told + [...held.values()].reduce((a, b) => a + b, 0), 'anomaly', 'anomalies'),
    `${told} count`,
    ...parts,
  ].join(', ');
}
