import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { readStores, stackNames } from '../../contracts/installation.ts';
import { stackOutputs } from '../installation/find-installation.ts';

/** The bucket in which an installation archives verdicts. @throws when there is no such stack, or no archive in it */
export async function findArchive(name: string, client = new CloudFormationClient({})): Promise<string> {
  const { archiveBucketName } = readStores(await stackOutputs(client, stackNames(name).data));
  if (archiveBucketName) return archiveBucketName;
  throw new Error(`${name} was deployed by a version without an archive: deploy it again, with archive=on`);
}
