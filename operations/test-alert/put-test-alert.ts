import type { KinesisClient } from '@aws-sdk/client-kinesis';
import { encodeObservation, identityOf, type Observation } from '../../contracts/observation.ts';
import { putEntriesTo } from '../stream/put-entries.ts';

/** Puts the test alert on the stream. @returns its identity there */
export async function putTestAlert(client: KinesisClient, streamName: string, test: Observation): Promise<string> {
  const put = putEntriesTo(client, streamName);
  const [answer] = await put([{ partitionKey: test.source, data: encodeObservation(test) }]);
  if (answer && 'sequenceNumber' in answer) return identityOf(answer.shardId, answer.sequenceNumber, 0);
  const why = answer?.refused ?? 'it gave no answer';
  throw new Error(`the stream did not take the test observation (${why}): if it is full, try again in a minute`);
}
