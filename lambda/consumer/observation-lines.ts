import type { AnomalyLine, LoggedVerdict, QuarantineLine, VerdictLine } from '../../contracts/log-lines.ts';
import type { QuarantinedObservation } from '../../contracts/quarantine.ts';
import type { Verdict } from '../../contracts/verdict.ts';
import { briefFeatures, briefLabels, briefVerdict } from '../../incidents/brief-observation.ts';
import type { Decision } from '../../incidents/count-anomalies.ts';
import { type Entry, identityOfEntry, toAnomaly } from './entry.ts';

/** @param logFeatures whether values may be logged */
export function verdictLine(entry: Entry, logFeatures: boolean): VerdictLine {
  const { observation, verdict } = toAnomaly(entry);
  const { source, id, timestampMs, labels, features } = observation;
  const flags = entry.decoded.ok ? entry.decoded.flags : undefined;
  return {
    identity: identityOfEntry(entry),
    source,
    ...(id !== undefined && { id }),
    observedAt: new Date(timestampMs).toISOString(),
    ...(labels && { labels: briefLabels(labels) }),
    ...(logFeatures && { features: briefFeatures(features) }),
    verdict: logFeatures ? briefVerdict(verdict) : withoutValues(briefVerdict(verdict)),
    ...(flags && { flags }),
  };
}

export function anomalyLine(entry: Entry, decision: Decision, logFeatures: boolean): AnomalyLine {
  return { ...verdictLine(entry, logFeatures), ...decision };
}

export function quarantineLine(
  { identity, partitionKey, reason, redrivenFrom }: QuarantinedObservation,
  logFeatures: boolean,
): QuarantineLine {
  const { code, path, message } = reason;
  return {
    identity,
    partitionKey,
    reason: { code, path, ...(logFeatures && { message }) },
    ...(redrivenFrom !== undefined && { redrivenFrom }),
  };
}

function withoutValues({ contributions, explanation: _, ...verdict }: Verdict): LoggedVerdict {
  return {
    ...verdict,
    ...(contributions && {
      contributions: contributions.map(({ feature, contribution }) => ({ feature, contribution })),
    }),
  };
}
