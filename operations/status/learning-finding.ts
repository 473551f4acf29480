import { counted } from '../../contracts/counted.ts';
import { durationWords } from '../../contracts/duration.ts';
import type { LearningLine } from '../../contracts/learning-state.ts';
import type { Finding } from './finding.ts';

const LAST_WORDS = {
  promoted: 'it judges',
  waits: 'it waits for a person',
  refused: 'it was refused',
  failed: 'it failed',
  unchanged: 'nothing changed',
  overtaken: 'somebody was quicker',
} as const;

/** Longer than a tick, a failed one and the one after it. */
const STALE_MS = 35 * 60_000;

/** Says how far learning is, which model judges this stream, and which feature has drifted. */
export function learningFinding(said: LearningLine | undefined, nowMs: number): Omit<Finding, 'about'> {
  if (!said)
    return { state: 'good', says: ['nothing was trained yet: that runs every ten minutes, unless learning is off'] };
  const { atMs, rows, sources, model, waitsFor = [], last } = said;
  const ago = durationWords((nowMs - atMs) / 1000);
  const judging =
    model === undefined ? 'no model of this stream yet, the past of sources judges alone' : `version ${model} judges`;
  const trained =
    last && `last training ${durationWords((nowMs - last.atMs) / 1000)} ago: ${LAST_WORDS[last.result]}, ${last.why}`;
  const isStale = nowMs - atMs > STALE_MS;
  const needsPerson = last?.result === 'failed' || waitsFor.some((each) => each.startsWith('a person'));
  return {
    state: isStale || needsPerson || said.drift?.reason ? 'attention' : 'good',
    says: [
      `${judging}; ${counted(rows, 'row')} of ${counted(sources, 'source')} to train on`,
      ...waitsFor.map((each) => `waits for ${each}`),
      ...(trained ? [trained] : []),
      ...driftLines(said.drift),
      ...(isStale ? [`said ${ago} ago: the trainer does not run, see the runbook under "Training failed"`] : []),
    ],
  };
}

function driftLines(drift: LearningLine['drift']): string[] {
  if (!drift) return [];
  const { reason, feature, psi, ks, flagged, budget, imputedShare } = drift;
  const farthest =
    feature === undefined || psi === undefined || ks === undefined
      ? []
      : [`farthest from its training is ${feature}: PSI ${psi.toFixed(2)}, KS ${ks.toFixed(2)}`];
  const share = flagged && `flagged ${percent(flagged.share)} of the sampled rows, budget ${percent(budget)}`;
  return [
    ...(reason === undefined ? farthest : [reason]),
    ...(share ? [`${share}; ${percent(imputedShare)} of the values were assumed`] : []),
  ];
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(2))} %`;
}
