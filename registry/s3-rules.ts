import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { AlertRules } from '../contracts/rules.ts';
import {
  currentChange,
  decodeRules,
  decodeRulesObject,
  encodeRules,
  encodeRulesObject,
  RULES_KEY,
  type RulesObject,
  rulesVersion,
  rulesVersionKey,
} from '../contracts/rules-object.ts';
import { putTookPlace } from './conditional-put.ts';
import { findObject } from './find-object.ts';
import type { MovedBy } from './move-pointer.ts';

/** Nobody changes rules more than a few times an hour: more than that in a row is a mistake. */
const MOST_TRIES = 10;

/** Where rules are kept, and which of them hold. Whatever fails is thrown as it is. */
export interface KeptRules {
  /** What holds; undefined where nothing was ever put. @throws where it is not as it was written */
  read(): Promise<RulesObject | undefined>;
  /** Undefined of a version that is not there. */
  version(version: string): Promise<AlertRules | undefined>;
  /**
   * Has rules hold, on the condition that nobody else changed them since they were read: then they are read again.
   *
   * @param choose gives what shall hold, of what does; undefined where nothing is to be done
   * @returns what holds then
   * @throws what `choose` throws; and where others change them all the time
   */
  move(
    choose: (held: RulesObject | undefined) => AlertRules | undefined,
    movedBy: MovedBy,
  ): Promise<RulesObject | undefined>;
}

/**
 * Keeps rules in the bucket of models: each version once, which is put there before it holds, and one object of what
 * holds, which consumers read.
 *
 * Calls, for the caller's role: `s3:GetObject` and `PutObject` under `rules/`, and `s3:ListBucket` on the bucket,
 * without
 * which S3 refuses what is not there.
 */
export function s3Rules(Bucket: string, s3: S3Client): KeptRules {
  const put = (Key: string, Body: string, condition: { IfMatch?: string; IfNoneMatch?: string }) =>
    putTookPlace(s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentType: 'application/json', ...condition })));
  const readHeld = async () => {
    const found = await findObject(s3, Bucket, RULES_KEY);
    return found && { held: decodeRulesObject(textOf(found.bytes)), ETag: found.ETag };
  };
  return {
    read: async () => (await readHeld())?.held,
    async version(version) {
      const found = await findObject(s3, Bucket, rulesVersionKey(version));
      return found && decodeRules(textOf(found.bytes), version);
    },
    async move(choose, { atMs, by, why }) {
      for (let tries = 0; tries < MOST_TRIES; tries++) {
        const { held, ETag } = (await readHeld()) ?? {};
        const rules = choose(held);
        if (rules === undefined) return held;
        const version = rulesVersion(rules);
        if (held && currentChange(held).version === version) return held;
        await put(rulesVersionKey(version), encodeRules(rules), { IfNoneMatch: '*' });
        const next = { changes: [...(held?.changes ?? []), { version, atMs, by, why }], rules };
        const unmoved = ETag === undefined ? { IfNoneMatch: '*' } : { IfMatch: ETag };
        if (await put(RULES_KEY, encodeRulesObject(next), unmoved)) return next;
      }
      throw new Error(`${RULES_KEY} was changed by others ${MOST_TRIES} times in a row: try again`);
    },
  };
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
