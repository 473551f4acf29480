import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { Command, Option } from 'commander';
import { deployedSettings } from '../operations/installation/deployed-settings.ts';
import { planDeployment } from '../operations/installation/plan-deployment.ts';
import { HELD_SETTINGS } from '../settings/held-settings.ts';
import { loadSettings } from '../settings/load-settings.ts';
import { contextSetting } from './cli/parse-option.ts';
import { endOf, startCdk } from './cli/run-cdk.ts';
import { runCommand } from './cli/run-command.ts';

const command = new Command('deploy')
  .description(
    'Deploy both stacks with the settings of weir.json, unless that would take people or data away from what is deployed.',
  )
  .option('-c, --context <name=value>', 'a setting for this deployment alone', collectSetting, [])
  .addOption(
    new Option('--change <settings...>', 'that changing these is meant').choices(HELD_SETTINGS).default([], 'none'),
  )
  .option('--yes', 'do not ask before rights are given')
  .action(deploy);

interface Options {
  readonly context: readonly string[];
  readonly change: readonly string[];
  readonly yes?: boolean;
}

async function deploy({ context, change, yes }: Options): Promise<void> {
  const { settings, notice } = loadSettings(Object.fromEntries(context.map(nameAndValue)));
  const deployed = await deployedSettings(settings.name, new CloudFormationClient({}));
  const { steps, notices } = planDeployment(deployed, settings, change);
  for (const each of [...(notice ? [notice] : []), ...notices]) console.error(each);
  const flags = [...context.flatMap((each) => ['-c', each]), ...(yes ? ['--require-approval', 'never'] : [])];
  for (const stacks of steps) {
    const code = await endOf(startCdk(['deploy', ...stacks, ...flags], 'inherit'));
    if (code !== 0) throw new Error(`cdk deploy ${stacks.join(' ')} ended with ${code ?? 'a signal'}: see above`);
  }
}

function collectSetting(text: string, before: readonly string[]): readonly string[] {
  return [...before, contextSetting(text)];
}

function nameAndValue(text: string): [string, string] {
  const at = text.indexOf('=');
  return [text.slice(0, at), text.slice(at + 1)];
}

await runCommand(command);
