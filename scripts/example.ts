import { join } from 'node:path';
import { Argument, Command } from 'commander';
import { counted } from '../contracts/counted.ts';
import { addColumnOptions, addFeatureOptions, type ColumnOptions } from './cli/column-options.ts';
import { positiveInteger } from './cli/parse-option.ts';
import { addDeriveOption, addPastOptions, asOnStream, type DerivingOptions } from './cli/past-options.ts';
import { runCommand, UsageError } from './cli/run-command.ts';
import { addThresholdOptions, type ThresholdOptions, thresholdRuleOf } from './cli/threshold-options.ts';
import { ownDemoData } from './demo/prepare-data.ts';
import { EXAMPLE_NAMES, EXAMPLES, type ExampleName } from './example/examples.ts';
import { generateExample, runExample } from './example/run-example.ts';
import { tellEvents } from './example/tell.ts';

const command = addThresholdOptions(
  addDeriveOption(
    addPastOptions(
      addColumnOptions(
        addFeatureOptions(
          new Command('example')
            .description(
              'Show one use of Weir on a file, with the settings of examples/NAME: train on its first rows, judge the others.',
            )
            .addArgument(new Argument('<name>', 'which use').choices(EXAMPLE_NAMES))
            .option('--data <file>', 'your own CSV, JSON Lines or Parquet (default: generated)')
            .option('--train-rows <count>', 'of your own, how many rows train (default: 30 %)', positiveInteger)
            .option('--out <folder>', 'where everything is written (default: out/example/NAME)'),
        ),
      ),
    ),
  ),
).action(example);

interface Options extends ColumnOptions, DerivingOptions, ThresholdOptions {
  data?: string;
  trainRows?: number;
  out?: string;
}

async function example(name: ExampleName, options: Options): Promise<void> {
  const { data: own, trainRows, out: outDir = join('out', 'example', name) } = options;
  if (own === undefined && trainRows !== undefined)
    throw new UsageError('--train-rows says how many rows of --data train, and --data is not there');
  const { flags, past: told, rules, notice } = asOnStream(options, join(folderOf(name), 'weir.json'));
  if (notice !== undefined) console.log(notice);
  const generated = own === undefined ? await generateExample(EXAMPLES[name], outDir) : undefined;
  const data = generated?.data ?? (await ownDemoData(own!, flags, undefined, trainRows));
  const threshold = thresholdRuleOf(generated ? ofExample(name, options) : options);
  const { happenings } = generated ?? {};
  const run = { data, flags, told, threshold, happenings, rules, outDir, say: console.log };
  const { figures, events } = await runExample(run);

  console.log(
    `\nJudged the other ${counted(data.replayedRows, 'row')}, each with what was known of its source by then:\n`,
  );
  for (const line of [...figures, tellEvents(events)]) console.log(line);
  console.log(
    `\nin ${outDir}: report.html, to look at, and model/; ${folderOf(name)}/README.md says what to learn from it`,
  );
}

/** A budget in rows a day suits the rows that are generated, and not files of any rows. */
function ofExample(name: ExampleName, { alertBudget, contamination }: ThresholdOptions): ThresholdOptions {
  return contamination === undefined ? { alertBudget: alertBudget ?? EXAMPLES[name].alertBudget } : { contamination };
}

function folderOf(name: ExampleName): string {
  return join('examples', name);
}

await runCommand(command);
