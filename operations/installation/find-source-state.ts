import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { readOutputs, SOURCE_STATE_OUTPUTS, stackNames } from '../../contracts/installation.ts';
import { stackOutputs } from './find-installation.ts';

/** Where an installation keeps what is known of its sources. */
export type SourceStateParts = Readonly<Record<keyof typeof SOURCE_STATE_OUTPUTS, string>>;

/** @throws when there is no such stack, or its sources have no past */
export async function findSourceState(name: string, client = new CloudFormationClient({})): Promise<SourceStateParts> {
  const outputs = await stackOutputs(client, stackNames(name).data);
  return readOutputs(
    SOURCE_STATE_OUTPUTS,
    outputs,
    () => `sources of ${name} have no past: it was deployed with sourceState=off, or by a version without it`,
  );
}
