import { S3Client } from '@aws-sdk/client-s3';
import { RULES_KEY, type RulesObject } from '../../contracts/rules-object.ts';
import { s3Rules } from '../../registry/s3-rules.ts';
import { Unavailable } from '../failures.ts';
import { CLIENT_TIMEOUTS } from './client-timeouts.ts';
import { orUnavailable } from './or-unavailable.ts';

/**
 * Reads which rules hold. Each deployment sees to it that the object is there: where it is not, or is not as it was
 * written, that is {@link Unavailable}, since no rules at all would wake everybody.
 */
export function rulesObject(bucketName: string, client = new S3Client(CLIENT_TIMEOUTS)): () => Promise<RulesObject> {
  const kept = s3Rules(bucketName, client);
  return async () => {
    const held = await orUnavailable('rules', kept.read());
    if (held) return held;
    throw new Unavailable('rules', `there is no ${RULES_KEY}: put the rules there with npm run rules -- put`);
  };
}
