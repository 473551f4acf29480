import { readFileSync, rmSync } from 'node:fs';
import { App, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { makeStacks } from '../../lib/stacks.ts';
import { readAssembly } from '../../local/template/assembly.ts';
import { type ResolvedAssembly, resolveAssembly } from '../../local/template/resolve-assembly.ts';
import { checkSettings, type SettingTexts } from '../../settings/check-settings.ts';

export interface Templates {
  readonly data: Template;
  readonly detection: Template;
}

export function synthesise(settings: SettingTexts = {}): Templates {
  return inApp(settings, (_app, { data, detection }) => ({
    data: Template.fromStack(data),
    detection: Template.fromStack(detection),
  }));
}

/** The resources as CloudFormation would make them, in the view of the local cloud. */
export function synthesiseAndResolve(settings: SettingTexts = {}): ResolvedAssembly {
  return inApp(settings, (app) => {
    app.synth();
    return resolveAssembly(readAssembly(app.outdir), 'http://127.0.0.1:4570');
  });
}

/** How many images deploying would build. */
export function imagesIn(settings: SettingTexts): number {
  return inApp(settings, (app) => {
    app.synth();
    return readAssembly(app.outdir).images.size;
  });
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
  const app = new App({ context });
  try {
    return use(app, makeStacks(app, checkSettings({ overrides: settings })));
  } finally {
    rmSync(app.outdir, { recursive: true });
  }
}
