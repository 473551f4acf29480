import { Command } from 'commander';
import { awsPorts } from '../operations/preflight/aws-ports.ts';
import { inTheWay, preflight } from '../operations/preflight/preflight.ts';
import { findingsText } from '../operations/status/show-findings.ts';
import { loadSettings } from '../settings/load-settings.ts';
import { addContextOption, contextOf, stageOption } from './cli/context-option.ts';
import { runCommand } from './cli/run-command.ts';

const command = addContextOption(
  new Command('preflight').description(
    'Say whether a deployment with the settings of weir.json can succeed, and what to do where it cannot. Changes nothing.',
  ),
)
  .addOption(stageOption())
  .action(run);

async function run(options: { readonly context: readonly string[]; readonly stage?: string }): Promise<void> {
  const { settings } = loadSettings(contextOf(options));
  const findings = await preflight(settings, awsPorts());
  console.log(findingsText(findings, process.stdout.columns ?? 120));
  const needed = inTheWay(findings).map(({ about }) => about);
  if (needed.length > 0) throw new Error(`a deployment would fail for: ${needed.join(', ')}`);
}

await runCommand(command);
