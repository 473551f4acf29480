import { counted } from '../../contracts/counted.ts';
import type { ThresholdRule } from '../../model/choose-threshold.ts';
import type { Model } from '../../model/model.ts';
import { trainModel } from '../../model/train-model.ts';
import { type ToldOfSources, withLanes } from '../../model/with-lanes.ts';
import { describeChoice } from '../../tabular/describe-choice.ts';
import type { ColumnFlags } from '../../tabular/locate-columns.ts';
import { readTrainingData } from '../../tabular/read-training-data.ts';
import { chooseDemoColumns, type DemoColumns, type DemoData } from './prepare-data.ts';

export interface FirstTraining {
  readonly data: DemoData;
  readonly flags: ColumnFlags;
  readonly told: ToldOfSources | 'no past';
  readonly threshold: ThresholdRule;
  /** A step begins, or something is worth saying, in one line. */
  readonly say: (text: string) => void;
}

/** What was learned, and what is to be judged: all that could refuse a row has been said by then. */
export interface Trained {
  readonly model: Model;
  readonly columns: DemoColumns;
}

/** Trains on the rows that are there for it. @throws {TableError} for whatever could refuse a row of the data */
export async function trainOnFirst({ data, flags, told, threshold, say }: FirstTraining): Promise<Trained> {
  const { trainingFile, trainingRows: rows, replayedFile } = data;
  say(`Training on ${rows === undefined ? '' : `the first ${counted(rows, 'row')} of `}${trainingFile} ...`);
  const columns = await chooseDemoColumns(data, flags);
  say(describeChoice(columns.trained));
  if (replayedFile !== trainingFile) say(describeChoice(columns.replayed));
  const known = withLanes(await readTrainingData(columns.trained), told);
  return { model: trainModel(known, { threshold, nowMs: Date.now() }), columns };
}
