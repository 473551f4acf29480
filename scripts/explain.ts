import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import { Command, InvalidArgumentError, Option } from 'commander';
import { explainObservations, loggedLines } from '../operations/explain/explain-observations.ts';
import type { Wanted } from '../operations/explain/find-observation.ts';
import { explanationText } from '../operations/explain/show-explanation.ts';
import { findInstallation } from '../operations/installation/find-installation.ts';
import { findSweeperLogGroup } from '../operations/installation/find-resource.ts';
import { archivedLines } from './cli/archived-lines.ts';
import { installationOption } from './cli/installation-option.ts';
import { durationMs } from './cli/parse-option.ts';
import { runCommand } from './cli/run-command.ts';

const command = new Command('explain')
  .description(
    'Say of an observation why, or why not: how it was decoded and judged, what drove it, what would have made it usual, what was decided, and which message went to whom.',
  )
  .addOption(installationOption())
  .option('--source <name>', 'whose observation; with --at')
  .addOption(
    new Option('--at <time>', 'its own time: the nearest one is meant, like 2026-01-31T12:00:00Z').argParser(timeMs),
  )
  .option('--sequence <number>', 'the sequence number of its record on the stream')
  .option('--id <id>', 'its id, or its identity as alerts and log lines have it')
  .addOption(
    new Option('--since <time>', 'how far back to look in the log: 6h, 30d')
      .argParser(durationMs)
      .default(86_400_000, '1d'),
  )
  .addOption(new Option('--from <place>', 'where to look for it').choices(['logs', 'archive']).default('logs'))
  .action(explainObservation);

interface Options {
  readonly name: string;
  readonly source?: string;
  readonly at?: number;
  readonly sequence?: string;
  readonly id?: string;
  readonly since: number;
  readonly from: 'logs' | 'archive';
}

async function explainObservation(options: Options): Promise<void> {
  const wanted = wantedOf(options);
  const stacks = new CloudFormationClient({});
  const sweeperLogGroupName = await findSweeperLogGroup(options.name, stacks);
  const installation = { ...(await findInstallation(options.name, stacks)), sweeperLogGroupName };
  const clients = { logs: new CloudWatchLogsClient({}), table: new DynamoDBClient({}), topic: new SNSClient({}) };
  try {
    const fromMs = Date.now() - options.since;
    const lines =
      options.from === 'archive'
        ? archivedLines(options.name, fromMs)
        : loggedLines(installation, wanted, fromMs, clients.logs);
    const explanations = await explainObservations(installation, wanted, lines, clients);
    if (explanations.length === 0) throw new Error(NOTHING_FOUND);
    console.log(explanations.map(explanationText).join('\n\n'));
  } finally {
    for (const client of Object.values(clients)) client.destroy();
  }
}

const NOTHING_FOUND =
  'there is no line about it. Usual observations have one in the log only with the setting logVerdicts=all, and in the archive (--from archive) always; an older one needs --since; one that waits to be judged has none yet: npm run status';

function wantedOf({ source, at, sequence, id }: Options): Wanted {
  const isOfSource = source !== undefined && at !== undefined;
  const ways = [isOfSource, sequence !== undefined, id !== undefined].filter(Boolean).length;
  if (ways !== 1 || (source === undefined) !== (at === undefined)) {
    throw new Error('wanted --source and --at together, or --sequence, or --id, and one of them');
  }
  if (isOfSource) return { source, atMs: at };
  return sequence === undefined ? { id: id! } : { sequenceNumber: sequence };
}

function timeMs(text: string): number {
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) throw new InvalidArgumentError('wanted a time like 2026-01-31T12:00:00Z');
  return ms;
}

await runCommand(command);
