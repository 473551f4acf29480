import type { Contribution } from '../contracts/verdict.ts';
import { expectedValues } from './expected-values.ts';
import type { Model } from './model.ts';

/**
 * What made a row's score what it is: each feature's contribution, the largest first, and what those that made it stranger would
 * usually be.
 *
 * @param row the scored values in the model's order, nothing missing
 */
export function explainRow(model: Model, row: Float64Array): Contribution[] {
  const contributions = model.detector.contributions(row);
  const order = Array.from(contributions.keys()).sort((a, b) => contributions[b] - contributions[a]);
  const stranger = order.filter((f) => contributions[f] > 0);
  const expected = expectedValues(model.reference, row, stranger);

  return order.map((f, rank) => ({
    feature: model.features[f],
    contribution: contributions[f],
    observed: row[f],
    ...comparison(row[f], expected[rank]),
  }));
}

function comparison(observed: number, expected: number | undefined): Pick<Contribution, 'expected' | 'direction'> {
  if (expected === undefined) return {};
  if (observed === expected) return { expected };
  return { expected, direction: observed > expected ? 'above' : 'below' };
}
