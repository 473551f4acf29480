import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { seededRandom } from '../kernels/random.ts';
import { loadModel } from '../model/load-model.ts';
import { isKept } from './chaos/audit.ts';
import { compressedAssembly } from './chaos/compressed-assembly.ts';
import { manyOutages } from './chaos/outages.ts';
import { type ChaosResult, runChaos } from './chaos/run-chaos.ts';
import { positiveInteger, positiveNumber, wholeNumber } from './cli/parse-option.ts';
import { startProgress } from './cli/progress.ts';
import { runCommand } from './cli/run-command.ts';
import { writeText } from './cli/write-text.ts';

const command = new Command('chaos')
  .description(
    'Run the app on this machine, make everything fail that can, and see that nothing is lost and nothing counted twice.',
  )
  .option('--minutes <count>', 'how long records flow and things fail', positiveNumber, 5)
  .option('--seed <number>', 'decides what is put and what is planned to fail', wholeNumber, Date.now() % 1_000_000)
  .option('--rate <records>', 'records per second', positiveInteger, 1000)
  .option('--shards <count>', 'shards in the beginning; they are split and merged on the way', positiveInteger, 4)
  .option('--logs <dir>', "where the functions' and the container's logs go (default: nowhere)")
  .option('--json <file>', 'the result as JSON')
  .action(chaos);

interface Options {
  readonly minutes: number;
  readonly seed: number;
  readonly rate: number;
  readonly shards: number;
  readonly logs?: string;
  readonly json?: string;
}

const MODEL = 'samples/model';

async function chaos({ minutes, seed, rate, shards, logs, json }: Options): Promise<void> {
  console.log(`seed ${seed}`);
  const durationMs = minutes * 60_000;
  const assemblyDir = await mkdtemp(join(tmpdir(), 'weir-chaos-'));
  const progress = startProgress('put', 'records', Math.round((rate * durationMs) / 1000));
  try {
    await compressedAssembly(assemblyDir, shards);
    const result = await runChaos({
      assemblyDir,
      logsDir: logs,
      model: await loadModel(MODEL),
      seed,
      durationMs,
      recordsPerSecond: rate,
      shards,
      reshardEveryMs: 20_000,
      outages: manyOutages(durationMs, seededRandom(seed + 2)),
      intensity: 1,
      sparing: false,
      onProgress: progress.update,
    });
    if (json) await writeText(json, `${JSON.stringify(result, undefined, 2)}\n`);
    progress.stop();
    show(result);
    if (!isKept(result)) throw new Error(`the promise was not kept; the same faults again: --seed ${seed}`);
  } finally {
    progress.stop();
    await rm(assemblyDir, { recursive: true, force: true });
  }
}

function show({ faultsByKind, examples, ...result }: ChaosResult): void {
  for (const [name, value] of Object.entries(result)) console.log(`${name.padEnd(20)} ${value.toLocaleString('en')}`);
  for (const [kind, count] of Object.entries(faultsByKind)) console.log(`${String(count).padStart(8)}  ${kind}`);
  for (const example of examples) console.log(example);
}

await runCommand(command);
