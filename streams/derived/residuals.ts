import { residualName } from '../../contracts/derive.ts';
import type { NamedFeatures } from '../../contracts/observation.ts';
import { YOUNG } from '../experts/one-step.ts';
import type { StreamVerdict } from '../judge-and-learn.ts';

/**
 * How far a feature's value is from what was expected of it before it came, by the forecast that has been best, in the
 * usual distance of such forecasts: 4.2 is so many above. Of a counter that of its rate.
 *
 * @returns NaN where the value is missing, and where nothing is usual yet: while the source is too new to count (its
 *   weight is 0), and for the first ten values of the feature
 */
export function residualIn(past: StreamVerdict, feature: string): number {
  return residualAt(past, past.names.indexOf(feature), past.features);
}

/** Those of all features of the source, by their names; null where there is none. */
export function residualsIn(past: StreamVerdict): NamedFeatures {
  const { names, features } = past;
  const residuals = names.map((name, i) => {
    const residual = residualAt(past, i, features);
    return [residualName(name), Number.isFinite(residual) ? residual : null];
  });
  return Object.fromEntries(residuals);
}

/** @param features of the past, which are made whenever they are asked for */
function residualAt({ weight }: StreamVerdict, i: number, features: StreamVerdict['features']): number {
  const verdict = features[i];
  if (weight === 0 || !verdict || verdict.observations <= YOUNG) return Number.NaN;
  return verdict.residual;
}
