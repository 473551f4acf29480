import {
  type CloudFormationClient,
  GetTemplateSummaryCommand,
  paginateListStacks,
} from '@aws-sdk/client-cloudformation';
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

/** The names of all installations in this account and region. */
export async function deployedInstallations(client: CloudFormationClient): Promise<readonly string[]> {
  const stacks = new Set<string>();
  for await (const { StackSummaries = [] } of paginateListStacks({ client }, {})) {
    // Those that were deleted are listed for ninety days.
    const there = StackSummaries.filter(({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE');
    for (const { StackName } of there) stacks.add(StackName!);
  }
  const suffix = stackNames('').detection;
  const names = [...stacks].filter((stack) => stack.endsWith(suffix)).map((stack) => stack.slice(0, -suffix.length));
  return names.filter((name) => stacks.has(stackNames(name).data));
}
