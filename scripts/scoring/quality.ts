/** How scores agree with labels. */
export interface Quality {
  /** Chance that an anomaly scores higher than a usual row, ties counting half. NaN when one of the two is absent. */
  readonly rocAuc: number;
  /** Precision averaged over the recall steps at every distinct score. NaN without anomalies. */
  readonly averagePrecision: number;
  readonly rows: number;
  readonly anomalies: number;
  /** Counts at any threshold, anomalous meaning `score > threshold`. */
  at(threshold: number): Confusion;
  /** The threshold that as near as ties allow the given share of the rows lies above. */
  thresholdAbove(share: number): number;
}

export interface Confusion {
  readonly threshold: number;
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly trueNegatives: number;
  /** NaN where nothing is flagged. */
  readonly precision: number;
  /** NaN where there is no anomaly. */
  readonly recall: number;
  /** Harmonic mean of the two, 0 where anomalies are there and none is found; NaN where there is no anomaly. */
  readonly f1: number;
}

/**
 * Exact, ties included.
 *
 * Shapes: scores, labels: n; labels are 1 for anomalies, 0 for usual rows.
 * @see Fawcett (2006), An introduction to ROC analysis, sections 5 and 7; Davis & Goadrich (2006) on why precision is
 *   not interpolated between recall steps.
 */
export function qualityOf(scores: Float64Array, labels: Uint8Array): Quality {
  const order = Uint32Array.from(scores.keys()).sort((a, b) => scores[b] - scores[a]);
  const steps = countSteps(order, scores, labels);
  const rows = scores.length;
  const { truePositives: anomalies } = steps.at(-1)!;
  const usual = rows - anomalies;

  // trapezoids under both curves, one per distinct score from the highest
  let pairs = 0;
  let precisionSum = 0;
  for (let i = 1; i < steps.length; i++) {
    const { truePositives, flagged } = steps[i];
    const gained = truePositives - steps[i - 1].truePositives;
    const misled = flagged - steps[i - 1].flagged - gained;
    pairs += misled * (truePositives - gained / 2);
    precisionSum += gained * (truePositives / flagged);
  }

  return {
    rocAuc: anomalies * usual === 0 ? Number.NaN : pairs / (anomalies * usual),
    averagePrecision: anomalies === 0 ? Number.NaN : precisionSum / anomalies,
    rows,
    anomalies,
    at(threshold) {
      const { truePositives, flagged } = steps.findLast(({ score }) => score > threshold) ?? steps[0];
      return confusion(threshold, truePositives, flagged, anomalies, rows);
    },
    thresholdAbove: (share) => scores[order[Math.min(rows - 1, Math.round(share * rows))]],
  };
}

/** What is flagged when everything that scores as high as `score` is; the first flags nothing. */
interface Step {
  readonly score: number;
  readonly flagged: number;
  readonly truePositives: number;
}

function countSteps(order: Uint32Array, scores: Float64Array, labels: Uint8Array): Step[] {
  const steps: Step[] = [{ score: Number.POSITIVE_INFINITY, flagged: 0, truePositives: 0 }];
  let truePositives = 0;
  for (const [i, row] of order.entries()) {
    truePositives += labels[row];
    const lastOfTie = i === order.length - 1 || scores[order[i + 1]] !== scores[row];
    if (lastOfTie) steps.push({ score: scores[row], flagged: i + 1, truePositives });
  }
  return steps;
}

/** Makes the figures of counts. @param flagged rows that were, `truePositives` of them rightly */
export function confusion(
  threshold: number,
  truePositives: number,
  flagged: number,
  anomalies: number,
  rows: number,
): Confusion {
  return {
    threshold,
    truePositives,
    falsePositives: flagged - truePositives,
    falseNegatives: anomalies - truePositives,
    trueNegatives: rows - flagged - (anomalies - truePositives),
    precision: truePositives / flagged,
    recall: truePositives / anomalies,
    f1: anomalies === 0 ? Number.NaN : (2 * truePositives) / (flagged + anomalies),
  };
}
