import { type CloudFormationClient, GetTemplateSummaryCommand } from '@aws-sdk/client-cloudformation';
import { SETTINGS_METADATA, stackNames } from '../../contracts/installation.ts';

/**
 * Reads the settings that an installation was deployed with.
 *
 * @param name of the installation
 * @returns undefined where there is none of that name; what a version before this one deployed has no settings: `{}`
 */
export async function deployedSettings(
  name: string,
  client: CloudFormationClient,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const command = new GetTemplateSummaryCommand({ StackName: stackNames(name).detection });
  const summary = await client.send(command).catch((error: Error) => {
    if (/does not exist/.test(error.message)) return undefined;
    throw error;
  });
  if (summary === undefined) return undefined;
  const metadata = JSON.parse(summary.Metadata ?? '{}');
  return metadata[SETTINGS_METADATA] ?? {};
}
