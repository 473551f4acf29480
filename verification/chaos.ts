import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { seededRandom } from '../kernels/random.ts';
import { positiveInteger, positiveNumber, wholeNumber } from '../scripts/cli/parse-option.ts';
import { startProgress } from '../scripts/cli/progress.ts';
import { runCommand } from '../scripts/cli/run-command.ts';
import { writeText } from '../scripts/cli/write-text.ts';
import { type ChaosScorer, compressedAssembly, SCORERS } from './chaos/compressed-assembly.ts';
import { manyOutages, type Outage, refusals } from './chaos/outages.ts';
import { allPromisesHeld, type ChaosResult, runChaos } from './chaos/run-chaos.ts';
import { ALL_TROUBLES, TROUBLES, type Trouble } from './chaos/troubles.ts';

const command = new Command('chaos')
  .description(
    'Run the app on this machine, make everything fail that can, and see that nothing is lost and nothing counted twice.',
  )
  .option('--minutes <count>', 'how long records flow and things fail', positiveNumber, 5)
  .option('--seed <number>', 'decides what is put and what is planned to fail', wholeNumber, Date.now() % 1_000_000)
  .option('--rate <records>', 'records per second', positiveInteger, 1000)
  .option('--shards <count>', 'shards in the beginning; they are split and merged on the way', positiveInteger, 4)
  .option(
    '--parallelization <lanes>',
    'batches of one shard in work at once; above 1 sources have no past',
    positiveInteger,
    1,
  )
  .addOption(
    new Option('--scorer <who>', 'the endpoint, with fallback the function while that is away, or the function')
      .choices(Object.keys(SCORERS))
      .default('endpoint'),
  )
  .option('--only <troubles>', `nothing else goes wrong: some of ${TROUBLES.join(', ')}, with commas between`, troubles)
  .option('--without <troubles>', 'of these nothing happens', troubles)
  .option('--intensity <factor>', 'how many times as often as usual things go wrong', positiveNumber, 1)
  .option('--crowd <sources>', 'anomalous sources in one record of the trouble "crowds"', positiveInteger, 3000)
  .option('--logs <dir>', "where the functions' and the container's logs go (default: nowhere)")
  .option('--json <file>', 'the result as JSON')
  .action(chaos);

interface Options {
  readonly minutes: number;
  readonly seed: number;
  readonly rate: number;
  readonly shards: number;
  readonly parallelization: number;
  readonly scorer: ChaosScorer;
  readonly only?: ReadonlySet<Trouble>;
  readonly without?: ReadonlySet<Trouble>;
  readonly intensity: number;
  readonly crowd: number;
  readonly logs?: string;
  readonly json?: string;
}

async function chaos(options: Options): Promise<void> {
  const { minutes, seed, rate, shards, parallelization, scorer, intensity, crowd, logs, json } = options;
  const { only = ALL_TROUBLES, without = new Set() } = options;
  console.log(`seed ${seed}`);
  const durationMs = minutes * 60_000;
  const assemblyDir = await mkdtemp(join(tmpdir(), 'weir-chaos-'));
  const progress = startProgress('put', 'records', Math.round((rate * durationMs) / 1000));
  try {
    const assembly = await compressedAssembly(assemblyDir, shards, parallelization, scorer);
    const chosen = new Set([...only].filter((trouble) => !without.has(trouble)));
    const result = await runChaos({
      assembly,
      logsDir: logs,
      seed,
      durationMs,
      recordsPerSecond: rate,
      shards,
      reshardEveryMs: 20_000,
      outages: outagesOf(chosen, durationMs, seed),
      troubles: chosen,
      crowdSources: crowd,
      intensity,
      sparing: false,
      onProgress: progress.update,
    });
    if (json) await writeText(json, `${JSON.stringify(result, undefined, 2)}\n`);
    progress.stop();
    show(result);
    if (!allPromisesHeld(result)) throw new Error(`the promise was not kept; the same faults again: --seed ${seed}`);
  } finally {
    progress.stop();
    await rm(assemblyDir, { recursive: true, force: true });
  }
}

function outagesOf(chosen: ReadonlySet<Trouble>, durationMs: number, seed: number): Outage[] {
  return [
    ...(chosen.has('outages') ? manyOutages(durationMs, seededRandom(seed + 2)) : []),
    ...(chosen.has('refusals') ? refusals(durationMs) : []),
  ];
}

/** Names with commas between. */
function troubles(text: string): ReadonlySet<Trouble> {
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !TROUBLES.includes(name as Trouble));
  if (unknown !== undefined) {
    throw new InvalidArgumentError(`got ${JSON.stringify(unknown)}, wanted some of ${TROUBLES.join(', ')}`);
  }
  return new Set(names as Trouble[]);
}

function show({ faultsByKind, examples, ...result }: ChaosResult): void {
  for (const [name, value] of Object.entries(result)) console.log(`${name.padEnd(20)} ${value.toLocaleString('en')}`);
  for (const [kind, count] of Object.entries(faultsByKind)) console.log(`${String(count).padStart(8)}  ${kind}`);
  for (const example of examples) console.log(example);
}

await runCommand(command);
