import { Command } from 'commander';
import { loadModel } from '../model/load-model.ts';
import { renderReport } from '../report/render-report.ts';
import { describeWithPast } from '../tabular/describe-choice.ts';
import { sourceOfUnnamed } from '../tabular/source-name.ts';
import { checkDistinctFiles } from './cli/check-distinct-files.ts';
import { addColumnOptions, addFeatureOptions, type ColumnOptions } from './cli/column-options.ts';
import { addPastOptions, asOnStream, type PastOptions } from './cli/past-options.ts';
import { startProgress } from './cli/progress.ts';
import { runCommand } from './cli/run-command.ts';
import { writeText } from './cli/write-text.ts';
import { AlertTally, alertJson, alertLines } from './scoring/alert-tally.ts';
import { checkLabels, evaluateFile } from './scoring/evaluate-file.ts';
import { describeLeftOut } from './scoring/left-out.ts';
import { rankingOf } from './scoring/ranking.ts';
import { scoresPage } from './scoring/report-scores.ts';
import { chooseForModel, type ScoredTableRow, scoredNames } from './scoring/score-file.ts';
import { evaluationJson, evaluationTable } from './scoring/show-evaluation.ts';

const command = addPastOptions(
  addColumnOptions(
    addFeatureOptions(
      new Command('evaluate')
        .description('Say how well a model tells the labelled anomalies of a file from its usual rows.')
        .requiredOption('--model <folder>', 'model folder, as train writes it')
        .requiredOption('--data <file>', 'CSV, JSON Lines or Parquet with a label column'),
    ),
  ),
)
  .option('--json <file>', 'JSON file to write the figures to')
  .option('--report <file>', 'HTML page to write, to look at')
  .action(evaluate);

interface Options extends ColumnOptions, PastOptions {
  model: string;
  data: string;
  json?: string;
  report?: string;
}

async function evaluate(options: Options): Promise<void> {
  const { data, json, report } = options;
  await checkDistinctFiles({ '--data': data, '--json': json, '--report': report });
  const model = await loadModel(options.model);
  const { flags, past, rules, notice } = asOnStream(options);
  const choice = await chooseForModel(model, data, flags);
  checkLabels(choice);
  for (const line of describeWithPast(choice, notice)) console.log(line);
  const page = report === undefined ? undefined : scoresPage(model, scoredNames(model, choice), rules);
  const tally = new AlertTally(sourceOfUnnamed(choice), rules);
  const progress = startProgress('scored', 'rows');
  let rows = 0;
  const onRow = (scored: ScoredTableRow) => {
    page?.add(scored);
    if (scored.verdict) tally.add(scored.row, scored.verdict, scored.past?.usualIntervalMs);
    progress.update(++rows);
  };
  const scoring = { past, explain: page !== undefined };
  const evaluated = evaluateFile(model, choice, onRow, scoring);
  const { quality, asJudged, leftOut } = await evaluated.finally(() => progress.stop());

  const figures = tally.finish();
  console.log(evaluationTable(quality, asJudged, rankingOf(model)));
  for (const line of alertLines(figures, model.training)) console.log(line);
  const left = describeLeftOut(leftOut);
  if (left !== '') console.log(`left out: ${left}`);
  if (json !== undefined) {
    const all = { ...evaluationJson(quality, asJudged), ...alertJson(figures, model.training) };
    await writeText(json, `${JSON.stringify(all, null, 2)}\n`);
  }
  if (report === undefined) return;
  const head = { title: 'Evaluation', subject: data, madeAtMs: Date.now() };
  await writeText(report, renderReport(page!.finish(head, { ...quality, ...asJudged })));
}

await runCommand(command);
