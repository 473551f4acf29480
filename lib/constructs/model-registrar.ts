import { readFileSync } from 'node:fs';
import { CustomResource, Duration } from 'aws-cdk-lib';
import type { Construct, IDependable } from 'constructs';
import { registrarSettingsSchema } from '../../contracts/function-settings.ts';
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
 * Has the deployed model registered, which judges from then on when it is deployed for the first time.
 *
 * The function carries the model in its code, so that it needs no right to the assets' bucket, nor to its key.
 */
export class ModelRegistrar extends BundledFunction {
  private readonly registered: CustomResource;

  constructor(scope: Construct, id: string, { settings, service, archive, models }: ModelRegistrarProps) {
    const bytes = readFileSync(archive.file);
    if (bytes.length > MOST_BYTES) {
      const megabytes = Math.ceil(bytes.length / 1e6);
      throw new ModelArchiveError(
        `the model in ${settings.model} has ${megabytes} MB as an archive, wanted at most ${MOST_BYTES / 1e6}: train on fewer rows`,
      );
    }
    super(scope, id, {
      entry: 'lambda/registrar/handler.ts',
      description: 'Puts the deployed model into the registry',
      environment: functionEnvironment(scope, service, registrarSettingsSchema, {
        modelBucketName: models.bucket.bucketName,
      }),
      files: { 'model.tar.gz': bytes, 'facts.json': archive.facts },
      memorySize: 512,
      timeout: Duration.minutes(2),
      logRetentionDays: settings.logRetentionDays,
    });
    models.grantRegister(this);
    this.registered = new CustomResource(this, 'Registered', {
      resourceType: 'Custom::RegisteredModel',
      serviceToken: this.function.functionArn,
      serviceTimeout: Duration.minutes(5),
      properties: { Model: archive.identity, Bucket: models.bucket.bucketName },
    });
    this.registered.node.addDependency(this.role);
  }

  /** Registers when this is there: who holds the model must hold it before it judges. */
  runAfter(holder: IDependable): void {
    this.registered.node.addDependency(holder);
  }

  /** Registers before this comes, which asks for what is registered. */
  runBefore(asking: Construct): void {
    asking.node.addDependency(this.registered);
  }
}
