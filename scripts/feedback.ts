import { Command, Option } from 'commander';
import type { IncidentHistory } from '../contracts/incident-history.ts';
import { proposalsText } from '../operations/feedback/show-proposals.ts';
import { triedChanges } from '../operations/feedback/try-changes.ts';
import { type LabelledIncident, labelled, readLabelled } from '../operations/incidents/labelled-incidents.ts';
import { sourceWords } from '../operations/incidents/show-incidents.ts';
import { checkSettings } from '../settings/check-settings.ts';
import { incidentRulesOf } from './cli/incident-rules.ts';
import { installationOption } from './cli/installation-option.ts';
import { actByCaller, incidentIdArgument, withIncidentTable } from './cli/open-history.ts';
import { durationMs } from './cli/parse-option.ts';
import { runCommand } from './cli/run-command.ts';
import { applyLines } from './feedback/apply-lines.ts';
import { onlyOfIncidents } from './preview/change-options.ts';
import { logOfInstallation } from './preview/replay-log.ts';

const DAY_MS = 24 * 3_600_000;
/** Of all that an incident may have been, what says something of the detector. */
const VERDICTS = ['false-alarm', 'true'] as const;

const command = new Command('feedback')
  .description(
    'Say what an incident was. It is kept, and of a false alarm the smallest change is proposed that would have kept it from people. Nothing is changed.',
  )
  .requiredOption('--incident <id>', 'its id, or that of an alert of it', incidentIdArgument)
  .addOption(new Option('--verdict <what>', 'what it was').choices(VERDICTS).makeOptionMandatory())
  .option('--why <reason>', 'for who reads it', 'by hand')
  .addOption(
    new Option('--since <time>', 'look back this long: 12h, 7d').argParser(durationMs).default(14 * DAY_MS, '14d'),
  )
  .option('--out <file>', 'write the rules that hold with the proposed one before them')
  .addOption(installationOption())
  .action(feedback);

const NO_PROPOSAL = {
  silence:
    'it is about silence: a rule or a mute for its source holds it, and the setting silence says whether any is told',
  storm: 'it is about many incidents, which are kept as that, too: say of one of them to have a change proposed',
} as const;

interface Options {
  readonly incident: string;
  readonly verdict: (typeof VERDICTS)[number];
  readonly why: string;
  readonly since: number;
  readonly out?: string;
  readonly name: string;
}

async function feedback({ incident: incidentId, name, verdict, why, since, out }: Options): Promise<void> {
  const { history } = await actByCaller(incidentId, name, { kind: 'labelled', resolution: verdict, why });
  const all = await withIncidentTable(name, readLabelled);
  // An index may be a moment behind what was written just now.
  const labels = [...all.filter((each) => each.incidentId !== incidentId), labelled(history)].filter((each) => !!each);
  console.log(`incident ${incidentId} of ${sourceWords(history)} is kept as ${verdictWords(labels, verdict)}`);
  if (verdict === 'false-alarm') await propose(history, labels, name, { since, out });
}

function verdictWords(labels: readonly LabelledIncident[], verdict: Options['verdict']): string {
  const count = (is: Options['verdict']) => labels.filter((each) => each.is === is).length;
  return `${verdict === 'true' ? 'true' : 'a false alarm'}: ${count('false-alarm')} false and ${count('true')} true so far`;
}

async function propose(
  { incidentId, about }: IncidentHistory,
  labels: readonly LabelledIncident[],
  name: string,
  { since, out }: Pick<Options, 'since' | 'out'>,
): Promise<void> {
  if (about !== 'anomalies') {
    console.log(NO_PROPOSAL[about]);
    return;
  }
  const { log, holding, model } = await logOfInstallation({ name, since, context: [] });
  const logged = log.incidents.get(incidentId);
  if (!logged) {
    throw new Error(`no anomaly of incident ${incidentId} is in the log: look further back with --since 30d`);
  }
  const { settings: file, rules = { rules: [] }, mutes = [], spreadOf } = holding;
  const settings = incidentRulesOf(checkSettings({ file: file && onlyOfIncidents(file) }));
  // The log knows of anomalies after the last message.
  const confirmed = labels.filter(({ is }) => is === 'true').map((one) => log.incidents.get(one.incidentId) ?? one);
  const on = { verdicts: log.verdicts, settings, rules, mutes, spreadOf, nowMs: Date.now() };
  const tried = await triedChanges(logged, confirmed, on);
  if (!tried) {
    console.log('by the rules and settings of now nobody would hear of it any more: nothing is to be changed');
    return;
  }
  console.log(proposalsText(tried, since / DAY_MS));
  for (const line of await applyLines(tried[0]?.change, { rules, out, model })) console.log(line);
}

await runCommand(command);
