import { App } from 'aws-cdk-lib';
import { ModelArchiveError } from '../lib/constructs/model-archive.ts';
import { DataStack } from '../lib/data-stack.ts';
import { DetectionStack } from '../lib/detection-stack.ts';
import { readSettings, SettingsError } from '../lib/settings.ts';

try {
  const app = new App();
  const settings = readSettings(app.node.getAllContext());
  const data = new DataStack(app, `${settings.name}-Data`, { settings });
  new DetectionStack(app, `${settings.name}-Detection`, { settings, data });
} catch (error) {
  if (!(error instanceof SettingsError || error instanceof ModelArchiveError)) throw error;
  console.error(error.message);
  process.exit(1);
}
