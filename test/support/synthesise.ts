import { readFileSync, rmSync } from 'node:fs';
import { App, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { readSettings } from '../../lib/settings.ts';
import { makeStacks } from '../../lib/stacks.ts';

/** Settings as they are given with `-c`. */
type SettingTexts = Readonly<Record<string, string>>;

export interface Templates {
  readonly data: Template;
  readonly detection: Template;
  readonly operations: Template;
}

export function synthesise(settings: SettingTexts = {}): Templates {
  return inApp(settings, (_app, { data, detection, operations }) => ({
    data: Template.fromStack(data),
    detection: Template.fromStack(detection),
    operations: Template.fromStack(operations),
  }));
}

/** As `bin/weir.ts` does: throws when a finding is not acknowledged. */
export function synthesiseWithSecurityChecks(settings: SettingTexts = {}): void {
  inApp(settings, (app) => {
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    app.synth();
  });
}

/** An app as the CDK's command starts it, with the context of cdk.json; its files are removed afterwards. */
function inApp<T>(settings: SettingTexts, use: (app: App, stacks: ReturnType<typeof makeStacks>) => T): T {
  const { context } = JSON.parse(readFileSync('cdk.json', 'utf8'));
  const app = new App({ context: { ...context, ...settings } });
  try {
    return use(app, makeStacks(app, readSettings(app.node.getAllContext())));
  } finally {
    rmSync(app.outdir, { recursive: true });
  }
}
