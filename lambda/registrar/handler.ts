import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { registrarSettingsSchema } from '../../contracts/function-settings.ts';
import type { ModelFacts } from '../../contracts/model-card.ts';
import { versionOfIdentity } from '../../contracts/model-registry.ts';
import { currentOf } from '../../registry/move-pointer.ts';
import { s3ModelRegistry } from '../../registry/s3-model-registry.ts';
import { answerCloudFormation } from '../answer-cloudformation.ts';
import { createLogger } from '../create-logger.ts';
import { readSettings } from '../environment.ts';
import { registerDeployed } from './register-deployed.ts';

const { modelBucketName } = readSettings(process.env, registrarSettingsSchema);
const logger = createLogger();

/**
 * Registers the model that lies beside this code. Nothing is removed with the resource: the registry outlives it.
 *
 * Whatever fails is answered, with its reason: CloudFormation would wait for an hour for who is silent.
 */
export async function handler(event: CloudFormationCustomResourceEvent): Promise<void> {
  const resourceId = 'PhysicalResourceId' in event ? event.PhysicalResourceId : 'registered-model';
  try {
    const attributes = event.RequestType === 'Delete' ? {} : await register();
    await answerCloudFormation(event, { resourceId, attributes });
  } catch (error) {
    logger.error('the deployed model was not registered', error as Error);
    const { name, message } = error as Error;
    await answerCloudFormation(event, { resourceId, failure: `the model was not registered: ${name}: ${message}` });
  }
}

async function register(): Promise<Record<string, string>> {
  const [archive, facts] = await Promise.all([besideThis('model.tar.gz'), besideThis('facts.json')]);
  const known: ModelFacts = JSON.parse(facts.toString());
  const registry = s3ModelRegistry(modelBucketName, new S3Client({}));
  const pointer = await registerDeployed(registry, known, archive, Date.now());
  const versions = { deployed: versionOfIdentity(known.model), judges: versionOf(currentOf(pointer)?.model) };
  logger.info('the deployed model is registered', versions);
  return versions;
}

function versionOf(model: string | undefined): string {
  return model === undefined ? 'none' : versionOfIdentity(model);
}

function besideThis(name: string): Promise<Buffer> {
  return readFile(path.join(process.env.LAMBDA_TASK_ROOT ?? '', name));
}
