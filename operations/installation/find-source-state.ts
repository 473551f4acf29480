import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { readStores, type Stores, stackNames } from '../../contracts/installation.ts';
import { deployedSettings } from './deployed-settings.ts';
import { stackOutputs } from './find-installation.ts';

/** Where an installation keeps what is known of its sources. */
export type SourceStateParts = Pick<Stores, 'sourceStateTableName' | 'sourceStateBucketName'>;

/** @throws when there is no such stack, or its sources have no past */
export async function findSourceState(name: string, client = new CloudFormationClient({})): Promise<SourceStateParts> {
  const outputs = await stackOutputs(client, stackNames(name).data);
  const settings = await deployedSettings(name, client);
  if (settings?.sourceState === 'off') {
    throw new Error(`sources of ${name} have no past: it was deployed with sourceState=off`);
  }
  return readStores(outputs, () => `sources of ${name} have no past: it was deployed by a version without it`);
}
