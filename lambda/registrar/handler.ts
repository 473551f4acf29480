import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { registrarSettingsSchema } from '../../contracts/function-settings/registrar.ts';
import type { ModelFacts } from '../../contracts/model-card.ts';
import { versionOfIdentity } from '../../contracts/model-registry.ts';
import { SEEDED_RULES_RESOURCE } from '../../contracts/rules-object.ts';
import { currentOf } from '../../registry/move-pointer.ts';
import { s3ModelRegistry } from '../../registry/s3-model-registry.ts';
import { s3Rules } from '../../registry/s3-rules.ts';
import { answerCloudFormation } from '../answer-cloudformation.ts';
import { createLogger } from '../create-logger.ts';
import { readSettings } from '../environment.ts';
import { registerDeployed } from './register-deployed.ts';
import { seedRules } from './seed-rules.ts';

const { modelBucketName } = readSettings(process.env, registrarSettingsSchema);
const logger = createLogger();

/**
 * Registers the model that lies beside this code, or seeds the rules that do, as the resource says. Nothing is removed
 * with the resource: the bucket outlives it.
 *
 * Whatever fails is answered, with its reason: CloudFormation would wait for an hour for who is silent.
 */
export async function handler(event: CloudFormationCustomResourceEvent): Promise<void> {
  const isRules = event.ResourceType === SEEDED_RULES_RESOURCE;
  const fresh = isRules ? 'seeded-rules' : 'registered-model';
  const resourceId = 'PhysicalResourceId' in event ? event.PhysicalResourceId : fresh;
  try {
    const attributes = event.RequestType === 'Delete' ? {} : await (isRules ? seed() : register());
    await answerCloudFormation(event, { resourceId, attributes });
  } catch (error) {
    const what = isRules ? 'the rules were not taken' : 'the model was not registered';
    logger.error(what, error as Error);
    const { name, message } = error as Error;
    await answerCloudFormation(event, { resourceId, failure: `${what}: ${name}: ${message}` });
  }
}

async function seed(): Promise<Record<string, string>> {
  const { rules } = JSON.parse((await besideThis('rules.json')).toString());
  const { version, by, why } = await seedRules(s3Rules(modelBucketName, new S3Client({})), rules, Date.now());
  logger.info('these rules hold', { version, by, why });
  return { version };
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
