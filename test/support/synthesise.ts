import { readFileSync } from 'node:fs';
import { App, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { readSettings } from '../../lib/settings.ts';
import { makeStacks } from '../../lib/stacks.ts';

/** An app as `cdk synth` starts it: cdk.json's context, and these settings as if given with `-c`. */
export function makeApp(settings: Readonly<Record<string, string>> = {}) {
  const { context } = JSON.parse(readFileSync('cdk.json', 'utf8'));
  const app = new App({ context: { ...context, ...settings } });
  return { app, stacks: makeStacks(app, readSettings(app.node.getAllContext())) };
}

export interface Templates {
  readonly data: Template;
  readonly detection: Template;
  readonly operations: Template;
}

export function synthesise(settings: Readonly<Record<string, string>> = {}): Templates {
  const { data, detection, operations } = makeApp(settings).stacks;
  return {
    data: Template.fromStack(data),
    detection: Template.fromStack(detection),
    operations: Template.fromStack(operations),
  };
}

/** As `bin/weir.ts` does: throws when a finding is not acknowledged. */
export function synthesiseWithSecurityChecks(settings: Readonly<Record<string, string>> = {}): void {
  const { app } = makeApp(settings);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  app.synth();
}
