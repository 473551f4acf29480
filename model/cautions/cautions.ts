import { counted } from '../../contracts/counted.ts';
import { ownFeatures } from '../../contracts/derive.ts';
import { toPlainText } from '../../contracts/plain-text.ts';
import type { TrainingData } from '../../contracts/training-data.ts';
import type { ScoredRows } from '../calibrate.ts';
import type { ChosenThreshold } from '../choose-threshold.ts';
import type { Model, TrainingSummary } from '../model.ts';
import { bunchCaution } from './bunch.ts';
import { type FeatureRange, varies } from './feature-ranges.ts';
import { implausibleTimes } from './implausible-times.ts';
import { placeholderCautions } from './placeholders.ts';
import { tiedScoresCaution } from './tied-scores.ts';
import { unnoticedBetween } from './unnoticed-between.ts';
import { cannotAlertCaution, type FeatureEnds, tryBeyondEnds, unnoticedEnds } from './unnoticed-ends.ts';
import { unsplitCaution, unvaryingCaution } from './unvarying-features.ts';

/** Fewer rows than a tree of an isolation forest looks at, and than a covariance of few features settles with. */
const FEW_ROWS = 256;

type Judging = Pick<Model, 'features' | 'medians' | 'threshold' | 'detector' | 'reference' | 'calibration'>;

/** A model as it is before it is summed up, with all that is known of the rows it was made of. */
export interface MadeModel {
  readonly data: TrainingData;
  /** By feature, of the data. */
  readonly ranges: readonly FeatureRange[];
  readonly scored: ScoredRows;
  readonly placed: ChosenThreshold;
  readonly model: Judging;
  readonly rowsPerDay?: number;
  /** Milliseconds since 1970; absent where no time is to be compared with it. */
  readonly nowMs?: number;
}

/** What a model's card says to beware of; nothing where there is nothing. */
export type Cautions = Pick<TrainingSummary, 'cautions' | 'unnoticed'>;

/** Finds what is doubtful in a model or in the rows that it was made of, and what it cannot notice. */
export function cautionsOf({ data, ranges, scored, placed, model, rowsPerDay, nowMs }: MadeModel): Cautions {
  const { features, rows, timestampsMs, derive, placeOf = (row: number) => `row ${row + 1}` } = data;
  const rowCount = scored.scores.length;
  const ends = ranges.map((range) => (varies(range) ? range : undefined));
  const beyond = tryBeyondEnds(model, ends);
  const cannotAlert = cannotAlertCaution(model, beyond, scored.sortedScores.at(-1));
  return inPlainText(
    [
      rowCount < FEW_ROWS ? `${counted(rowCount, 'row')} cannot show what is usual, wanted a few thousand` : undefined,
      unvaryingCaution(features, ranges, rowCount),
      // Nobody writes what is derived.
      ...placeholderCautions(rows, features, ranges.slice(0, ownFeatures(features, derive).length)),
      tiedScoresCaution(scored, placed, features, ranges),
      bunchCaution(scored, placed, model.detector),
      cannotAlert,
      ...(timestampsMs ? implausibleTimes({ timestampsMs, nowMs, rowsPerDay, placeOf }) : []),
    ],
    cannotAlert === undefined ? [...unnoticedEnds(model, ends, beyond), unnoticedBetween(model)] : [],
  );
}

/** The same of a model whose rows are not there. @param ends by feature, what its splits say of them */
export function cautionsWithoutRows(model: Judging, ends: readonly FeatureEnds[]): Cautions {
  const beyond = tryBeyondEnds(model, ends);
  const cannotAlert = cannotAlertCaution(model, beyond);
  return inPlainText(
    [unsplitCaution(model.features, ends), cannotAlert],
    cannotAlert === undefined ? unnoticedEnds(model, ends, beyond) : [],
  );
}

/** Names come from files. */
export function inPlainText(
  doubtful: readonly (string | undefined)[],
  unseen: readonly (string | undefined)[],
): Cautions {
  const [cautions, unnoticed] = [doubtful, unseen].map((found) => found.filter((sentence) => sentence !== undefined));
  return {
    ...(cautions.length > 0 ? { cautions: cautions.map(toPlainText) } : {}),
    ...(unnoticed.length > 0 ? { unnoticed: unnoticed.map(toPlainText) } : {}),
  };
}
