import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { InvalidArgumentError } from 'commander';
import type { IncidentAct } from '../../contracts/incident-history.ts';
import { type ActDone, actWithMembers } from '../../operations/incidents/act-with-members.ts';
import { deployedSettings } from '../../operations/installation/deployed-settings.ts';
import { findInstallation } from '../../operations/installation/find-installation.ts';
import { caller } from './open-registry.ts';

/** Works with the incident table of an installation, and closes it. @throws where the installation is not there */
export async function withIncidentTable<T>(
  name: string,
  work: (client: DynamoDBClient, tableName: string) => Promise<T>,
): Promise<T> {
  const { incidentTableName } = await findInstallation(name);
  const client = new DynamoDBClient({});
  return work(client, incidentTableName).finally(() => client.destroy());
}

/** Does with an incident what whoever runs this command says, now. @throws in words for them where it makes no sense */
export async function actByCaller(
  incidentId: string,
  name: string,
  what: Pick<IncidentAct, 'kind' | 'why' | 'resolution'>,
): Promise<ActDone> {
  const [by, keptDays] = await Promise.all([caller(), keptDaysOf(name)]);
  return withIncidentTable(name, (client, tableName) =>
    actWithMembers({ tableName, client, keptDays }, incidentId, { ...what, by, atMs: Date.now() }),
  );
}

/** For how long incidents are kept, as the installation was deployed. */
async function keptDaysOf(name: string): Promise<number> {
  const client = new CloudFormationClient({});
  const settings = await deployedSettings(name, client).finally(() => client.destroy());
  return Number(settings?.incidentHistoryDays ?? 90);
}

/** Reads what names an incident: the id of an alert begins with that of its incident. */
export function incidentIdArgument(text: string): string {
  const [id] = /^[0-9a-f]{16}(?=$|-)/.exec(text) ?? [];
  if (id !== undefined) return id;
  throw new InvalidArgumentError(
    'wanted the id of an incident or of an alert, which begins with 16 digits like 57c3ebb3a11193be',
  );
}
