import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Command, Option } from 'commander';
import { type IncidentLabel, LABEL_VERDICTS } from '../contracts/incident-label.ts';
import { putLabel, readLabels } from '../operations/feedback/label-items.ts';
import { proposalsText } from '../operations/feedback/show-proposals.ts';
import { triedChanges } from '../operations/feedback/try-changes.ts';
import { findInstallation } from '../operations/installation/find-installation.ts';
import { checkSettings } from '../settings/check-settings.ts';
import { incidentRulesOf } from './cli/incident-rules.ts';
import { installationOption } from './cli/installation-option.ts';
import { caller } from './cli/open-registry.ts';
import { durationMs } from './cli/parse-option.ts';
import { runCommand } from './cli/run-command.ts';
import { applyLines } from './feedback/apply-lines.ts';
import { onlyOfIncidents } from './preview/change-options.ts';
import { type LogOfInstallation, logOfInstallation } from './preview/replay-log.ts';

const DAY_MS = 24 * 3_600_000;

const command = new Command('feedback')
  .description(
    'Say what an incident was. It is kept, and of a false alarm the smallest change is proposed that would have kept it from people. Nothing is changed.',
  )
  .requiredOption('--incident <id>', 'its id, or that of an alert of it')
  .addOption(new Option('--verdict <what>', 'what it was').choices(LABEL_VERDICTS).makeOptionMandatory())
  .option('--why <reason>', 'for who reads it', 'by hand')
  .addOption(
    new Option('--since <time>', 'look back this long: 12h, 7d').argParser(durationMs).default(14 * DAY_MS, '14d'),
  )
  .option('--out <file>', 'write the rules that hold with the proposed one before them')
  .addOption(installationOption())
  .action(feedback);

interface Options {
  readonly incident: string;
  readonly verdict: IncidentLabel['verdict'];
  readonly why: string;
  readonly since: number;
  readonly out?: string;
  readonly name: string;
}

async function feedback(options: Options): Promise<void> {
  const { name, verdict, why, since, out } = options;
  // The id of an alert begins with that of its incident.
  const [incidentId] = options.incident.split('-', 1);
  const installation = await logOfInstallation({ name, since, context: [] });
  const logged = installation.log.incidents.get(incidentId);
  if (!logged) {
    throw new Error(`no anomaly of incident ${incidentId} is in the log: look further back with --since 30d`);
  }
  const { incidentTableName } = await findInstallation(name);
  const dynamodb = new DynamoDBClient({});
  const label = { incidentId, ...logged, verdict, by: await caller(), why, atMs: Date.now() };
  await putLabel(dynamodb, incidentTableName, label);
  const labels = await readLabels(dynamodb, incidentTableName).finally(() => dynamodb.destroy());
  console.log(`incident ${incidentId} of ${JSON.stringify(logged.source)} is kept as ${verdictWords(labels, verdict)}`);
  if (verdict === 'false-alarm') await propose(label, labels, installation, { since, out });
}

function verdictWords(labels: readonly IncidentLabel[], verdict: IncidentLabel['verdict']): string {
  const falseAlarms = labels.filter((each) => each.verdict === 'false-alarm').length;
  const kept = `${falseAlarms} false and ${labels.length - falseAlarms} true so far`;
  return `${verdict === 'true' ? 'true' : 'a false alarm'}: ${kept}`;
}

async function propose(
  label: IncidentLabel,
  labels: readonly IncidentLabel[],
  { log, holding, model }: LogOfInstallation,
  { since, out }: Pick<Options, 'since' | 'out'>,
): Promise<void> {
  const { settings: file, rules = { rules: [] }, mutes = [], spreadOf } = holding;
  const settings = incidentRulesOf(checkSettings({ file: file && onlyOfIncidents(file) }));
  const confirmed = labels.filter(({ verdict }) => verdict === 'true');
  const on = { verdicts: log.verdicts, settings, rules, mutes, spreadOf, nowMs: Date.now() };
  const tried = await triedChanges(label, confirmed, on);
  if (!tried) {
    console.log('by the rules and settings of now nobody would hear of it any more: nothing is to be changed');
    return;
  }
  console.log(proposalsText(tried, since / DAY_MS));
  for (const line of await applyLines(tried[0]?.change, { rules, out, model })) console.log(line);
}

await runCommand(command);
