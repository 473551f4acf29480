import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { Command, Option } from 'commander';
import type { ModelCard } from '../contracts/model-card.ts';
import { type ModelPointer, versionOfIdentity } from '../contracts/model-registry.ts';
import { readLabelled } from '../operations/incidents/labelled-incidents.ts';
import { findInstallation } from '../operations/installation/find-installation.ts';
import { diffText } from '../operations/models/diff-cards.ts';
import { findVersion } from '../operations/models/find-version.ts';
import { loadVersion } from '../operations/models/load-version.ts';
import { putModel } from '../operations/models/put-model.ts';
import { shadowLines, summariseShadow } from '../operations/models/shadow-report.ts';
import { cardText, modelsText } from '../operations/models/show-models.ts';
import { shadowText } from '../operations/models/show-shadow.ts';
import type { ModelRegistry } from '../registry/model-registry.ts';
import { type MovedBy, previousOf, promote, rollBack, setShadow, voidVersion } from '../registry/move-pointer.ts';
import { whyKept } from '../registry/why-kept.ts';
import { installationOption } from './cli/installation-option.ts';
import { withIncidentTable } from './cli/open-history.ts';
import { caller, withRegistry } from './cli/open-registry.ts';
import { durationMs, positiveInteger } from './cli/parse-option.ts';
import { runCommand } from './cli/run-command.ts';

const command = new Command('models').description(
  'See which versions of the model there are, and say which one judges. A version is named by the first digits of its identity.',
);

const DAY_MS = 24 * 3_600_000;

interface Options {
  readonly name: string;
}

interface MoveOptions extends Options {
  readonly why: string;
}

/** A command on the registry; what its action returns is said. */
function on<Args extends unknown[]>(
  usage: string,
  description: string,
  action: (registry: ModelRegistry, ...args: Args) => Promise<string>,
): Command {
  return command
    .command(usage)
    .description(description)
    .addOption(installationOption())
    .action(async (...args) => {
      const given = args.slice(0, -1) as Args;
      const { name } = given.at(-1) as Options;
      console.log(await withRegistry(name, (registry) => action(registry, ...given)));
    });
}

const withReason = (each: Command) => each.option('--why <reason>', 'for who reads the history', 'by hand');

on('list', 'all versions, and what was done with them', async (registry, { history }: { history: number }) => {
  const [cards, pointer] = await Promise.all([registry.cards(), registry.pointer()]);
  return modelsText(cards, pointer, Date.now(), history);
}).option('--history <count>', 'so many lines of what was done', positiveInteger, 10);

on('show <version>', 'everything that is known of a version', async (registry, digits: string) => {
  return cardText(await named(registry, digits), await registry.pointer(), Date.now());
});

on('diff <version> <other>', 'what is another in the other', async (registry, a: string, b: string) => {
  const cards = await registry.cards();
  return diffText(findVersion(cards, a), findVersion(cards, b));
});

withReason(
  on(
    'put <folder>',
    'put a model folder there, as a candidate',
    async (registry, dir: string, { why }: MoveOptions) => {
      const { card, isNew } = await putModel(registry, dir, await movedBy(why));
      const version = versionOfIdentity(card.model);
      if (!isNew) return `version ${version} is there already`;
      return `version ${version} is a candidate: npm run models -- promote ${version}`;
    },
  ),
);

on('get <version>', 'write a version as a model folder', async (registry, digits: string, { out }: { out: string }) => {
  const files = await loadVersion(registry, await named(registry, digits));
  await mkdir(out, { recursive: true });
  for (const [file, bytes] of Object.entries(files)) await writeFile(path.join(out, file), bytes);
  return `${out}: the files of version ${digits}`;
}).requiredOption('--out <folder>', 'model folder to write');

withReason(
  on('promote <version>', 'have a version judge', async (registry, digits: string, { why }: MoveOptions) => {
    const card = await named(registry, digits);
    const by = await movedBy(why);
    promote(await registry.pointer(), card, by);
    await loadVersion(registry, card);
    return changed(await registry.move((pointer) => promote(pointer, card, by)));
  }),
);

withReason(
  on('rollback', 'have the version judge that judged before', async (registry, { why }: MoveOptions) => {
    const by = await movedBy(why);
    return changed(
      await registry.move(async (pointer) => rollBack(pointer, await previousCard(registry, pointer), by)),
    );
  }),
);

withReason(
  on(
    'void <version>',
    'take out a version that cannot score',
    async (registry, digits: string, { why }: MoveOptions) => {
      const { model } = await named(registry, digits);
      const by = await movedBy(why);
      await registry.move((pointer) => voidVersion(pointer, model, by));
      return `version ${versionOfIdentity(model)} is voided: what it should have judged is judged by the one before`;
    },
  ),
);

const shadow = withReason(
  on(
    'shadow <version>',
    'have a version score beside it, or "off"',
    async (registry, digits: string, { why }: MoveOptions) => {
      const card = digits === 'off' ? undefined : await named(registry, digits);
      const by = await movedBy(why);
      if (card) await loadVersion(registry, card);
      await registry.move((pointer) => setShadow(pointer, card, by));
      return card ? `version ${versionOfIdentity(card.model)} is the shadow` : 'there is no shadow now';
    },
  ),
);

shadow
  .command('report')
  .description('what only the shadow found, only who judges, and both, by day and source')
  .addOption(
    new Option('--since <time>', 'look back this long: 12h, 7d').argParser(durationMs).default(7 * DAY_MS, '7d'),
  )
  // the installation is an option of the command above, which takes it wherever it stands
  .action(async (_options, report: Command) => console.log(await shadowReport(report.optsWithGlobals())));

on('delete <version>', 'remove a version that nothing needs', async (registry, digits: string) => {
  const { model } = await named(registry, digits);
  const kept = whyKept(await registry.pointer(), model, Date.now());
  if (kept !== undefined) throw new Error(kept);
  await registry.remove(model);
  return `version ${versionOfIdentity(model)} is removed; on AWS its bucket keeps what was there for 90 days`;
});

async function shadowReport({ name, since }: Options & { readonly since: number }): Promise<string> {
  const { consumerLogGroupName } = await findInstallation(name);
  const logs = new CloudWatchLogsClient({});
  const lines = await Array.fromAsync(shadowLines(logs, consumerLogGroupName, Date.now() - since));
  logs.destroy();
  const report = summariseShadow(lines, await withIncidentTable(name, readLabelled));
  if (report) return shadowText(report, process.stdout.columns ?? 120);
  return 'no shadow has scored anything in that time: npm run models -- shadow V starts one';
}

async function named(registry: ModelRegistry, digits: string): Promise<ModelCard> {
  return findVersion(await registry.cards(), digits);
}

async function movedBy(why: string): Promise<MovedBy> {
  return { atMs: Date.now(), by: await caller(), why };
}

async function previousCard(registry: ModelRegistry, pointer: ModelPointer): Promise<ModelCard | undefined> {
  const previous = previousOf(pointer);
  if (previous === undefined) return undefined;
  const card = await registry.card(previous.model);
  if (card) await loadVersion(registry, card);
  return card;
}

function changed({ changes }: ModelPointer): string {
  const { model, holdsFromMs } = changes[changes.length - 1];
  const version = versionOfIdentity(model);
  if (changes.length === 1) return `version ${version} judges whatever arrived`;
  const from = new Date(holdsFromMs).toISOString().slice(11, 19);
  return `version ${version} judges what arrives from ${from} UTC on; npm run models -- rollback takes it back`;
}

await runCommand(command);
