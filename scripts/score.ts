import { Command } from 'commander';
import { counted } from '../contracts/counted.ts';
import { loadModel } from '../model/load-model.ts';
import { csvLine } from '../tabular/csv-line.ts';
import { checkDistinctFiles } from './cli/check-distinct-files.ts';
import { addColumnOptions, type ColumnOptions, columnFlagsOf } from './cli/column-options.ts';
import { openLineWriter } from './cli/line-writer.ts';
import { startProgress } from './cli/progress.ts';
import { runCommand } from './cli/run-command.ts';
import { writeText } from './cli/write-text.ts';
import { scoresPage } from './scoring/report-scores.ts';
import { type ScoredTableRow, scoreFile } from './scoring/score-file.ts';

const command = addColumnOptions(
  new Command('score')
    .description('Score every row of a CSV file of any size. Row 1 is the first after the header.')
    .requiredOption('--model <folder>', 'model folder, as train writes it')
    .requiredOption('--data <file>', 'CSV file with the features of the model'),
)
  .requiredOption('--out <file>', 'CSV file to write: row, score, anomalous, grade')
  .option('--report <file>', 'HTML page to write, to look at; its memory grows with the rows')
  .action(score);

interface Options extends ColumnOptions {
  model: string;
  data: string;
  out: string;
  report?: string;
}

async function score(options: Options): Promise<void> {
  const { data, out, report } = options;
  await checkDistinctFiles({ '--data': data, '--out': out, '--report': report });
  const model = await loadModel(options.model);
  const page = report === undefined ? undefined : scoresPage(model);
  const writer = await openLineWriter(out);
  const progress = startProgress('scored', 'rows');
  await writer.write(csvLine(['row', 'score', 'anomalous', 'grade']));
  let rows = 0;
  let anomalies = 0;
  try {
    for await (const scored of scoreFile(model, data, columnFlagsOf(options), { explain: page !== undefined })) {
      await writer.write(line(scored));
      page?.add(scored);
      if (scored.verdict?.anomalous) anomalies++;
      progress.update(++rows);
    }
    await writer.close();
  } catch (error) {
    await writer.discard();
    throw error;
  } finally {
    progress.stop();
  }
  console.log(`${out}: ${counted(rows, 'row')}, ${anomalies.toLocaleString('en')} anomalous`);
  if (report !== undefined) await writeText(report, page!.render(data, Date.now()));
}

/** Empty fields for a row without any feature, as from the endpoint. */
function line({ row, verdict }: ScoredTableRow): string {
  return csvLine([row.index + 1, verdict?.score, verdict?.anomalous, verdict?.grade]);
}

await runCommand(command);
