import { randomBytes } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Command, InvalidArgumentError } from 'commander';
import { GLOB_WANTED, isGlob } from '../contracts/glob.ts';
import { LONGEST_MUTE_MS, type Mute } from '../contracts/mute.ts';
import { findInstallation } from '../operations/installation/find-installation.ts';
import { endMute, putMute, readMutes } from '../operations/mutes/mute-items.ts';
import { muteLine, mutesText } from '../operations/mutes/show-mutes.ts';
import { installationOption } from './cli/installation-option.ts';
import { caller } from './cli/open-registry.ts';
import { durationMs } from './cli/parse-option.ts';
import { runCommand } from './cli/run-command.ts';

const command = new Command('mute').description(
  'Have nobody told of sources for a time. What happens then is judged, logged and held, with who muted and why.',
);
command
  .command('add', { isDefault: true })
  .description('mute sources from now on; what you get when you name no command')
  .requiredOption('--source <glob>', 'which sources, like pump-* or {north,south}-1', glob)
  .requiredOption('--for <time>', 'how long: 30m, 2h, 3d; 30d at most', muteMs)
  .requiredOption('--why <reason>', 'for who wonders why it is quiet')
  .option('--feature <glob>', 'only what this feature alone drove', glob)
  .addOption(installationOption())
  .action(add);
command
  .command('list')
  .description('what is muted, and was within eight days')
  .addOption(installationOption())
  .action(list);
command.command('end').description('end a mute now').argument('<id>').addOption(installationOption()).action(end);

interface Options {
  readonly name: string;
}

interface AddOptions extends Options {
  readonly source: string;
  readonly feature?: string;
  readonly for: number;
  readonly why: string;
}

async function add({ name, source, feature, for: lastsMs, why }: AddOptions): Promise<void> {
  const fromMs = Date.now();
  const by = await caller();
  const id = randomBytes(4).toString('hex');
  const mute: Mute = { id, source, ...(feature && { feature }), fromMs, untilMs: fromMs + lastsMs, by, why };
  await withTable(name, (dynamodb, table) => putMute(dynamodb, table, mute));
  console.log(`${muteLine(mute)}\nit holds within half a minute; npm run mute -- end ${id} ends it`);
}

async function list({ name }: Options): Promise<void> {
  console.log(mutesText(await withTable(name, readMutes), Date.now()));
}

async function end(id: string, { name }: Options): Promise<void> {
  const by = await caller();
  const ended = await withTable(name, (dynamodb, table) => endMute(dynamodb, table, id, by, Date.now()));
  console.log(muteLine(ended));
}

async function withTable<T>(name: string, work: (dynamodb: DynamoDBClient, table: string) => Promise<T>): Promise<T> {
  const { incidentTableName } = await findInstallation(name);
  const dynamodb = new DynamoDBClient({});
  return work(dynamodb, incidentTableName).finally(() => dynamodb.destroy());
}

function glob(text: string): string {
  if (isGlob(text)) return text;
  throw new InvalidArgumentError(GLOB_WANTED);
}

function muteMs(text: string): number {
  const ms = durationMs(text);
  if (ms > 0 && ms <= LONGEST_MUTE_MS) return ms;
  throw new InvalidArgumentError('wanted more than nothing and 30d at most: what is for ever is a rule');
}

await runCommand(command);
