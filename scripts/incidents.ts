import { Command, Option } from 'commander';
import { counted } from '../contracts/counted.ts';
import {
  INCIDENT_STATES,
  type IncidentAct,
  type IncidentState,
  RESOLUTIONS,
  type Resolution,
} from '../contracts/incident-history.ts';
import { SEVERITIES, type Severity } from '../contracts/verdict.ts';
import { INCIDENT_CSV_HEAD, incidentCsvLine, incidentJsonLine } from '../operations/incidents/export-incidents.ts';
import { type IncidentFilter, readHistories } from '../operations/incidents/read-histories.ts';
import { readTimeline } from '../operations/incidents/read-timeline.ts';
import { incidentsText, sourceWords, stateWords, timelineText } from '../operations/incidents/show-incidents.ts';
import { installationOption } from './cli/installation-option.ts';
import { openLineWriter } from './cli/line-writer.ts';
import { actByCaller, incidentIdArgument, withIncidentTable } from './cli/open-history.ts';
import { durationMs, positiveInteger } from './cli/parse-option.ts';
import { runCommand } from './cli/run-command.ts';

const command = new Command('incidents').description(
  'See what became of each incident, and say what it was. An incident is named by its id, or by that of an alert of it.',
);

interface Options {
  readonly name: string;
}

interface FilterOptions extends Options {
  readonly source?: string;
  readonly state?: IncidentState;
  readonly since?: number;
  readonly severity?: Severity;
}

interface ActOptions extends Options {
  readonly why: string;
  readonly as?: Resolution;
}

const withFilter = (each: Command) =>
  each
    .addOption(installationOption())
    .option('--source <source>', 'only those of this source')
    .addOption(new Option('--state <state>', 'only those that stand so').choices(INCIDENT_STATES))
    .addOption(new Option('--since <time>', 'only those that began in the last 12h, 7d, ...').argParser(durationMs))
    .addOption(new Option('--severity <least>', 'only those that were at least so severe').choices(SEVERITIES));

const acting = (usage: string, description: string) =>
  command
    .command(usage)
    .description(description)
    .argument('<incident>', 'its id', incidentIdArgument)
    .addOption(installationOption());

withFilter(command.command('list').description('incidents, those that began last first'))
  .option('--limit <count>', 'at most this many', positiveInteger, 50)
  .action(list);
acting('show', 'all that is known of an incident: when, what, who and why').action(show);
acting('ack', 'take an incident on: nobody else is told of it')
  .option('--why <reason>', 'for who reads the history', 'I look into it')
  .action((id: string, { why, name }: ActOptions) => act(id, name, { kind: 'acknowledged', why }));
acting('resolve', 'say that an incident is over, and what it was; what comes then opens another')
  .addOption(new Option('--as <what>', 'what it was').choices(RESOLUTIONS).makeOptionMandatory())
  .requiredOption('--why <reason>', 'for who reads the history')
  .action((id: string, { why, as, name }: ActOptions) => act(id, name, { kind: 'resolved', why, resolution: as }));
acting('reopen', 'say that an incident is not over, or was something else')
  .requiredOption('--why <reason>', 'for who reads the history')
  .action((id: string, { why, name }: ActOptions) => act(id, name, { kind: 'reopened', why }));
withFilter(command.command('export').description('incidents as a file for other programs'))
  .addOption(new Option('--format <format>', 'what to write').choices(['csv', 'json']).default('csv'))
  .requiredOption('--out <file>', 'file to write; .gz is gzipped')
  .action(exportAll);

async function list({ limit, ...options }: FilterOptions & { readonly limit: number }): Promise<void> {
  const shown = await withIncidentTable(options.name, async (client, tableName) => {
    const found = [];
    for await (const history of readHistories(client, tableName, filterOf(options))) {
      found.push(history);
      if (found.length > limit) break;
    }
    return found;
  });
  if (shown.length === 0) {
    console.log('there is no such incident: people were told of none, or it was too long ago');
    return;
  }
  console.log(incidentsText(shown.slice(0, limit), process.stdout.columns ?? 120));
  if (shown.length > limit) console.log(`and more: --limit ${2 * limit} shows more of them`);
}

async function show(id: string, { name }: Options): Promise<void> {
  const timeline = await withIncidentTable(name, (client, tableName) => readTimeline(client, tableName, id));
  if (!timeline) throw new Error(`there is no incident ${id}: npm run incidents -- list names them`);
  console.log(timelineText(timeline));
}

async function act(id: string, name: string, what: Pick<IncidentAct, 'kind' | 'why' | 'resolution'>): Promise<void> {
  const { history, members } = await actByCaller(id, name, what);
  console.log(`incident ${id} of ${sourceWords(history)} is ${stateWords(history)}`);
  if (members)
    console.log(`the same was done with ${members.changed} of the ${counted(members.all, 'incident')} in it`);
  if (what.resolution === 'false-alarm' && !members) {
    console.log(`what would have kept it from people: npm run feedback -- --incident ${id} --verdict false-alarm`);
  }
}

async function exportAll({ out, format, ...options }: FilterOptions & { out: string; format: string }): Promise<void> {
  const writer = await openLineWriter(out);
  let incidents = 0;
  try {
    await writer.write(format === 'csv' ? INCIDENT_CSV_HEAD : '[');
    await withIncidentTable(options.name, async (client, tableName) => {
      let last: string | undefined;
      for await (const history of readHistories(client, tableName, filterOf(options))) {
        if (last !== undefined) await writer.write(format === 'csv' ? last : `${last},`);
        last = format === 'csv' ? incidentCsvLine(history) : incidentJsonLine(history);
        incidents++;
      }
      if (last !== undefined) await writer.write(last);
    });
    if (format === 'json') await writer.write(']');
    await writer.close();
  } catch (error) {
    await writer.discard();
    throw error;
  }
  console.log(`${out}: ${incidents} ${incidents === 1 ? 'incident' : 'incidents'}`);
}

function filterOf({ source, state, since, severity }: FilterOptions): IncidentFilter {
  const sinceMs = since === undefined ? undefined : Date.now() - since;
  return { source, state, severity, sinceMs };
}

await runCommand(command);
