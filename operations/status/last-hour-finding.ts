import { counted } from '../../contracts/counted.ts';
import type { Finding } from './finding.ts';
import type { PipelineSums } from './pipeline-sums.ts';

/** @param lastUnavailable what the consumer last found unavailable, as its log says it */
export function lastHourFinding(sums: PipelineSums, lastUnavailable: readonly string[]): Omit<Finding, 'about'> {
  const {
    records,
    observations,
    judged,
    quarantined,
    anomalies,
    alerts,
    unavailable,
    implausibleTimes,
    scoredByFunction,
  } = sums;
  const came = `${counted(records, 'record')} in`;
  const became = `${counted(observations, 'observation')} out: ${judged.toLocaleString('en')} judged, ${quarantined.toLocaleString('en')} quarantined`;
  const found = `${anomalies.toLocaleString('en')} strange, ${counted(alerts, 'alert')}`;
  if (records + observations === 0) return { state: 'good', says: ['nothing came in'] };
  const problems = [
    ...(unavailable > 0 ? [unavailableSentence(unavailable, scoredByFunction), ...lastUnavailable] : []),
    ...(implausibleTimes > 0
      ? [
          `${counted(implausibleTimes, 'observation')} carried a time before 2000, or more than a day after its arrival: look at the producer's clock and unit`,
        ]
      : []),
    ...(observations === 0
      ? ['nothing has come out: if it stays so, the runbook helps, under "Consumer is behind" (docs/runbook.md)']
      : []),
  ];
  return {
    state: problems.length > 0 ? 'attention' : 'good',
    says: [`${came}; ${became}; ${found}`, ...problems],
  };
}

function unavailableSentence(batches: number, scoredByFunction: number): string {
  const why = 'because something was unavailable';
  if (scoredByFunction === 0) return `${counted(batches, 'batch', 'batches')} ended early and came again, ${why}`;
  return `${counted(batches, 'batch', 'batches')} ended early, or were scored by the function, ${why}: ${counted(scoredByFunction, 'observation')} in the place of the endpoint`;
}
