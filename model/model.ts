import type { Derivation } from '../contracts/derive.ts';
import type { Detector } from '../detectors/detector.ts';
import type { GradeScale } from './grade-scale.ts';
import type { ReferenceRows } from './reference-rows.ts';
import type { Calibration } from './row-surprise.ts';

/** What a trained detector becomes: all that scoring and judging need, as one value. */
export interface Model {
  /** Content hash, 64 hexadecimal digits; the same bytes have the same. */
  readonly identity: string;
  /** The first twelve of them, for people. */
  readonly version: string;
  /** Names in the detector's order. */
  readonly features: readonly string[];
  /** Training medians by feature, for values that are missing; length = features. */
  readonly medians: Float64Array;
  /** Numbers that mean a missing value, in training as in scoring; absent where every number means itself. */
  readonly missingValues?: readonly number[];
  /** Of what its last features are derived, whose names they have; absent where none are. */
  readonly derive?: readonly Derivation[];
  /** Where strange begins: anomalous is `score > threshold`. */
  readonly threshold: number;
  /** Absent of a model that knows nothing of its training rows, and of one that was saved before there was any. */
  readonly calibration?: Calibration;
  /** Only of a model without calibration. */
  readonly gradeScale?: GradeScale;
  readonly detector: Detector;
  readonly reference: ReferenceRows;
  readonly training: TrainingSummary;
}

/** A model before it is known which one it is. */
export type UnidentifiedModel = Omit<Model, 'identity' | 'version'>;

/** How a model came to be, for people. */
export interface TrainingSummary {
  /**
   * Whether the rows are a sample's and nobody's own: the model then judges the sample's stream alone, and every other
   * one is judged by the past of its sources. Absent where they are not.
   */
  readonly sample?: true;
  /** Absent, as the share below, in a model that was trained elsewhere and does not say. */
  readonly rows?: number;
  readonly seed: number;
  readonly parameters: Readonly<Record<string, number | string | boolean>>;
  /** How the threshold was chosen, for people: `alert budget 5/day`, `contamination 0.05`, `auto`. */
  readonly thresholdRule: string;
  /** The share of the rows that the threshold's rule asks for, 0 to 1; absent where it asks for none. */
  readonly askedShare?: number;
  /** How many other rows the threshold was placed by; absent where it was by those of the training. */
  readonly thresholdRows?: number;
  /** What the threshold was before, and of which version, for people; absent where it is that of the training. */
  readonly thresholdBefore?: string;
  /** How many of the strangest rows were left out before the last fit; absent where none was. */
  readonly trimmedRows?: number;
  /** Share above the threshold, 0 to 1, of the rows that it was placed by. */
  readonly anomalousShare?: number;
  /** Rows per day by the clock of the rows that the threshold was placed by; absent where they had none. */
  readonly rowsPerDay?: number;
  /** What is doubtful in the model or in its rows, a sentence each for people; absent where nothing is. */
  readonly cautions?: readonly string[];
  /** Beyond which values of training it notices nothing, likewise: what it cannot see rather than a mistake to mend. */
  readonly unnoticed?: readonly string[];
}
