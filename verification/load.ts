import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { loadModel } from '../model/load-model.ts';
import { addContextOption } from '../scripts/cli/context-option.ts';
import { positiveInteger } from '../scripts/cli/parse-option.ts';
import { startProgress } from '../scripts/cli/progress.ts';
import { runCommand } from '../scripts/cli/run-command.ts';
import { synthesise } from '../scripts/cli/synthesise.ts';
import { writeText } from '../scripts/cli/write-text.ts';
import { runLoad } from './load/run-load.ts';

const command = addContextOption(
  new Command('load')
    .description('Put records at a rate for a while, and see whether the app on this machine keeps up.')
    .option('--rate <records>', 'records per second; a shard takes 1000', positiveInteger, 1000)
    .option('--seconds <count>', 'how long', positiveInteger, 60)
    .option('--shards <count>', 'shards of the stream', positiveInteger, 8)
    .option('--json <file>', 'the result as JSON'),
).action(load);

interface Options {
  readonly rate: number;
  readonly seconds: number;
  readonly shards: number;
  readonly json?: string;
  readonly context: readonly string[];
}

async function load({ rate, seconds, shards, json, context }: Options): Promise<void> {
  const assemblyDir = await mkdtemp(join(tmpdir(), 'weir-load-'));
  const progress = startProgress('put', 'records', rate * seconds);
  try {
    const endpoint = context.includes('scoring=function') ? [] : ['endpointMaxConcurrency=50'];
    await synthesise(assemblyDir, [`shards=${shards}`, 'storms=off', ...endpoint, ...context]);
    const model = await loadModel('samples/model');
    const result = await runLoad({ assemblyDir, model, recordsPerSecond: rate, seconds, onProgress: progress.update });
    progress.stop();
    const text = JSON.stringify(result, undefined, 2);
    if (json) await writeText(json, `${text}\n`);
    console.log(text);
    if (result.lost > 0) throw new Error(`${result.lost} records were lost`);
  } finally {
    progress.stop();
    await rm(assemblyDir, { recursive: true, force: true });
  }
}

await runCommand(command);
