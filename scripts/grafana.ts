import { writeFileSync } from 'node:fs';
import { CloudWatchClient, DashboardNotFoundError, GetDashboardCommand } from '@aws-sdk/client-cloudwatch';
import { Command } from 'commander';
import { stackNames } from '../contracts/installation.ts';
import type { DashboardBody } from '../operations/grafana/dashboard-body.ts';
import { grafanaDashboard } from '../operations/grafana/grafana-dashboard.ts';
import { installationOption } from './cli/installation-option.ts';
import { runCommand } from './cli/run-command.ts';

const command = new Command('grafana')
  .description("Write an installation's dashboard for Grafana, which fills it from a CloudWatch data source.")
  .addOption(installationOption())
  .requiredOption('--out <file>', 'file to write; Grafana imports it')
  .action(writeDashboard);

async function writeDashboard({ name, out }: { name: string; out: string }): Promise<void> {
  const client = new CloudWatchClient({});
  const { detection } = stackNames(name);
  try {
    const { DashboardBody: body } = await client.send(new GetDashboardCommand({ DashboardName: detection }));
    // What we deployed: its shape is ours.
    const dashboard = grafanaDashboard(detection, JSON.parse(body ?? '') as DashboardBody);
    writeFileSync(out, `${JSON.stringify(dashboard, null, 2)}\n`);
    console.log(`${out}: ${dashboard.panels?.length} panels; in Grafana: Dashboards, New, Import`);
  } catch (error) {
    if (!(error instanceof DashboardNotFoundError)) throw error;
    throw new Error(
      `there is no dashboard ${detection} in this account and region: deploy it, or say with --name which installation is meant`,
      { cause: error },
    );
  } finally {
    client.destroy();
  }
}

await runCommand(command);
