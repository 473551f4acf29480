import { Command, Option } from 'commander';
import type { TrainingData } from '../contracts/training-data.ts';
import { saveModel } from '../model/save-model.ts';
import { trainModel } from '../model/train-model.ts';
import { withLanes } from '../model/with-lanes.ts';
import { chooseColumns } from '../tabular/choose-columns.ts';
import { describeWithPast } from '../tabular/describe-choice.ts';
import { readTrainingData } from '../tabular/read-training-data.ts';
import { FROM_ARCHIVE } from './cli/archived-lines.ts';
import { addColumnOptions, addFeatureOptions, type ColumnOptions } from './cli/column-options.ts';
import { installationOption } from './cli/installation-option.ts';
import { durationMs, positiveInteger, wholeNumber } from './cli/parse-option.ts';
import {
  addDeriveOption,
  addPastOptions,
  asOnStream,
  type DerivingOptions,
  withShortForms,
} from './cli/past-options.ts';
import { addRegisterOption, type RegisterOptions, registerIfAsked } from './cli/register.ts';
import { runCommand, UsageError } from './cli/run-command.ts';
import { addThresholdOptions, type ThresholdOptions, thresholdRuleOf, trimOf } from './cli/threshold-options.ts';
import { describeModel } from './train/describe-model.ts';
import { addDetectorOptions, chosenDetector } from './train/detector-options.ts';
import { jobHyperparameters } from './train/job-hyperparameters.ts';
import { DEFAULT_INSTANCE, trainOnSagemaker } from './train/on-sagemaker.ts';
import { dataOfSample, FROM_SAMPLE, FROM_STREAM, filesFrom, type StreamRows } from './train/rows-from.ts';

const withData = new Command('train')
  .description('Train a detector on rows. Labels are never trained on.')
  .option('--data <files...>', 'files of rows: CSV or JSON Lines, plain or gzipped, or Parquet')
  .option(
    '--from <where>',
    'instead of files: s3://bucket/prefix with such files; the word stream, for what comes through that of the installation; archive, for what it has archived; or sample, for the rows that it keeps for training',
  )
  .addOption(new Option('--for <time>', 'with --from stream: how long to listen: 10m, 1h').argParser(durationMs))
  .addOption(new Option('--since <time>', 'with --from stream or archive: begin this long ago').argParser(durationMs))
  .addOption(installationOption());

const command = addRegisterOption(
  addDetectorOptions(
    addThresholdOptions(addDeriveOption(addPastOptions(addColumnOptions(addFeatureOptions(withData))))),
  ),
)
  .option('--seed <number>', 'decides every draw', wholeNumber, 0)
  .option('--trim <share>', 'leave the strangest share out and fit again: 0.05 or 5%')
  .option('--rows <count>', 'train on the first rows only', positiveInteger)
  .option('--sample', 'the rows are a sample: the model judges only observations that have one of these features')
  .option(
    '--on-sagemaker [instance]',
    `train by a job of SageMaker's with the image and the role of the installation, and register the model (default: ${DEFAULT_INSTANCE})`,
  )
  .requiredOption('--out <folder>', 'model folder to write')
  .action(train);

/** Options that say how files are read; rows that were kept are read already, with their past. */
const OF_FILES = [
  ...addDeriveOption(addPastOptions(addColumnOptions(addFeatureOptions(new Command())))).options,
  ...command.options.filter(({ long }) => long === '--rows'),
].map((option) => option.attributeName());
const OF_STREAM = ['for', 'since'];

interface Options extends ColumnOptions, DerivingOptions, ThresholdOptions, RegisterOptions, Omit<StreamRows, 'name'> {
  data?: string[];
  from?: string;
  detector: string;
  seed: number;
  rows?: number;
  trim?: string;
  sample?: boolean;
  onSagemaker?: string | true;
  out: string;
}

async function train(options: Options): Promise<void> {
  refuseOthers(options);
  if (options.onSagemaker !== undefined) return trainInJob(options, options.onSagemaker);
  const { detector, parameters } = chosenDetector(options);
  const threshold = thresholdRuleOf(options);
  const trim = trimOf(options.trim);
  const data = await dataFor(options);
  const { seed, sample: isSample } = options;
  const model = trainModel(data, { detector, parameters, seed, threshold, trim, isSample, nowMs: Date.now() });
  await saveModel(model, options.out);
  console.log(`${options.out}: ${describeModel(model)}`);
  await registerIfAsked(options.out, options);
}

/** Trains in the account instead of here; what comes of it is a candidate. */
async function trainInJob(options: Options, instance: string | true): Promise<void> {
  const { data, from, name, for: forMs, since, out, register } = options;
  thresholdRuleOf(options);
  trimOf(options.trim);
  const { flags, past, notice } = asOnStream(withShortForms(options));
  const hyperparameters = jobHyperparameters({ ...options, ...chosenDetector(options), flags, past });
  if (notice) console.log(notice);
  const order = { name, out, hyperparameters, instanceType: instance === true ? DEFAULT_INSTANCE : instance };
  const isCollected = from === FROM_STREAM || from === FROM_ARCHIVE;
  const fetched = isCollected ? await filesFrom(from, { name, for: forMs, since }) : undefined;
  try {
    const rows = fetched?.files ?? data ?? from!;
    const { model, job } = await trainOnSagemaker({ ...order, rows });
    console.log(`${out}: ${describeModel(model)}`);
    const why = typeof register === 'string' ? register : `training job ${job}`;
    await registerIfAsked(out, { name, register: why });
  } finally {
    fetched?.done();
  }
}

/** Options that would change nothing are a mistake. */
function refuseOthers({ data, from, onSagemaker }: Options): void {
  if ((data === undefined) === (from === undefined)) {
    throw new UsageError(
      'say where the rows are: either --data FILES, or --from s3://bucket/prefix, stream, archive or sample',
    );
  }
  if (onSagemaker !== undefined && from === FROM_SAMPLE) {
    throw new UsageError(
      '--on-sagemaker trains on files, and the rows of --from sample are read already: leave one of the two out',
    );
  }
  for (const option of command.options) {
    const name = option.attributeName();
    if (command.getOptionValueSource(name) !== 'cli') continue;
    const isOfArchive = name === 'since' && from === FROM_ARCHIVE;
    const isOfStream = OF_STREAM.includes(name) && from !== FROM_STREAM && !isOfArchive;
    if (isOfStream) throw new UsageError(`${option.long} is about a stream: it wants --from stream`);
    const isOfFiles = OF_FILES.includes(name) && from === FROM_SAMPLE;
    if (isOfFiles) throw new UsageError(`${option.long} is about the rows of files: leave it out with --from sample`);
  }
}

/** The rows, from where they are, with what the past of their sources says. */
async function dataFor(options: Options): Promise<TrainingData> {
  const { data, from, name, for: forMs, since, rows } = options;
  if (from === FROM_SAMPLE) return dataOfSample(name);
  const { flags, past, notice } = asOnStream(withShortForms(options));
  const { files, done } =
    from === undefined ? { files: data!, done: () => {} } : await filesFrom(from, { name, for: forMs, since });
  try {
    const choice = await chooseColumns(files, flags, { rows });
    for (const line of describeWithPast(choice, notice)) console.log(line);
    return withLanes(await readTrainingData(choice), past);
  } finally {
    done();
  }
}

await runCommand(command);
