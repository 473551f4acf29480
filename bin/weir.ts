import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { ModelArchiveError } from '../lib/constructs/model-archive.ts';
import { readSettings, SettingsError } from '../lib/settings.ts';
import { makeStacks } from '../lib/stacks.ts';

try {
  const app = new App();
  makeStacks(app, readSettings(app.node.getAllContext()));
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
} catch (error) {
  if (!(error instanceof SettingsError || error instanceof ModelArchiveError)) throw error;
  console.error(error.message);
  process.exit(1);
}
