import type { SampledRow } from '../contracts/row-sample.ts';
import { shareWithNoise } from '../model/counting-noise.ts';
import type { Model } from '../model/model.ts';
import { vectorise } from '../model/vectorise.ts';
import { budgetOf, judgeSample, judgeValues } from './judge-sample.ts';
import { type PlantKind, plantAnomalies } from './plant-anomalies.ts';
import { rankCorrelation } from './rank-correlation.ts';
import { besideBudget, percentWords, type ShareInterval, shareInterval, shareWords } from './share-interval.ts';

/** How a candidate does beside the current model, on rows that neither was trained on. */
export interface Comparison {
  readonly rows: number;
  readonly budget: number;
  readonly flagged: ShareInterval;
  /** Of the same rows by the current model; as all below absent where there is none. */
  readonly flaggedByCurrent?: ShareInterval;
  /** Spearman's, of the scores of both; absent also where one gives all rows the same. */
  readonly correlation?: number;
  readonly onlyCandidate?: Disagreement;
  readonly onlyCurrent?: Disagreement;
  readonly planted: readonly PlantedFound[];
  /** Why the candidate must not judge, a sentence; absent where it may. */
  readonly refusal?: string;
}

/** Rows that one of two models flags. */
export interface Disagreement {
  readonly rows: number;
  /** The strangest to that one, three at most. */
  readonly examples: readonly {
    readonly identity: string;
    readonly source: string;
    readonly score: number;
    readonly threshold: number;
  }[];
}

/** How many of the anomalies that were made by hand a model finds. */
export interface PlantedFound {
  readonly kind: PlantKind;
  readonly planted: number;
  readonly found: number;
  readonly foundByCurrent?: number;
}

/** Below it hardly anything can be compared. */
const LEAST_ROWS = 50;
/** Of what lies three spreads beyond everything. A model that sees nothing finds none. */
const LEAST_FOUND = 0.5;
const MOST_EXAMPLES = 3;

/**
 * Compares a candidate with the model that judges now, and says whether it may take over: where it keeps its budget,
 * finds what lies beyond everything, and finds no less than the current one of what was planted.
 *
 * @param rows of a sample that neither was trained on
 * @param current absent where none judges this stream
 */
export function compareModels(candidate: Model, rows: readonly SampledRow[], current?: Model): Comparison {
  const judged = judgedByBoth(candidate, rows, current);
  if (judged.length < LEAST_ROWS) {
    const refusal = `only ${judged.length} rows are left to try it on, ${LEAST_ROWS} are wanted`;
    return { rows: judged.length, budget: budgetOf(candidate), flagged: NOTHING, planted: [], refusal };
  }
  const flaggedBy = (model: 'by' | 'byCurrent') =>
    shareInterval(
      judged.reduce((sum, each) => sum + Number(each[model]?.anomalous), 0),
      judged.length,
    );
  const comparison = {
    rows: judged.length,
    budget: budgetOf(candidate),
    flagged: flaggedBy('by'),
    ...(current && { flaggedByCurrent: flaggedBy('byCurrent'), ...differences(judged) }),
    planted: plantedFound(candidate, judged, current),
  };
  const refusal = refusalOf(comparison, mostFlagged(candidate));
  return { ...comparison, ...(refusal !== undefined && { refusal }) };
}

const NOTHING: ShareInterval = { share: 0, low: 0, high: 1 };

type Judged = ReturnType<typeof judgedByBoth>[number];

/** Those that neither finds malformed. */
function judgedByBoth(candidate: Model, rows: readonly SampledRow[], current?: Model) {
  const [by, byCurrent] = [candidate, current].map((model) => model && judgeSample(model, rows));
  return rows.flatMap((row, i) => {
    const verdict = by![i];
    const other = byCurrent?.[i];
    return verdict && (!byCurrent || other) ? [{ row, by: verdict, byCurrent: other }] : [];
  });
}

function differences(judged: readonly Judged[]): Pick<Comparison, 'correlation' | 'onlyCandidate' | 'onlyCurrent'> {
  const correlation = rankCorrelation(
    judged.map(({ by }) => by.score),
    judged.map(({ byCurrent }) => byCurrent!.score),
  );
  return {
    ...(correlation !== undefined && { correlation }),
    onlyCandidate: onlyFlaggedBy('by', 'byCurrent', judged),
    onlyCurrent: onlyFlaggedBy('byCurrent', 'by', judged),
  };
}

function onlyFlaggedBy(one: 'by' | 'byCurrent', other: 'by' | 'byCurrent', judged: readonly Judged[]): Disagreement {
  const alone = judged.filter((each) => each[one]?.anomalous && !each[other]?.anomalous);
  const strangest = alone.toSorted((a, b) => b[one]!.score - a[one]!.score).slice(0, MOST_EXAMPLES);
  return {
    rows: alone.length,
    examples: strangest.map(({ row: { identity, source }, [one]: verdict }) => {
      const { score, threshold } = verdict!;
      return { identity, source, score, threshold };
    }),
  };
}

/** In usual rows, as the candidate has their values. */
function plantedFound(candidate: Model, judged: readonly Judged[], current?: Model): PlantedFound[] {
  const usual = judged.filter(({ by, byCurrent }) => !by.anomalous && !byCurrent?.anomalous);
  if (usual.length < 2) return [];
  const values = usual.map(({ row }) => {
    const row_ = new Float64Array(candidate.features.length);
    vectorise(candidate, row.features, row_, 0);
    return row_;
  });
  return plantAnomalies(values).map(({ kind, rows }) => ({
    kind,
    planted: rows.length,
    found: countAnomalous(candidate, rows),
    ...(current && {
      foundByCurrent: countAnomalous(
        current,
        rows.map((row) => inOrderOf(current, candidate, row)),
      ),
    }),
  }));
}

function countAnomalous(model: Model, rows: readonly Float64Array[]): number {
  return judgeValues(model, rows).filter((verdict) => verdict?.anomalous).length;
}

/** What the other model does not have is missing to this one. */
function inOrderOf({ features }: Model, other: Model, row: Float64Array): Float64Array {
  return Float64Array.from(features, (name) => row[other.features.indexOf(name)] ?? Number.NaN);
}

/** Where the threshold was placed by few rows, the share above it is known as badly. */
function mostFlagged(model: Model): number {
  const budget = budgetOf(model);
  const { rows = 1000 } = model.training;
  return Math.max(budget, shareWithNoise(Math.round(budget * rows), rows).high / 2);
}

function refusalOf({ budget, flagged, planted }: Comparison, most: number): string | undefined {
  if (besideBudget(flagged, most) === 'above') {
    return `it flags ${shareWords(flagged)} of rows that it was not trained on, its budget is ${percentWords(budget)}`;
  }
  const beyond = planted.find(({ kind }) => kind === 'beyond');
  if (!beyond) return 'it flags every row that it was not trained on';
  if (beyond.found < LEAST_FOUND * beyond.planted) {
    return `it finds ${beyond.found} of ${beyond.planted} rows with a value three spreads beyond all others`;
  }
  const worse = planted.find(({ planted: all, found, foundByCurrent }) => {
    if (foundByCurrent === undefined) return false;
    return shareInterval(found, all).high < shareInterval(foundByCurrent, all).low;
  });
  if (!worse) return undefined;
  return (
    `of ${worse.planted} planted anomalies (${worse.kind}) it finds ${worse.found}, ` +
    `the current model ${worse.foundByCurrent}`
  );
}
