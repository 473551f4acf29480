import type { KinesisClient } from '@aws-sdk/client-kinesis';
import { encodeObservation, identityOf, type Observation } from '../../contracts/observation.ts';
import { putEntriesTo } from '../stream/put-entries.ts';

/** Puts the drill on the stream. @returns its identity there */
export async function putDrill(client: KinesisClient, streamName: string, drill: Observation): Promise<string> {
  const put = putEntriesTo(client, streamName);
  const [answer] = await put([{ partitionKey: drill.source, data: encodeObservation(drill) }]);
  if (answer && 'sequenceNumber' in answer) return identityOf(answer.shardId, answer.sequenceNumber, 0);
  const why = answer?.refused ?? 'it gave no answer';
  throw new Error(`the stream did not take the test observation (${why}): if it is full, try again in a minute`);
}
