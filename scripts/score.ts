import { Command } from 'commander';
import { counted } from '../contracts/counted.ts';
import { loadModel } from '../model/load-model.ts';
import { sourceName } from '../operations/stream/source-name.ts';
import { csvLine } from '../tabular/csv-line.ts';
import { describeChoice } from '../tabular/describe-choice.ts';
import { columnAt } from '../tabular/locate-columns.ts';
import { checkDistinctFiles } from './cli/check-distinct-files.ts';
import { addColumnOptions, type ColumnOptions, columnFlagsOf } from './cli/column-options.ts';
import { openLineWriter } from './cli/line-writer.ts';
import { names } from './cli/parse-option.ts';
import { startProgress } from './cli/progress.ts';
import { runCommand } from './cli/run-command.ts';
import { writeText } from './cli/write-text.ts';
import { AlertTally, alertLines } from './scoring/alert-tally.ts';
import { describeLeftOut } from './scoring/left-out.ts';
import { scoresPage } from './scoring/report-scores.ts';
import { chooseForModel, type ScoredTableRow, scoreFile } from './scoring/score-file.ts';

const command = addColumnOptions(
  new Command('score')
    .description('Score every row of a file of any size. Row 1 is the first after the header.')
    .requiredOption('--model <folder>', 'model folder, as train writes it')
    .requiredOption('--data <file>', 'CSV, JSON Lines or Parquet with the features of the model'),
)
  .requiredOption('--out <file>', 'CSV file to write: row, score, anomalous, grade, surprise')
  .option(
    '--columns <names>',
    'columns of the file to write beside them, separated by commas: timestamp,source,temp',
    names,
  )
  .option('--report <file>', 'HTML page to write, to look at; its memory grows with the rows')
  .action(score);

interface Options extends ColumnOptions {
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
  const choice = await chooseForModel(model, data, columnFlagsOf(options));
  const kept = columns.map((name) => columnAt(choice.header, name, data));
  console.log(describeChoice(choice));
  const page = report === undefined ? undefined : scoresPage(model);
  const writer = await openLineWriter(out);
  const progress = startProgress('scored', 'rows');
  await writer.write(csvLine(['row', 'score', 'anomalous', 'grade', 'surprise', ...columns]));
  const tally = new AlertTally(sourceName(data));
  let rows = 0;
  let empty = 0;
  try {
    for await (const scored of scoreFile(model, choice, { explain: page !== undefined })) {
      await writer.write(line(scored, kept));
      page?.add(scored);
      if (scored.verdict) tally.add(scored.row, scored.verdict);
      else empty++;
      progress.update(++rows);
    }
    await writer.close();
  } catch (error) {
    await writer.discard();
    throw error;
  } finally {
    progress.stop();
  }
  const left = describeLeftOut({ unlabelled: 0, empty });
  const unscored = left === '' ? '' : `, ${left}, which have no score`;
  const figures = tally.finish();
  console.log(`${out}: ${counted(rows, 'row')}, ${figures.anomalous.toLocaleString('en')} anomalous${unscored}`);
  for (const line of alertLines(figures, model.training)) console.log(line);
  if (report !== undefined) await writeText(report, page!.render(data, Date.now()));
}

/** Empty fields for a row without any feature, as from the endpoint. */
function line({ row, verdict }: ScoredTableRow, kept: readonly number[]): string {
  const cells = kept.map((at) => row.fields[at]);
  return csvLine([row.index + 1, verdict?.score, verdict?.anomalous, verdict?.grade, verdict?.surprise, ...cells]);
}

await runCommand(command);
