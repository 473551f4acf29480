import { Command } from 'commander';
import { loadModel } from '../model/load-model.ts';
import { positiveInteger, wholeNumber } from '../scripts/cli/parse-option.ts';
import { startProgress } from '../scripts/cli/progress.ts';
import { runCommand } from '../scripts/cli/run-command.ts';
import { writeText } from '../scripts/cli/write-text.ts';
import { fuzzConsumer } from './fuzz/fuzz-consumer.ts';
import { fuzzContainer } from './fuzz/fuzz-container.ts';
import { fuzzFiles } from './fuzz/fuzz-files.ts';
import { fuzzVersions } from './fuzz/fuzz-versions.ts';
import { startLocalContainer } from './fuzz/local-container.ts';
import { versionsToSpoil } from './fuzz/versions-to-spoil.ts';

const command = new Command('fuzz')
  .description('Put hostile records and files through every door, and see that each is accounted for and read alike.')
  .option('--records <count>', 'records, in batches of 500', positiveInteger, 100_000)
  .option('--bodies <count>', 'bodies of RecordIO, straight to the container', positiveInteger, 10_000)
  .option('--models <count>', 'models that requests bring, straight to the container', positiveInteger, 2000)
  .option('--files <count>', 'files, each read, sent, collected and read again', positiveInteger, 2000)
  .option('--seed <number>', 'decides every record, body, model and file', wholeNumber, Date.now() % 1_000_000)
  .option('--json <file>', 'the result as JSON')
  .action(fuzz);

interface Options {
  readonly records: number;
  readonly bodies: number;
  readonly models: number;
  readonly files: number;
  readonly seed: number;
  readonly json?: string;
}

async function fuzz({ records, bodies, models, files: fileCount, seed, json }: Options): Promise<void> {
  console.log(`seed ${seed}`);
  const model = await loadModel('samples/model');
  const container = await startLocalContainer(model);
  const progress = startProgress('consumed', 'records', records);
  const startMs = performance.now();
  try {
    const result = await fuzzConsumer({ records, seed, invoke: container.invoke, onProgress: progress.update });
    const recordIo = await fuzzContainer({ bodies, seed, url: container.url, width: model.features.length });
    const versions = await fuzzVersions({
      archives: models,
      seed,
      ...container,
      ...(await versionsToSpoil(container)),
    });
    const files = await fuzzFiles({ files: fileCount, seed });
    const seconds = (performance.now() - startMs) / 1000;
    const residentMiB = Math.round(process.memoryUsage.rss() / 2 ** 20);
    const whole = {
      seed,
      ...result,
      recordIo,
      versions,
      files,
      containerBugs: container.bugs.length,
      seconds,
      residentMiB,
    };
    progress.stop();
    console.log(JSON.stringify(whole, undefined, 2));
    if (json) await writeText(json, `${JSON.stringify(whole, undefined, 2)}\n`);
    const { lost, doubled, unprocessable, slow, refusals, reread } = result;
    if (slow > 0) throw new Error(`${slow} of the records took too long: run again with --seed ${seed}`);
    if (recordIo.wrong.length > 0) throw new Error(`answers to RecordIO are wrong: run again with --seed ${seed}`);
    if (versions.wrong.length > 0) throw new Error(`a model harmed the container: run again with --seed ${seed}`);
    if (reread.length + files.wrong.length > 0) {
      throw new Error(`what was written is read otherwise: run again with --seed ${seed}`);
    }
    if (lost + doubled + unprocessable + refusals.length + container.bugs.length > 0) {
      throw new Error(`not every record is accounted for: run again with --seed ${seed}`);
    }
  } finally {
    progress.stop();
    container.stop();
  }
}

await runCommand(command);
