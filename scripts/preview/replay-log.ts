import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { versionOfIdentity } from '../../contracts/model-registry.ts';
import { IncidentReplay } from '../../incidents/replay.ts';
import { loadModel } from '../../model/load-model.ts';
import type { Model } from '../../model/model.ts';
import { deployedSettings } from '../../operations/installation/deployed-settings.ts';
import { findInstallation } from '../../operations/installation/find-installation.ts';
import { loadJudgingModel } from '../../operations/installation/judging-model.ts';
import { type LoggedLine, readLog } from '../../operations/installation/read-log.ts';
import { readMutes } from '../../operations/mutes/mute-items.ts';
import { judgeAgain } from '../../operations/preview/judge-again.ts';
import { savedLog } from '../../operations/preview/read-log-file.ts';
import { RECORDED_MESSAGES, type RecordedLog, recordedLog } from '../../operations/preview/recorded-log.ts';
import type { PreviewText } from '../../operations/preview/show-preview.ts';
import { s3ModelRegistry } from '../../registry/s3-model-registry.ts';
import { s3Rules } from '../../registry/s3-rules.ts';
import type { SpreadOf } from '../../rules/distance.ts';
import { trainingSpreads } from '../../rules/training-spreads.ts';
import { openBytes } from '../../tabular/file-bytes.ts';
import { archivedLines } from '../cli/archived-lines.ts';
import { readLines } from '../cli/read-lines.ts';
import { UsageError } from '../cli/run-command.ts';
import { type ChangeOptions, changedRules, type Holding, holdingHere, movedModel } from './change-options.ts';
import { spreadsOf } from './replay-rows.ts';

export interface LogOptions extends ChangeOptions {
  /** The installation. */
  readonly name: string;
  /** Milliseconds back. */
  readonly since: number;
  /** Model folder, where it is not the one that judges. */
  readonly model?: string;
}

/** Verdicts of a log, and what made messages of them. */
export interface LogOfInstallation {
  readonly log: RecordedLog;
  readonly holding: Holding;
  /** The model whose threshold may be moved. @throws where none is known */
  readonly model: () => Promise<Model>;
}

/** Makes messages of the verdicts of a log as before a change and after it. */
export async function replayLog(
  { log, holding, model }: LogOfInstallation,
  options: ChangeOptions,
): Promise<PreviewText> {
  const moved = await movedModel(options, model);
  const { words, before: rulesBefore, after: rulesAfter } = await changedRules(options, holding);
  for (const line of limitsOf(log, moved !== undefined)) console.error(line);
  const [before, after] = [new IncidentReplay(rulesBefore), new IncidentReplay(rulesAfter)];
  for (const { observations, atMs } of log.usual) for (const each of [before, after]) each.addUsual(observations, atMs);
  for (const verdict of log.verdicts) {
    before.add(verdict);
    after.add(moved ? judgeAgain(moved.model, verdict) : verdict);
  }
  const change = [...(moved ? [moved.words] : []), ...words].join(', ') || 'as before, nothing is changed';
  return { before: before.finish(), after: after.finish(), change };
}

function limitsOf({ hasUsual, hasValues }: RecordedLog, isMoved: boolean): string[] {
  return [
    ...(hasUsual || !isMoved
      ? []
      : [
          'the log has anomalies alone (logVerdicts anomalies): what a lower threshold would add is not seen; with logVerdicts all it is',
        ]),
    ...(hasValues ? [] : ['the log has no values (logFeatures false): rules about distances hold nothing here']),
  ];
}

/**
 * The log of an installation, or its archive as if it were one, its settings, and the models that judged.
 *
 * @throws where it is not there
 */
export async function logOfInstallation(
  { name, since, model: folder }: LogOptions,
  isArchive = false,
): Promise<LogOfInstallation> {
  const { consumerLogGroupName: logGroupName, modelBucketName, incidentTableName } = await findInstallation(name);
  const [logs, s3, stacks] = [new CloudWatchLogsClient({}), new S3Client({}), new CloudFormationClient({})];
  const dynamodb = new DynamoDBClient({});
  const fromMs = Date.now() - since;
  const all = isArchive
    ? archivedLines(name, fromMs)
    : readLog(logs, { logGroupName, messages: RECORDED_MESSAGES, fromMs });
  const lines = await Array.fromAsync<LoggedLine>(all);
  const values = (await deployedSettings(name, stacks)) ?? {};
  const cards = await s3ModelRegistry(modelBucketName, s3).cards();
  const held = await s3Rules(modelBucketName, s3).read();
  const mutes = await readMutes(dynamodb, incidentTableName);
  dynamodb.destroy();
  const spreads = new Map(cards.map((card) => [versionOfIdentity(card.model), trainingSpreads(card)]));
  logs.destroy();
  stacks.destroy();
  return {
    log: knownLog(lines, isArchive ? 'the archive of that time' : 'the log of that time'),
    holding: {
      settings: { name: 'the deployment', values },
      ...(held && { rules: held.rules }),
      mutes,
      spreadOf: (version, feature) => spreads.get(version)?.get(feature),
    },
    model: async () => (folder === undefined ? judging() : loadModel(folder)),
  };

  async function judging(): Promise<Model> {
    const model = await loadJudgingModel(s3, modelBucketName, Date.now());
    if (model) return model;
    throw new Error('no model judges yet, so that there is no threshold to move');
  }
}

/** A log that was saved, with the settings of this folder. @throws where no verdict is in it */
export async function logOfFile(file: string, folder?: string): Promise<LogOfInstallation> {
  const lines = await Array.fromAsync(savedLog(readLines(await openBytes(file))));
  const model = folder === undefined ? undefined : await loadModel(folder);
  const spreadOf: SpreadOf = model ? spreadsOf(model) : () => undefined;
  return {
    log: knownLog(lines, file),
    holding: holdingHere(spreadOf),
    model: async () => {
      if (model) return model;
      throw new UsageError('--threshold and --alert-budget move the threshold of a model: say with --model which one');
    },
  };
}

function knownLog(lines: readonly LoggedLine[], place: string): RecordedLog {
  const log = recordedLog(lines);
  if (log.verdicts.length + log.usual.length > 0) return log;
  throw new Error(`${place} has no verdict: look further back with --since, or save lines of the consumer's log`);
}
