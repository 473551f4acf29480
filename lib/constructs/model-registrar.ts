import { readFileSync } from 'node:fs';
import { CustomResource, Duration } from 'aws-cdk-lib';
import type { Construct, IDependable } from 'constructs';
import { registrarSettingsSchema } from '../../contracts/function-settings/registrar.ts';
import { rulesVersion, SEEDED_RULES_RESOURCE } from '../../contracts/rules-object.ts';
import { readRulesFile } from '../../settings/rules-file.ts';
import type { Settings } from '../../settings/settings-schema.ts';
import { BundledFunction } from './bundled-function.ts';
import { functionEnvironment } from './function-environment.ts';
import type { InstalledModels } from './installed-models.ts';
import { type ModelArchive, ModelArchiveError } from './model-archive.ts';

/** A function's code has 250 MB at most. */
const MOST_BYTES = 200_000_000;

export interface ModelRegistrarProps {
  readonly settings: Settings;
  /** Value of `service` in log lines. */
  readonly service: string;
  readonly archive: ModelArchive;
  readonly models: InstalledModels;
}

/**
 * Has the deployed model registered, which judges from then on when it is deployed for the first time; and the file's
 * rules, which hold from then on when nothing did before.
 *
 * The function carries both in its code, so that it needs no right to the assets' bucket, nor to its key.
 */
export class ModelRegistrar extends BundledFunction {
  private readonly registered: CustomResource;
  private readonly seeded: CustomResource;

  constructor(scope: Construct, id: string, { settings, service, archive, models }: ModelRegistrarProps) {
    const bytes = readFileSync(archive.file);
    if (bytes.length > MOST_BYTES) {
      const megabytes = Math.ceil(bytes.length / 1e6);
      throw new ModelArchiveError(
        `the model in ${settings.model} has ${megabytes} MB as an archive, wanted at most ${MOST_BYTES / 1e6}: train on fewer rows`,
      );
    }
    const rules = settings.rules === undefined ? undefined : readRulesFile(settings.rules);
    super(scope, id, {
      entry: 'lambda/registrar/handler.ts',
      description: 'Puts the deployed model into the registry, and the first rules beside it',
      environment: functionEnvironment(scope, service, registrarSettingsSchema, {
        modelBucketName: models.bucket.bucketName,
      }),
      files: { 'model.tar.gz': bytes, 'facts.json': archive.facts, 'rules.json': JSON.stringify({ rules }) },
      memorySize: 512,
      timeout: Duration.minutes(2),
      logRetentionDays: settings.logRetentionDays,
    });
    models.grantRegister(this);
    models.grantSeedRules(this);
    this.registered = new CustomResource(this, 'Registered', {
      resourceType: 'Custom::RegisteredModel',
      serviceToken: this.function.functionArn,
      serviceTimeout: Duration.minutes(5),
      properties: { Model: archive.identity, Bucket: models.bucket.bucketName },
    });
    this.seeded = new CustomResource(this, 'SeededRules', {
      resourceType: SEEDED_RULES_RESOURCE,
      serviceToken: this.function.functionArn,
      serviceTimeout: Duration.minutes(5),
      properties: { Rules: rules ? rulesVersion(rules) : 'none', Bucket: models.bucket.bucketName },
    });
    for (const each of [this.registered, this.seeded]) each.node.addDependency(this.role);
  }

  /** Registers when this is there: who holds the model must hold it before it judges. */
  runAfter(holder: IDependable): void {
    this.registered.node.addDependency(holder);
  }

  /** Registers before this comes, which asks for what is registered. */
  runBefore(asking: Construct): void {
    asking.node.addDependency(this.registered, this.seeded);
  }
}
