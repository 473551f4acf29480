import type { TrainingData } from '../contracts/training-data.ts';
import type { ThresholdRule } from '../model/choose-threshold.ts';
import type { Model } from '../model/model.ts';
import {
  detectorKind,
  type ParameterValues,
  parametersFor,
  type TrainingOptions,
  trainModel,
} from '../model/train-model.ts';

/**
 * Trains a model of the same kind, with the same parameters and by the same rule for its threshold as its parent, or of
 * the default kind where there is none: what a person chose stays chosen.
 *
 * @param parent absent where no model judges this stream
 * @throws {Error} for data that no model can be made of, in a sentence for people
 */
export function trainCandidate(data: TrainingData, parent?: Model): Model {
  return trainModel(data, { ...(parent && optionsOf(parent)), threshold: ruleOf(parent, rowsOf(data)) });
}

function optionsOf({ detector: { kind }, training }: Model): Pick<TrainingOptions, 'detector' | 'parameters' | 'seed'> {
  return { detector: kind, parameters: parametersOf(kind, training.parameters), seed: training.seed };
}

/** Those of a model that was trained elsewhere are not all ours. */
function parametersOf(kind: string, given: ParameterValues): ParameterValues {
  const names = parametersFor(detectorKind(kind), {});
  const known = Object.entries(given).filter(([name]) => Object.hasOwn(names, name));
  return Object.fromEntries(known);
}

/** A budget by the day was made a share once, by how often rows come; those of a sample would not say. */
function ruleOf(parent: Model | undefined, rows: number): ThresholdRule {
  const { askedShare, thresholdRule } = parent?.training ?? {};
  if (askedShare !== undefined) return { kind: 'budget', share: Math.max(askedShare, 1 / rows) };
  return thresholdRule === 'auto' ? { kind: 'auto' } : { kind: 'budget' };
}

function rowsOf({ rows, features }: TrainingData): number {
  return rows.length / features.length;
}
