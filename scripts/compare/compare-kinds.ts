import type { ThresholdRule } from '../../model/choose-threshold.ts';
import { encodeModel } from '../../model/model-files.ts';
import { scoreFeatures } from '../../model/score-features.ts';
import { DETECTOR_KINDS, trainModel } from '../../model/train-model.ts';
import { type Quality, qualityOf } from '../scoring/quality.ts';
import { rankingOf } from '../scoring/ranking.ts';
import type { Halves } from './read-halves.ts';

/** What a kind of detector does with a file. */
export interface ComparedKind {
  readonly kind: string;
  /** Over the judged rows that are labelled; absent where none is. */
  readonly quality?: Quality;
  /** The share of the judged rows above the threshold, 0 to 1. */
  readonly flaggedShare: number;
  readonly trainSeconds: number;
  readonly scoreSecondsARow: number;
  /** Of the model folder. */
  readonly bytes: number;
}

/** What all kinds are trained with, each with the defaults of its parameters. */
export interface ComparisonOptions {
  readonly seed: number;
  readonly threshold: ThresholdRule;
}

/**
 * Trains a model of each kind on the one half of the rows, and judges the other half with it.
 *
 * @param cpuSeconds that this process has taken so far
 * @throws {Error} for data or options that no model can be made of
 */
export function* compareKinds(
  halves: Halves,
  { seed, threshold }: ComparisonOptions,
  cpuSeconds: () => number,
): Generator<ComparedKind> {
  const { training, judged, lanes, labels } = halves;
  const labelled = [...labels.keys()].filter((i) => labels[i] !== undefined);
  for (const { kind } of DETECTOR_KINDS) {
    const startedAt = cpuSeconds();
    const model = trainModel(training, { detector: kind, seed, threshold: ofHalf(threshold) });
    const trainedAt = cpuSeconds();
    // once before it is measured: what comes first compiles, and makes the tables
    const verdicts = scoreFeatures(model, judged, { explain: false, lanes });
    const warmAt = cpuSeconds();
    scoreFeatures(model, judged, { explain: false, lanes });
    const scoredAt = cpuSeconds();

    const ranking = rankingOf(model);
    const rankOf = (i: number) => {
      const verdict = verdicts[i];
      // a row without any value has no rank
      return verdict.ok ? ranking.of(verdict.value) : undefined;
    };
    const rows = labelled.filter((i) => rankOf(i) !== undefined);
    const ranks = Float64Array.from(rows, (i) => rankOf(i)!);
    const flagged = verdicts.filter((verdict) => verdict.ok && verdict.value.anomalous).length;
    const sizes = Object.values(encodeModel(model)).map(({ length }) => length);
    yield {
      kind,
      ...(rows.length > 0 && {
        quality: qualityOf(
          ranks,
          Uint8Array.from(rows, (i) => Number(labels[i])),
        ),
      }),
      flaggedShare: flagged / judged.length,
      trainSeconds: trainedAt - startedAt,
      scoreSecondsARow: (scoredAt - warmAt) / judged.length,
      bytes: sizes.reduce((sum, size) => sum + size, 0),
    };
  }
}

/** Half of the rows may take up half of a daily budget. */
function ofHalf(rule: ThresholdRule): ThresholdRule {
  return rule.kind === 'budget' && rule.perDay !== undefined ? { ...rule, perDay: rule.perDay / 2 } : rule;
}
