import { counted } from '../../contracts/counted.ts';
import type { UnknownNameLine, UnknownNamesLine } from '../../contracts/log-lines.ts';
import type { Finding } from './finding.ts';

/** Of the observations that were judged lately, how many lacked each feature. */
export interface ImputedCounts {
  readonly judged: number;
  readonly counts: Readonly<Record<string, number>>;
}

export interface NamesEvidence {
  /** Lines of the last hour in which the model knew none of an observation's names, in their order. */
  readonly unknown: readonly (UnknownNamesLine & { readonly loggedAtMs: number })[];
  /** Names of the last hour that the model does not know, in observations that lack a feature. */
  readonly strangers: readonly UnknownNameLine[];
  readonly recent: ImputedCounts;
  /** Observations that were judged in the last hour. */
  readonly judged: number;
  /** What the deployed model was trained on; absent when it could not be read. */
  readonly wanted?: readonly string[];
}

/** Whether the model knows the stream's names, as far as the last hour shows. */
export function namesFinding(evidence: NamesEvidence): Omit<Finding, 'about'> {
  const { unknown, strangers, recent, judged, wanted } = evidence;
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
  const says = [...missingLines(recent), ...strangers.map(strangerLine)];
  if (says.length > 0) return { state: 'attention', says };
  return { state: 'good', says: ['the model knows the names on the stream'] };
}

/** A value may be missing by chance. */
const OFTEN_MISSING = 0.1;

function missingLines({ judged, counts }: ImputedCounts): string[] {
  return Object.entries(counts)
    .filter(([, count]) => count > OFTEN_MISSING * judged)
    .map(([name, count]) => {
      const percent = Math.round((100 * count) / judged);
      return `${name} was missing in ${percent} % of what was judged lately, and took the training median instead`;
    });
}

function strangerLine({ name, nearest, missing }: UnknownNameLine): string {
  const hint =
    nearest === undefined ? `while ${missing.join(', ')} was missing` : `it may be ${nearest}, which was missing`;
  return `the model does not know '${name}': ${hint}`;
}
