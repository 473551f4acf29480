import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { ModelArchiveError } from '../lib/constructs/model-archive.ts';
import { DataStack } from '../lib/data-stack.ts';
import { DetectionStack } from '../lib/detection-stack.ts';
import { OperationsStack } from '../lib/operations-stack.ts';
import { readSettings, SettingsError } from '../lib/settings.ts';

try {
  const app = new App();
  const settings = readSettings(app.node.getAllContext());
  const data = new DataStack(app, `${settings.name}-Data`, { settings });
  const detection = new DetectionStack(app, `${settings.name}-Detection`, { settings, data });
  new OperationsStack(app, `${settings.name}-Operations`, { settings, data, detection });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
} catch (error) {
  if (!(error instanceof SettingsError || error instanceof ModelArchiveError)) throw error;
  console.error(error.message);
  process.exit(1);
}
