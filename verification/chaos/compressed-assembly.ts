import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConsumerSettings } from '../../contracts/function-settings.ts';
import { stackNames } from '../../contracts/installation.ts';
import { OPENING_EVIDENCE } from '../../contracts/opening-evidence.ts';
import { SETTINGS_VARIABLE } from '../../contracts/settings-variable.ts';
import { DEFAULT_SEVERITY_BANDS } from '../../contracts/verdict.ts';
import { loadModel } from '../../model/load-model.ts';
import type { Model } from '../../model/model.ts';
import { saveModel } from '../../model/save-model.ts';
import { type FunctionTemplate, patchFunctionSettings } from '../../scripts/cli/patch-function-settings.ts';
import { synthesise } from '../../scripts/cli/synthesise.ts';
import type { PlainRules } from './plain-story.ts';
import { skipFunctionClocks } from './skip-function-clocks.ts';

/**
 * More messages a minute than by default: ends that wait for room would take long. No learning: after an hour a model
 * would judge that nobody planned. The books are of what is put here, in which no canary stands.
 */
const SETTINGS = ['logVerdicts=all', 'cooldownSeconds=10', 'messagesPerMinute=120', 'learning=off', 'canary=off'];

/** A channel that fails as servers do. */
export const WEBHOOK = { name: 'hook', kind: 'webhook', secret: 'weir/hook' };
/** A channel that fails as services of AWS do. */
const BUS = { name: 'bus', kind: 'eventbridge' };

/** Who scores: the endpoint alone, the function while the endpoint is away, or the function alone. */
export const SCORERS = {
  endpoint: ['endpointMaxConcurrency=50', 'fallback=off'],
  fallback: ['endpointMaxConcurrency=50', 'fallback=on'],
  function: ['scoring=function'],
} as const;

export type ChaosScorer = keyof typeof SCORERS;

/**
 * Shorter than in the app, so that minutes show what takes hours there: the function's own time, and its wait for
 * one call.
 */
const TIME_LIMIT_S = 20;
const SCORING_TIMEOUT_MS = 3000;

/** Outages are of seconds: the function takes over in them, too. */
const FALLBACK_AFTER_MS = 2000;

/** Of incidents, as the settings have them. */
export const RULES: PlainRules = {
  cooldownMs: 10_000,
  openingEvidence: OPENING_EVIDENCE.default,
  severityBands: DEFAULT_SEVERITY_BANDS,
};

/** Has records with a mark of poison end the process that decodes them. */
const POISON_DECODER = new URL('../../local/faults/poison-decoder.ts', import.meta.url);

/** The app as chaos deploys it. */
export interface ChaosAssembly {
  readonly dir: string;
  /** Says how far its functions' clocks run ahead. */
  readonly clockFile: string;
  readonly scorer: ChaosScorer;
  /** The one that it deploys. */
  readonly model: Model;
  /** What its consumer is told, but for the names of what is deployed. */
  readonly settings: ConsumerSettings;
}

/**
 * Synthesises the app into `dir`, shortens its consumer's times in the template, and makes it susceptible to poison.
 * @param parallelization lanes of a shard
 */
export async function compressedAssembly(
  dir: string,
  shards: number,
  parallelization = 1,
  scorer: ChaosScorer = 'endpoint',
): Promise<ChaosAssembly> {
  const modelDir = join(dir, 'own-model');
  await saveOwnModel(modelDir);
  // Some of our records are under other keys: what that does to the order is part of the chaos.
  const lanes = [`parallelization=${parallelization}`, 'partitionKeyIsSource=true', 'sourceState=off'];
  await synthesise(dir, [
    ...SETTINGS,
    ...SCORERS[scorer],
    `channels=${JSON.stringify([WEBHOOK, BUS])}`,
    `model=${modelDir}`,
    `shards=${shards}`,
    ...(parallelization > 1 ? lanes : []),
  ]);
  const file = join(dir, `${stackNames('Weir').detection}.template.json`);
  const template = JSON.parse(await readFile(file, 'utf8')) as FunctionTemplate;
  const consumers = patchFunctionSettings(template, {
    scoringTimeoutMs: SCORING_TIMEOUT_MS,
    ...(scorer === 'fallback' && { fallbackAfterMs: FALLBACK_AFTER_MS }),
  });
  const clockFile = join(dir, 'skipped-clock');
  skipFunctionClocks(template, clockFile);
  for (const consumer of consumers) {
    consumer.Environment.Variables.NODE_OPTIONS += ` --import=${POISON_DECODER}`;
    consumer.Timeout = TIME_LIMIT_S;
  }
  await writeFile(file, JSON.stringify(template));
  const model = await loadModel(modelDir);
  return { dir, clockFile, scorer, model, settings: settingsIn(consumers[0].Environment.Variables[SETTINGS_VARIABLE]) };
}

/** What CloudFormation fills in is left out. */
function settingsIn(text: string | object): ConsumerSettings {
  const parts =
    typeof text === 'string' ? [text] : (text as { 'Fn::Join': [string, (string | object)[]] })['Fn::Join'][1];
  return JSON.parse(parts.map((part) => (typeof part === 'string' ? part : 'deployed')).join(''));
}

/** The sample's model as if it were of a stream of one's own: a sample's judges the sample's stream alone. */
async function saveOwnModel(dir: string): Promise<void> {
  const { training, ...model } = await loadModel('samples/model');
  const { sample: _, ...own } = training;
  await saveModel({ ...model, training: own }, dir);
}
