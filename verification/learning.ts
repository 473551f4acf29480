import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { wholeNumber } from '../scripts/cli/parse-option.ts';
import { runCommand } from '../scripts/cli/run-command.ts';
import { LearningCloud } from './learning/learning-cloud.ts';
import { Machines } from './learning/machines.ts';
import { proveLearning } from './learning/prove-learning.ts';
import { promiseText } from './learning/seen-promise.ts';

const command = new Command('prove:learning')
  .description(
    'Run the app on this machine for four and a half days in a few minutes, and see that it learns, keeps up and never learns what it must not.',
  )
  .option('--seed <number>', 'decides what the machines read', wholeNumber, 1)
  .action(prove);

async function prove({ seed }: { readonly seed: number }): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'weir-learning-'));
  try {
    const cloud = await LearningCloud.deploy(folder, new Machines(seed));
    try {
      const promises = await proveLearning(cloud, (seen) => console.log(promiseText(seen)));
      const failed = promises.filter(({ held }) => !held);
      if (failed.length > 0) throw new Error(`${failed.length} of ${promises.length} promises were not held`);
    } finally {
      await cloud.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

await runCommand(command);
