import { Command, Option } from 'commander';
import { isLog } from '../operations/preview/read-log-file.ts';
import { type PreviewText, previewJson, previewText } from '../operations/preview/show-preview.ts';
import { fetchHistory } from '../operations/warm/fetch-history.ts';
import { readHead } from '../tabular/file-bytes.ts';
import { FROM_ARCHIVE } from './cli/archived-lines.ts';
import { addColumnOptions, addFeatureOptions } from './cli/column-options.ts';
import { installationOption } from './cli/installation-option.ts';
import { durationMs } from './cli/parse-option.ts';
import { addPastOptions } from './cli/past-options.ts';
import { runCommand, UsageError } from './cli/run-command.ts';
import { addChangeOptions } from './preview/change-options.ts';
import { type LogOptions, logOfFile, logOfInstallation, replayLog } from './preview/replay-log.ts';
import { type RowsOptions, replayRows } from './preview/replay-rows.ts';

const DAY_MS = 24 * 3_600_000;
/** What `--from` may be beside a file. */
const LOGS = 'logs';

const command = addPastOptions(
  addColumnOptions(
    addFeatureOptions(
      addChangeOptions(
        new Command('preview')
          .description(
            'See what people would be told if something were changed: recorded verdicts go through the rules of incidents as they are and as they would be.',
          )
          .requiredOption(
            '--from <place>',
            'rows to judge (CSV, JSON Lines, Parquet), lines of a consumer log that were saved, a path or s3://bucket/key; or the word logs, or archive: those of the installation',
          ),
      ),
    ),
  ),
)
  .option('--model <folder>', 'model that judges the rows, or whose threshold is moved')
  .addOption(
    new Option('--since <time>', 'with --from logs or archive: look back this long: 12h, 7d')
      .argParser(durationMs)
      .default(7 * DAY_MS, '7d'),
  )
  .option('--json', 'for machines, with all that appears and disappears')
  .addOption(installationOption())
  .action(preview);

interface Options extends Omit<RowsOptions, 'model'>, LogOptions {
  readonly from: string;
  readonly json?: boolean;
}

async function preview(options: Options): Promise<void> {
  const { from, json } = options;
  const isOfInstallation = from === LOGS || from === FROM_ARCHIVE;
  const replayed = isOfInstallation
    ? await replayLog(await logOfInstallation(options, from === FROM_ARCHIVE), options)
    : await ofFile(options);
  console.log(json ? JSON.stringify(previewJson(replayed), null, 2) : previewText(replayed));
}

async function ofFile(options: Options): Promise<PreviewText> {
  const { file, done } = await fetchHistory(options.from);
  try {
    const { model } = options;
    if (isLog(await readHead(file))) return await replayLog(await logOfFile(file, model), options);
    if (model !== undefined) return await replayRows(file, { ...options, model });
    throw new UsageError('--from names rows: say with --model which model judges them');
  } finally {
    done();
  }
}

await runCommand(command);
