import { NO_MODEL } from '../../contracts/verdict.ts';
import { IncidentReplay } from '../../incidents/replay.ts';
import { loadModel } from '../../model/load-model.ts';
import type { Model } from '../../model/model.ts';
import { quantilesOf } from '../../model/model-facts.ts';
import type { PreviewText } from '../../operations/preview/show-preview.ts';
import type { SpreadOf } from '../../rules/distance.ts';
import { trainingSpreads } from '../../rules/training-spreads.ts';
import type { ColumnChoice } from '../../tabular/choose-columns.ts';
import { describeWithPast } from '../../tabular/describe-choice.ts';
import { TableError } from '../../tabular/table-error.ts';
import type { ColumnOptions } from '../cli/column-options.ts';
import { asOnStream, type PastOptions } from '../cli/past-options.ts';
import { startProgress } from '../cli/progress.ts';
import { recordedRow } from '../scoring/recorded-row.ts';
import { chooseForModel, type ScoringOptions, scoreFile } from '../scoring/score-file.ts';
import { type ChangeOptions, changedRules, holdingHere, movedModel } from './change-options.ts';

export interface RowsOptions extends ColumnOptions, PastOptions, ChangeOptions {
  /** Model folder. */
  readonly model: string;
}

/** Judges the rows of a file as `score` does, and makes messages of them as before a change and after it. */
export async function replayRows(file: string, options: RowsOptions): Promise<PreviewText> {
  const model = await loadModel(options.model);
  const { flags, past, notice } = asOnStream(options);
  const choice = await chooseForModel(model, file, flags);
  for (const line of describeWithPast(choice, notice)) console.error(line);
  if (choice.clock?.earliestMs === undefined) {
    throw new TableError(
      file,
      {},
      'the rows have no time, and incidents go by it: say with --timestamp-column which column is it',
    );
  }
  const moved = await movedModel(options, async () => model);
  const { words, ...rules } = await changedRules(options, holdingHere(spreadsOf(model)));
  const [before, after] = [new IncidentReplay(rules.before), new IncidentReplay(rules.after)];
  await replay(model, choice, { past }, moved ? [before] : [before, after]);
  if (moved) await replay(moved.model, choice, { past }, [after]);
  const change = [...(moved ? [moved.words] : []), ...words].join(', ') || 'as before, nothing is changed';
  return { before: before.finish(), after: after.finish(), change };
}

async function replay(model: Model, choice: ColumnChoice, options: ScoringOptions, replays: readonly IncidentReplay[]) {
  const progress = startProgress('judged', 'rows');
  let rows = 0;
  try {
    for await (const scored of scoreFile(model, choice, { ...options, explain: true })) {
      const recorded = recordedRow(choice, scored);
      if (recorded) for (const each of replays) each.add(recorded);
      progress.update(++rows);
    }
  } finally {
    progress.stop();
  }
}

/** How far the values of each feature lie apart in the rows that the model keeps of its training. */
export function spreadsOf({ features, reference }: Model): SpreadOf {
  const spreads = trainingSpreads({ features, quantiles: quantilesOf(reference.values, features.length) });
  return (modelVersion, feature) => (modelVersion === NO_MODEL ? undefined : spreads.get(feature));
}
