import { derivedLabels, derivedNames, ownFeatures } from '../../contracts/derive.ts';
import { type NamedFeatures, namedFeatures } from '../../contracts/observation.ts';
import type { Verdict } from '../../contracts/verdict.ts';
import { checkDerivable } from '../../model/derived-columns.ts';
import type { Model } from '../../model/model.ts';
import { scoreFeatures } from '../../model/score-features.ts';
import { withoutDerivedGaps } from '../../streams/derived/derived-gaps.ts';
import { lanesToJoin, settledVerdict } from '../../streams/judge-by-past.ts';
import { Sources, type SourceVerdict } from '../../streams/sources.ts';
import { sourcesSettings, type ToldOfSources } from '../../streams/sources-settings.ts';
import { type ColumnChoice, chooseColumns } from '../../tabular/choose-columns.ts';
import type { ColumnFlags } from '../../tabular/locate-columns.ts';
import type { Row } from '../../tabular/read-rows.ts';
import { readRowsInTime } from '../../tabular/rows-in-time.ts';
import { sourceOf } from '../../tabular/source-name.ts';

export interface ScoredTableRow {
  /** As it stands in the file. */
  readonly row: Row;
  /** Its values as the stream gets them, and what is derived. */
  readonly features: NamedFeatures;
  /** What the past of its source says; undefined where the row has no time, or no value. */
  readonly past?: SourceVerdict;
  /** Undefined where every feature of the model was missing: nothing can be said of such a row. */
  readonly verdict?: Verdict;
}

/** How rows of a file are scored. */
export interface ScoringOptions {
  /** What was told of all sources. @default nothing */
  readonly past?: ToldOfSources | 'no past';
  /** Rows that the past of sources has learned before, as `warm` teaches them. @default none */
  readonly history?: ColumnChoice;
  /** Whether anomalous rows are told why they are, which takes far longer than to score them. @default false */
  readonly explain?: boolean;
}

/** Rows are scored this many at a time. */
const BATCH_ROWS = 1024;

/**
 * What a model and the past of sources take of a file. What the model derives is no column.
 *
 * @throws {TableError} for a bad file, and one that lacks a feature of the model
 */
export async function chooseForModel(model: Model, file: string, flags: ColumnFlags): Promise<ColumnChoice> {
  // What the model takes for missing is drawn and counted as missing, too.
  const missingValues = [...(flags.missingValues ?? []), ...(model.missingValues ?? []).map(String)];
  const labels = derivedLabels(model.derive);
  const choice = await chooseColumns(
    [file],
    { ...flags, labels, missingValues },
    { modelFeatures: ownFeatures(model.features, model.derive) },
  );
  checkDerivable(choice.features, model.derive ?? []);
  return choice;
}

/** The names of what the rows of a file have, what is derived of them included. */
export function scoredNames({ derive = [] }: Model, { features }: ColumnChoice): string[] {
  return [...features, ...derivedNames(derive, features)];
}

/**
 * Scores the rows of a file of any size in the order of time, as the stream would: each by the model and by the past of
 * its source, which begins with the history, or with the file. Rows without a time, or where sources have no past, are
 * judged by themselves.
 *
 * @param choice as {@link chooseForModel} makes it
 * @throws {TableError} for a file that is no longer what was looked at, or has too many rows to put in order
 */
export async function* scoreFile(
  model: Model,
  choice: ColumnChoice,
  { past, history, explain = false }: ScoringOptions = {},
): AsyncGenerator<ScoredTableRow> {
  const sources = past === 'no past' ? undefined : new Sources(sourcesSettings({ ...past, derive: model.derive }));
  if (sources && history) for await (const row of readRowsInTime(history)) judgedByPast(sources, history, row);
  let batch: JudgedByPast[] = [];
  for await (const row of readRowsInTime(choice)) {
    batch.push(judgedByPast(sources, choice, row));
    if (batch.length < BATCH_ROWS) continue;
    yield* scoreBatch(model, batch, explain);
    batch = [];
  }
  yield* scoreBatch(model, batch, explain);
}

type JudgedByPast = Omit<ScoredTableRow, 'verdict'>;

/** A row comes when its time says. */
function judgedByPast(sources: Sources | undefined, choice: ColumnChoice, row: Row): JudgedByPast {
  const features = namedFeatures(choice.features, row.values);
  const { timestampMs, labels } = row;
  if (timestampMs === undefined || !sources) return { row, features };
  const source = sourceOf(row, choice.flags);
  const past = sources.judgeAndLearn({ source, timestampMs, arrivalMs: timestampMs, features, labels });
  return { row, features: past?.derived ? { ...features, ...past.derived } : features, past };
}

function* scoreBatch(model: Model, batch: readonly JudgedByPast[], explain: boolean): Generator<ScoredTableRow> {
  const scored = scoreFeatures(
    model,
    batch.map(({ features }) => features),
    { explain, lanes: batch.map(({ past }) => past && lanesToJoin(past)) },
  );
  for (const [i, judged] of batch.entries()) {
    const { past } = judged;
    const verdict = scored[i].ok ? scored[i].value : undefined;
    yield { ...judged, verdict: verdict && settledVerdict(withoutDerivedGaps(verdict, model.derive), past) };
  }
}
