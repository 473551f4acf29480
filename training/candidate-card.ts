import { type ModelCard, makeCard } from '../contracts/model-card.ts';
import type { SampledRow } from '../contracts/row-sample.ts';
import type { Model } from '../model/model.ts';
import { modelFacts, type PackedModel, quantilesOf } from '../model/model-facts.ts';
import type { Comparison } from './compare-models.ts';
import type { SampleData } from './sample-data.ts';
import type { TrainedOn } from './stream-drift.ts';
import { DAY_MS } from './when-to-train.ts';

/** What a candidate's card says beside what follows from the model. */
export interface CandidateOrigin {
  readonly trainedOn: SampleData;
  readonly comparison: Comparison;
  /** Identity of the version that it was compared with; absent where none judges this stream. */
  readonly parent?: string;
  readonly why: string;
  readonly atMs: number;
}

/** Writes the card of a candidate: with the quantiles of all rows that it was trained on, and what was measured. */
export function candidateCard(model: Model, packed: PackedModel, origin: CandidateOrigin): ModelCard {
  const { trainedOn, comparison, parent, why, atMs } = origin;
  const { data, rows } = trainedOn;
  const width = data.features.length;
  const facts = {
    ...modelFacts(model, packed),
    window: windowOf(rows),
    quantiles: quantilesOf(data.rows, width),
    missingShares: data.features.map(
      (_, f) => rows.filter((_row, i) => Number.isNaN(data.rows[i * width + f])).length / rows.length,
    ),
    quality: qualityOf(comparison),
    ...(parent !== undefined && { parent }),
  };
  return makeCard(facts, { madeBy: 'trainer', by: 'trainer', why, atMs });
}

/** What drift is measured against, as a card has it. One that was not trained here may say less. */
export function trainedOnOf({
  model,
  features,
  quantiles,
  rows = 1000,
  quality,
  flagged,
  window,
}: ModelCard): TrainedOn {
  return {
    version: model.slice(0, 12),
    features,
    quantiles,
    rows,
    budget: Math.max(quality.budget ?? flagged?.share ?? 0, 1 / rows),
    spanMs: window ? window.toMs - window.fromMs : DAY_MS,
  };
}

function windowOf(rows: readonly SampledRow[]): { fromMs: number; toMs: number } {
  let [fromMs, toMs] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { arrivalMs } of rows) {
    fromMs = Math.min(fromMs, arrivalMs);
    toMs = Math.max(toMs, arrivalMs);
  }
  return { fromMs, toMs };
}

function qualityOf(comparison: Comparison): Record<string, number> {
  const { rows, budget, flagged, flaggedByCurrent, correlation, onlyCandidate, onlyCurrent, planted } = comparison;
  const measured = {
    budget,
    'held out rows': rows,
    'held out flagged share': flagged.share,
    'held out flagged share of the current': flaggedByCurrent?.share,
    'rank correlation with the current': correlation,
    'held out flagged alone': onlyCandidate?.rows,
    'held out flagged by the current alone': onlyCurrent?.rows,
    ...Object.fromEntries(planted.map(({ kind, planted: all, found }) => [`planted ${kind} found share`, found / all])),
  };
  return Object.fromEntries(Object.entries(measured).filter((each): each is [string, number] => each[1] !== undefined));
}
