import { DynamoDBClient, paginateQuery } from '@aws-sdk/client-dynamodb';
import { decodeMute, type Mute, mutesQuery } from '../../contracts/mute.ts';
import { CLIENT_TIMEOUTS } from './client-timeouts.ts';
import { orUnavailable } from './or-unavailable.ts';

/** Reads all mutes that are kept, those that are over among them. Fails with `Unavailable`. */
export function keptMutes(tableName: string, client = new DynamoDBClient(CLIENT_TIMEOUTS)): () => Promise<Mute[]> {
  return async () => {
    const pages = await orUnavailable('incidents', Array.fromAsync(paginateQuery({ client }, mutesQuery(tableName))));
    return orUnavailable(
      'incidents',
      decoded(pages.flatMap(({ Items = [] }) => Items.map(({ mute }) => mute?.S ?? ''))),
    );
  };
}

async function decoded(texts: readonly string[]): Promise<Mute[]> {
  return texts.map(decodeMute);
}
