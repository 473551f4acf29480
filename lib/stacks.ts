import type { App } from 'aws-cdk-lib';
import { DataStack } from './data-stack.ts';
import { DetectionStack } from './detection-stack.ts';
import { OperationsStack } from './operations-stack.ts';
import type { Settings } from './settings.ts';

/** One installation of Weir. */
export function makeStacks(app: App, settings: Settings) {
  const { name } = settings;
  const data = new DataStack(app, `${name}-Data`, { settings });
  const detection = new DetectionStack(app, `${name}-Detection`, { settings, data });
  const operations = new OperationsStack(app, `${name}-Operations`, { settings, data, detection });
  return { data, detection, operations };
}
