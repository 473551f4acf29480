import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { costLine } from '../costs/cost-line.ts';
import { ModelArchiveError } from '../lib/constructs/model-archive.ts';
import { makeStacks } from '../lib/stacks.ts';
import { keptOnDestroy } from '../settings/kept-on-destroy.ts';
import { lostSinceLastSynthesis } from '../settings/last-synthesis.ts';
import { loadSettings } from '../settings/load-settings.ts';
import { SettingsError } from '../settings/settings-error.ts';

try {
  const app = new App();
  const { settings, notice } = loadSettings(app.node.getAllContext());
  const lost = lostSinceLastSynthesis(app.outdir, settings);
  for (const each of [notice, lost]) if (each) console.error(each);
  makeStacks(app, settings);
  const region = process.env.CDK_DEFAULT_REGION;
  for (const each of [keptOnDestroy(settings), costLine(settings, region)]) if (each) console.error(each);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
} catch (error) {
  if (!(error instanceof SettingsError || error instanceof ModelArchiveError)) throw error;
  console.error(error.message);
  process.exit(1);
}
