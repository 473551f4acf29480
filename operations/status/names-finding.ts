import { counted } from '../../contracts/counted.ts';
import type { AnomalyLine, UnknownNamesLine } from '../../contracts/log-lines.ts';
import type { Finding } from './finding.ts';

export interface NamesEvidence {
  /** Lines of the last hour in which the model knew none of an observation's names, in their order. */
  readonly unknown: readonly (UnknownNamesLine & { readonly loggedAtMs: number })[];
  /** Anomalies of the last hour: their verdicts say which features were missing. */
  readonly anomalies: readonly AnomalyLine[];
  /** Observations that were judged in the last hour. */
  readonly judged: number;
  /** What the deployed model was trained on; absent when it could not be read. */
  readonly wanted?: readonly string[];
}

/** Whether the model knows the stream's names, as far as the last hour shows. */
export function namesFinding({ unknown, anomalies, judged, wanted }: NamesEvidence): Omit<Finding, 'about'> {
  const last = unknown.at(-1);
  if (last) {
    const observations = unknown.reduce((sum, line) => sum + line.observations, 0);
    const time = new Date(last.loggedAtMs).toISOString().slice(11, 16);
    return {
      state: 'attention',
      says: [
        `the model knows none of these names: ${last.names.join(', ')} (${counted(observations, 'observation')}, the last at ${time} UTC)`,
        wanted ? `it was trained on ${wanted.join(', ')}` : last.reason,
        'collect rows from this stream, train on them and deploy that model:',
        '  npm run collect -- --help',
        'or, where features only changed their names, put the observations on the stream again under the right ones:',
        '  npm run redrive -- --help',
      ],
    };
  }
  if (judged === 0) return { state: 'unknown', says: ['nothing was judged in the last hour, so it has not been seen'] };
  const missing = alwaysMissing(anomalies);
  if (missing.length > 0) {
    return {
      state: 'attention',
      says: [`every anomaly of the last hour lacks ${missing.join(', ')}, which takes the training median instead`],
    };
  }
  return { state: 'good', says: ['the model knows the names on the stream'] };
}

/** One anomaly may lack a value by chance. */
const ENOUGH_ANOMALIES = 5;

function alwaysMissing(anomalies: readonly AnomalyLine[]): readonly string[] {
  if (anomalies.length < ENOUGH_ANOMALIES) return [];
  const [first, ...others] = anomalies.map(({ verdict }) => verdict.imputed ?? []);
  return first!.filter((name) => others.every((imputed) => imputed.includes(name)));
}
