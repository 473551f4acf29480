import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stackNames } from '../../contracts/installation.ts';
import { type FunctionTemplate, patchFunctionSettings } from '../../scripts/cli/patch-function-settings.ts';
import { synthesise } from '../../scripts/cli/synthesise.ts';

const SETTINGS = ['logVerdicts=all', 'cooldownSeconds=10', 'endpointMaxConcurrency=50'];

/**
 * Shorter than in the app, so that minutes show what takes hours there: the function's own time, and its wait for
 * one call.
 */
const TIME_LIMIT_S = 20;
const SCORING_TIMEOUT_MS = 3000;

export const COOLDOWN_MS = 10_000;

/** Has records with a mark of poison end the process that decodes them. */
const POISON_DECODER = new URL('../../local/faults/poison-decoder.ts', import.meta.url);

/**
 * Synthesises the app into `dir`, shortens its consumer's times in the template, and makes it susceptible to poison.
 * @param parallelization lanes of a shard
 */
export async function compressedAssembly(dir: string, shards: number, parallelization = 1): Promise<void> {
  // Some of our records are under other keys: what that does to the order is part of the chaos.
  const lanes = [`parallelization=${parallelization}`, 'partitionKeyIsSource=true', 'sourceState=off'];
  await synthesise(dir, [...SETTINGS, `shards=${shards}`, ...(parallelization > 1 ? lanes : [])]);
  const file = join(dir, `${stackNames('Weir').detection}.template.json`);
  const template = JSON.parse(await readFile(file, 'utf8')) as FunctionTemplate;
  for (const consumer of patchFunctionSettings(template, { scoringTimeoutMs: SCORING_TIMEOUT_MS })) {
    consumer.Environment.Variables.NODE_OPTIONS = `--import=${POISON_DECODER}`;
    consumer.Timeout = TIME_LIMIT_S;
  }
  await writeFile(file, JSON.stringify(template));
}
