import type { App } from 'aws-cdk-lib';
import { stackNames } from '../contracts/installation.ts';
import type { Settings } from '../settings/settings-schema.ts';
import { DataStack } from './data-stack.ts';
import { DetectionStack } from './detection-stack.ts';

/** One installation of Weir. */
export function makeStacks(app: App, settings: Settings) {
  const names = stackNames(settings.name);
  const data = new DataStack(app, names.data, { settings });
  const detection = new DetectionStack(app, names.detection, { settings, data });
  return { data, detection };
}
