import { Command } from 'commander';
import { counted } from '../contracts/counted.ts';
import { loadModel } from '../model/load-model.ts';
import { renderReport } from '../report/render-report.ts';
import { describeWithPast } from '../tabular/describe-choice.ts';
import { sourceOfUnnamed } from '../tabular/source-name.ts';
import { checkDistinctFiles } from './cli/check-distinct-files.ts';
import { addColumnOptions, addFeatureOptions, type ColumnOptions } from './cli/column-options.ts';
import { names } from './cli/parse-option.ts';
import { addPastOptions, asOnStream, type PastOptions } from './cli/past-options.ts';
import { startProgress } from './cli/progress.ts';
import { runCommand } from './cli/run-command.ts';
import { writeText } from './cli/write-text.ts';
import { AlertTally, alertLines } from './scoring/alert-tally.ts';
import { describeLeftOut } from './scoring/left-out.ts';
import { scoresPage } from './scoring/report-scores.ts';
import { chooseForModel, scoredNames, scoreFile } from './scoring/score-file.ts';
import { openScoresFile } from './scoring/scores-file.ts';

const command = addPastOptions(
  addColumnOptions(
    addFeatureOptions(
      new Command('score')
        .description('Score every row of a file of any size. Row 1 is the first after the header.')
        .requiredOption('--model <folder>', 'model folder, as train writes it')
        .requiredOption('--data <file>', 'CSV, JSON Lines or Parquet with the features of the model'),
    ),
  ),
)
  .requiredOption('--out <file>', 'CSV file to write: row, score, anomalous, grade, surprise, lane, expected')
  .option(
    '--columns <names>',
    'columns of the file to write beside them, separated by commas: timestamp,source,temp',
    names,
  )
  .option('--report <file>', 'HTML page to write, to look at; its memory grows with the rows')
  .action(score);

interface Options extends ColumnOptions, PastOptions {
  model: string;
  data: string;
  out: string;
  columns?: readonly string[];
  report?: string;
}

async function score(options: Options): Promise<void> {
  const { data, out, report, columns = [] } = options;
  await checkDistinctFiles({ '--data': data, '--out': out, '--report': report });
  const model = await loadModel(options.model);
  const { flags, past, rules, notice } = asOnStream(options);
  const choice = await chooseForModel(model, data, flags);
  const file = await openScoresFile(out, choice, columns);
  for (const line of describeWithPast(choice, notice)) console.log(line);
  const page = report === undefined ? undefined : scoresPage(model, scoredNames(model, choice), rules);
  const progress = startProgress('scored', 'rows');
  const tally = new AlertTally(sourceOfUnnamed(choice), rules);
  let rows = 0;
  let empty = 0;
  try {
    for await (const scored of scoreFile(model, choice, { past, explain: page !== undefined })) {
      await file.add(scored);
      page?.add(scored);
      if (scored.verdict) tally.add(scored.row, scored.verdict, scored.past?.usualIntervalMs);
      else empty++;
      progress.update(++rows);
    }
    await file.close();
  } catch (error) {
    await file.discard();
    throw error;
  } finally {
    progress.stop();
  }
  const left = describeLeftOut({ unlabelled: 0, empty });
  const unscored = left === '' ? '' : `, ${left}, which have no score`;
  const figures = tally.finish();
  console.log(`${out}: ${counted(rows, 'row')}, ${figures.anomalous.toLocaleString('en')} anomalous${unscored}`);
  for (const line of alertLines(figures, model.training)) console.log(line);
  if (report === undefined) return;
  await writeText(report, renderReport(page!.finish({ title: 'Scores', subject: data, madeAtMs: Date.now() })));
}

await runCommand(command);
