import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { Command, Option } from 'commander';
import { stackNames } from '../contracts/installation.ts';
import { deployedInstallations, deployedSettings } from '../operations/installation/deployed-settings.ts';
import { stackOutputs } from '../operations/installation/find-installation.ts';
import { type Deployed, planDeployment } from '../operations/installation/plan-deployment.ts';
import { awsPorts } from '../operations/preflight/aws-ports.ts';
import { inTheWay, preflight } from '../operations/preflight/preflight.ts';
import { findingsText } from '../operations/status/show-findings.ts';
import { HELD_SETTINGS } from '../settings/held-settings.ts';
import { loadSettings } from '../settings/load-settings.ts';
import type { Settings } from '../settings/settings-schema.ts';
import { addContextOption, contextOf, contextTexts, stageOption } from './cli/context-option.ts';
import { endOf, startCdk } from './cli/run-cdk.ts';
import { runCommand } from './cli/run-command.ts';

const command = addContextOption(
  new Command('deploy').description(
    'Deploy both stacks with the settings of weir.json, unless it would fail, or take people or data away from what is deployed.',
  ),
)
  .addOption(stageOption())
  .addOption(
    new Option('--change <settings...>', 'that changing these is meant').choices(HELD_SETTINGS).default([], 'none'),
  )
  .option('--no-preflight', 'do not look beforehand whether it can succeed')
  .option('--yes', 'do not ask before rights are given')
  .action(deploy);

interface Options {
  readonly context: readonly string[];
  readonly stage?: string;
  readonly change: readonly string[];
  readonly preflight: boolean;
  readonly yes?: boolean;
}

async function deploy(options: Options): Promise<void> {
  const { settings, stages, notice } = loadSettings(contextOf(options));
  if (options.preflight) await refuseWhatWouldFail(settings);
  const { steps, notices } = planDeployment(await deployedNow(settings, stages), settings, options.change);
  for (const each of [...(notice ? [notice] : []), ...notices]) console.error(each);
  const context = contextTexts(options).flatMap((each) => ['-c', each]);
  const flags = [...context, ...(options.yes ? ['--require-approval', 'never'] : [])];
  for (const stacks of steps) {
    const code = await endOf(startCdk(['deploy', ...stacks, ...flags], 'inherit'));
    if (code !== 0) throw new Error(`cdk deploy ${stacks.join(' ')} ended with ${code ?? 'a signal'}: see above`);
  }
}

/** @param stages names of the installations that the stages of the same file are */
async function deployedNow({ name }: Settings, stages: readonly string[]): Promise<Deployed> {
  const client = new CloudFormationClient({});
  const deployed = await deployedSettings(name, client);
  if (deployed === undefined) {
    const all = await deployedInstallations(client);
    return { settings: undefined, others: all.filter((each) => !stages.includes(each)) };
  }
  const { StreamName: ownStream } = deployed.streamArn ? {} : await stackOutputs(client, stackNames(name).data);
  return { settings: deployed, others: [], ...(ownStream !== undefined && { ownStream }) };
}

/** What needs attention and does not stop a deployment is shown, too. */
async function refuseWhatWouldFail(settings: Settings): Promise<void> {
  const findings = await preflight(settings, awsPorts());
  const notable = findings.filter(({ state }) => state !== 'good');
  if (notable.length > 0) console.error(`${findingsText(notable, process.stderr.columns ?? 120)}\n`);
  const needed = inTheWay(findings).map(({ about }) => about);
  if (needed.length > 0) throw new Error(`nothing is deployed, as it would fail for: ${needed.join(', ')}`);
}

await runCommand(command);
