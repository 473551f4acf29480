import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import {
  DATA_OUTPUTS,
  DETECTION_OUTPUTS,
  ENDPOINT_OUTPUTS,
  type InstallationParts,
  readOutputs,
  readStores,
  stackNames,
} from '../../contracts/installation.ts';

/** Where the parts of a deployed installation are, as its stacks' outputs say. */
export interface Installation extends InstallationParts {
  /** The setting `name`. */
  readonly name: string;
  /** Absent where the function scores. */
  readonly endpointName?: string;
}

/** @throws when a stack is not there, or lacks an output */
export async function findInstallation(name: string, client = new CloudFormationClient({})): Promise<Installation> {
  const stacks = stackNames(name);
  const [data, detection] = await Promise.all([
    stackOutputs(client, stacks.data),
    stackOutputs(client, stacks.detection),
  ]);
  const lacks = (stackName: string) => (output: string) =>
    `stack ${stackName} has no output ${output}: deploy ${name} again, its version is another one`;
  const endpointName = detection[ENDPOINT_OUTPUTS.endpointName];
  return {
    name,
    ...readOutputs(DATA_OUTPUTS, data, lacks(stacks.data)),
    ...readStores(data, lacks(stacks.data)),
    ...readOutputs(DETECTION_OUTPUTS, detection, lacks(stacks.detection)),
    ...(endpointName !== undefined && { endpointName }),
  };
}

/** The outputs of a stack, by their names. @throws when it is not there */
export async function stackOutputs(
  client: CloudFormationClient,
  stackName: string,
): Promise<Readonly<Record<string, string | undefined>>> {
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: stackName })).catch(explain);
  return Object.fromEntries(Stacks[0]?.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]) ?? []);

  function explain(cause: Error): never {
    if (/does not exist/.test(cause.message)) {
      throw new Error(
        `there is no stack ${stackName} in this account and region: deploy it, or say with --name which installation is meant`,
        { cause },
      );
    }
    throw cause;
  }
}
