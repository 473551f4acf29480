/**
 * What an observation's source says of it by its own past, beside what the model says of the row: two lanes, each in
 * decades, that is -log10 of the share of observations that are as strange. 0 or more, rounded to thousandths, so that
 * a request that carries them stays short and everyone adds up the same.
 */
export interface Lanes {
  /** How strange it is for the source, by all experts. */
  readonly stream: number;
  /** How far a value is from what the last ones lead to. */
  readonly step: number;
}

/** Who leads a verdict: the row by the model, the source's past, or the step from the last values. */
export type LaneName = 'row' | keyof Lanes;

/** How strange a value must be for its source before there is a model: `high` tells more, `low` less. */
export type Sensitivity = 'high' | 'normal' | 'low';
