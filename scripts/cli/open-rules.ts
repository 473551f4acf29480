import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { RULES_KEY, type RulesObject } from '../../contracts/rules-object.ts';
import { findInstallation } from '../../operations/installation/find-installation.ts';
import { readMutes } from '../../operations/mutes/mute-items.ts';
import { s3ModelRegistry } from '../../registry/s3-model-registry.ts';
import { type KeptRules, s3Rules } from '../../registry/s3-rules.ts';

/** Works with the rules of an installation, and closes what it opened. @throws where the installation is not there */
export async function withRules<T>(name: string, work: (kept: KeptRules) => Promise<T>): Promise<T> {
  const { modelBucketName } = await findInstallation(name);
  const s3 = new S3Client({});
  return work(s3Rules(modelBucketName, s3)).finally(() => s3.destroy());
}

/** The rules that hold. @throws where there are none */
export async function heldRules(kept: KeptRules): Promise<RulesObject> {
  const held = await kept.read();
  if (held) return held;
  throw new Error(`there is no ${RULES_KEY} in the bucket of models: npm run rules -- put puts yours there`);
}

/** All that decides of an installation: what holds, what is muted, and the cards of its versions. */
export async function decidingParts(name: string) {
  const { modelBucketName, incidentTableName } = await findInstallation(name);
  const s3 = new S3Client({});
  const dynamodb = new DynamoDBClient({});
  try {
    const [held, mutes, cards] = await Promise.all([
      heldRules(s3Rules(modelBucketName, s3)),
      readMutes(dynamodb, incidentTableName),
      s3ModelRegistry(modelBucketName, s3).cards(),
    ]);
    return { rules: held.rules, mutes, cards };
  } finally {
    for (const client of [s3, dynamodb]) client.destroy();
  }
}
