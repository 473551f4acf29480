import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import {
  DATA_OUTPUTS,
  DETECTION_OUTPUTS,
  type InstallationParts,
  readOutputs,
  stackNames,
} from '../../contracts/installation.ts';

/** Where the parts of a deployed installation are, as its stacks' outputs say. */
export interface Installation extends InstallationParts {
  /** The setting `name`. */
  readonly name: string;
}

/** @throws when a stack is not there, or lacks an output */
export async function findInstallation(name: string, client = new CloudFormationClient({})): Promise<Installation> {
  const stacks = stackNames(name);
  const [data, detection] = await Promise.all([
    outputsOf(client, stacks.data, DATA_OUTPUTS, name),
    outputsOf(client, stacks.detection, DETECTION_OUTPUTS, name),
  ]);
  return { name, ...data, ...detection };
}

async function outputsOf<Part extends string>(
  client: CloudFormationClient,
  stackName: string,
  names: Readonly<Record<Part, string>>,
  installation: string,
): Promise<Readonly<Record<Part, string>>> {
  return readOutputs(
    names,
    await stackOutputs(client, stackName),
    (output) => `stack ${stackName} has no output ${output}: deploy ${installation} again, its version is another one`,
  );
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
