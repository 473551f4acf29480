import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { IncidentRules } from '../../incidents/count-anomalies.ts';
import { saveModel } from '../../model/save-model.ts';
import type { Happening, ReportEvent } from '../../report/events.ts';
import { renderReport } from '../../report/render-report.ts';
import { sourceOf, sourceOfUnnamed } from '../../tabular/source-name.ts';
import { startProgress } from '../cli/progress.ts';
import { writeText } from '../cli/write-text.ts';
import { type DemoData, firstRowsTrain } from '../demo/prepare-data.ts';
import { type FirstTraining, trainOnFirst } from '../demo/train-on-first.ts';
import { generatedTable } from '../generate/generated-table.ts';
import { writeGeneratedRows } from '../generate/write-rows.ts';
import { AlertTally, alertLines } from '../scoring/alert-tally.ts';
import { scoresPage } from '../scoring/report-scores.ts';
import { scoredNames, scoreFile } from '../scoring/score-file.ts';
import { describeModel } from '../train/describe-model.ts';
import { type Example, TRAINING_SHARE } from './examples.ts';
import { happeningsIn } from './happenings.ts';

export interface ExampleRun extends FirstTraining {
  /** What happens in the data, by name, where that is known. */
  readonly happenings?: readonly Happening[];
  readonly rules: IncidentRules;
  readonly outDir: string;
}

interface GeneratedExample {
  readonly data: DemoData;
  readonly happenings: readonly Happening[];
}

/** What was found in the rows that were judged. */
export interface ExampleOutcome {
  /** As `evaluate` says it. */
  readonly figures: readonly string[];
  /** In the order of time; none where rows have no times. */
  readonly events: readonly ReportEvent[];
}

/** Generates the rows of an example as a CSV file in the folder; the quiet ones at their beginning train. */
export async function generateExample({ generation }: Example, outDir: string): Promise<GeneratedExample> {
  await mkdir(outDir, { recursive: true });
  const file = join(outDir, 'observations.csv');
  const { rows } = generation;
  const progress = startProgress('generated', 'rows', rows);
  await writeGeneratedRows(generatedTable(generation), file, undefined, progress).finally(() => progress.stop());
  return {
    data: firstRowsTrain(file, rows, TRAINING_SHARE * rows),
    happenings: happeningsIn(generatedTable(generation).rows),
  };
}

/**
 * Trains on the first rows, and judges the others with what the past of their sources has learned from the first: all
 * by the code of `train`, `warm` and `evaluate`. Writes the model and the report.
 */
export async function runExample(run: ExampleRun): Promise<ExampleOutcome> {
  const { data, told: past, rules, happenings, outDir, say } = run;
  const { model, columns } = await trainOnFirst(run);
  await saveModel(model, join(outDir, 'model'));
  say(describeModel(model));
  const { replayed: choice, history } = columns;
  const page = scoresPage(model, scoredNames(model, choice), rules);
  const tally = new AlertTally(sourceOfUnnamed(choice), rules);
  const progress = startProgress('judged', 'rows', data.replayedRows);
  let rows = 0;
  try {
    for await (const scored of scoreFile(model, choice, { past, history, explain: true })) {
      page.add({ ...scored, row: { ...scored.row, source: sourceOf(scored.row, choice.flags) } });
      if (scored.verdict) tally.add(scored.row, scored.verdict, scored.past?.usualIntervalMs);
      progress.update(++rows);
    }
  } finally {
    progress.stop();
  }
  const head = { title: 'Example', subject: data.replayedFile, madeAtMs: Date.now(), happenings };
  const report = page.finish(head);
  await writeText(join(outDir, 'report.html'), renderReport(report));
  return { figures: alertLines(tally.finish(), model.training), events: report.events ?? [] };
}
