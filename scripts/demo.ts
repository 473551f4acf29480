import { join } from 'node:path';
import { Command, Option } from 'commander';
import { addColumnOptions, addFeatureOptions, type ColumnOptions, columnFlagsOf } from './cli/column-options.ts';
import { positiveInteger } from './cli/parse-option.ts';
import { addDeriveOption, type DerivingOptions, derivedBy, labelsOf, withShortForms } from './cli/past-options.ts';
import { runCommand, UsageError } from './cli/run-command.ts';
import { addThresholdOptions, type ThresholdOptions, thresholdRuleOf } from './cli/threshold-options.ts';
import { generateDemoData, ownDemoData } from './demo/prepare-data.ts';
import { runDemo } from './demo/run-demo.ts';
import { storyText } from './demo/story.ts';
import { notesOf, summaryTable } from './demo/summary.ts';

const command = addThresholdOptions(
  addDeriveOption(
    addColumnOptions(
      addFeatureOptions(
        new Command('demo')
          .description(
            'Show Weir at work on this machine: train, deploy, stream rows through, and count what happened to each.',
          )
          .option(
            '--data <file>',
            'CSV, JSON Lines or Parquet to replay (default: two weeks of three machines, generated)',
          )
          .option('--train <file>', 'file to train on (default: the first 30 % of the data, and the rest is replayed)')
          .option('--train-rows <count>', 'train on the first rows only', positiveInteger)
          .addOption(
            new Option('--scoring <who>', 'who scores, as the setting of this name')
              .choices(['endpoint', 'function'])
              .default('endpoint'),
          )
          .option('--out <folder>', 'where everything is written', 'out/demo'),
      ),
    ),
  ),
).action(demo);

interface Options extends ColumnOptions, DerivingOptions, ThresholdOptions {
  data?: string;
  train?: string;
  trainRows?: number;
  scoring: 'endpoint' | 'function';
  out: string;
}

async function demo(given: Options): Promise<void> {
  const options = withShortForms(given);
  const { data: file, train, trainRows, scoring, out: outDir } = options;
  if (file === undefined && (train ?? trainRows) !== undefined) {
    throw new UsageError('--train and --train-rows say how to train for --data, which is not there');
  }
  const startMs = performance.now();
  const { summary, story } = await runDemo({
    data:
      file === undefined
        ? await generateDemoData(outDir)
        : await ownDemoData(file, columnFlagsOf(options), train, trainRows),
    flags: { ...columnFlagsOf(options), ...labelsOf(options) },
    derive: derivedBy(options),
    threshold: thresholdRuleOf(options),
    scoring,
    outDir,
    say: console.log,
  });
  console.log(`\nWhat happened, by the clock of the rows (UTC), and what Weir made of it:\n\n${storyText(story)}`);
  console.log(summaryTable(summary));
  for (const note of notesOf(summary)) console.log(note);
  const files = ['summary.json', 'verdicts.jsonl', 'alerts.jsonl', 'report.html', 'logs/'];
  console.log(`in ${outDir}: ${files.join(', ')}`);
  console.log(`took ${((performance.now() - startMs) / 1000).toFixed(1)} s`);
  if (summary.lost > 0)
    throw new Error(`${summary.lost} rows are lost, which must not happen; ${join(outDir, 'logs')} says more`);
}

await runCommand(command);
