import { encodeForget } from '../../contracts/record-forms/state-record.ts';
import type { PutEntries } from '../stream/put-entries.ts';
import type { OpenShard } from './open-shards.ts';

/**
 * Puts on each shard that takes records that a source is to be forgotten: whichever knows it forgets it in its place.
 *
 * @throws {Error} when a shard did not take it
 */
export async function putForget(put: PutEntries, shards: readonly OpenShard[], source: string): Promise<void> {
  const data = encodeForget(source);
  const entries = shards.map(({ hashKey }) => ({ partitionKey: 'weir', explicitHashKey: hashKey, data }));
  const answers = await put(entries);
  const at = answers.findIndex((answer) => 'refused' in answer);
  const answer = answers[at];
  if (answer === undefined || !('refused' in answer)) return;
  throw new Error(`${shards[at].shardId} did not take it (${answer.refused}): the same command can be given again`);
}
