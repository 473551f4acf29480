import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import pLimit from 'p-limit';
import { stackNames } from '../contracts/installation.ts';
import { positiveInteger } from '../scripts/cli/parse-option.ts';
import { startProgress } from '../scripts/cli/progress.ts';
import { runCommand } from '../scripts/cli/run-command.ts';
import { synthesise } from '../scripts/cli/synthesise.ts';
import { CHECKED_CHANNELS } from './check-iam/channel-steps.ts';
import { type Grant, readGrants } from './check-iam/grants.ts';
import { type JourneyResult, runJourney, withShortTimes } from './check-iam/journey.ts';
import { type CheckedGrant, grantTable } from './check-iam/table.ts';
import { copyWithoutGrant } from './check-iam/without-grant.ts';

const INSTALLATION = 'Weir';
const FUNCTIONS_TEMPLATE = `${stackNames(INSTALLATION).detection}.template.json`;

const command = new Command('check:iam')
  .description(
    'See that every permission of the roles is needed: take each away in turn and watch the app fail on this machine.',
  )
  .option('--at-once <count>', 'runs at once', positiveInteger, 2)
  .action(checkIam);

async function checkIam({ atOnce }: { readonly atOnce: number }): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'weir-check-iam-'));
  try {
    const assemblyDir = join(folder, 'cdk.out');
    const channels = `channels=${JSON.stringify(CHECKED_CHANNELS)}`;
    await synthesise(assemblyDir, [`name=${INSTALLATION}`, 'escalateAfterMinutes=1', 'archive=on', channels]);
    const template = join(assemblyDir, FUNCTIONS_TEMPLATE);
    writeFileSync(template, withShortTimes(readFileSync(template, 'utf8')));
    const whole = await runJourney(assemblyDir, join(folder, 'whole'));
    if (whole.missed !== undefined) {
      const denied = [...whole.denied].join(', ') || 'nothing';
      throw new Error(`with all permissions this does not happen: ${whole.missed} (refused: ${denied})`);
    }
    const checked = await checkEach(readGrants(assemblyDir), assemblyDir, folder, atOnce);
    console.log(grantTable(checked));
    const needless = checked.filter(({ missed }) => missed === undefined);
    if (needless.length > 0) throw new Error(`${needless.length} of ${checked.length} permissions are not needed`);
    console.log(`\nEach of the ${checked.length} permissions is needed, and a run needs no more.`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function checkEach(
  grants: readonly Grant[],
  assemblyDir: string,
  folder: string,
  atOnce: number,
): Promise<CheckedGrant[]> {
  const progress = startProgress('checked', 'permissions', grants.length);
  const limit = pLimit(atOnce);
  let done = 0;
  const checks = grants.map((grant, index) =>
    limit(async () => {
      const copy = join(folder, `without-${index}`);
      copyWithoutGrant(assemblyDir, copy, grant.place, grant.action);
      const result = await runJourney(copy, join(folder, `logs-${index}`));
      rmSync(copy, { recursive: true });
      progress.update(++done);
      return { ...grant, missed: conclude(grant, result) };
    }),
  );
  return await Promise.all(checks).finally(() => progress.stop());
}

/** A thing that did not happen proves a permission only when that permission was asked for and refused. */
function conclude({ action, place }: Grant, { missed, denied }: JourneyResult): string | undefined {
  if (missed === undefined || place.statement === undefined || denied.has(action)) return missed;
  throw new Error(
    `without ${action} this did not happen: ${missed}; but nobody asked for it: is this machine too busy?`,
  );
}

await runCommand(command);
