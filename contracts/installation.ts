/** The names of an installation's stacks. @param installation the setting `name` */
export function stackNames(installation: string) {
  return {
    /** What must outlive a redeployment. */
    data: `${installation}-Data`,
    /** What judges the stream and tells people, and what people look at. */
    detection: `${installation}-Detection`,
  } as const;
}

/** Under this key the template of the detection stack has the settings that it was made with. */
export const SETTINGS_METADATA = 'WeirSettings';

/**
 * Outputs are what `cdk deploy` prints, so that they are what people need: each part of an installation, and the name of
 * the output that says which one it is. Those of the data stack:
 */
export const DATA_OUTPUTS = {
  streamName: 'StreamName',
} as const;

/**
 * One output of the data stack names all that is for commands and the detection stack, in this order, with commas between
 * them: each of its own would be printed, too.
 */
export const STORES_OUTPUT = 'Stores';
export const STORES = [
  'incidentTableName',
  'modelBucketName',
  'sourceStateTableName',
  'sourceStateBucketName',
  'quarantineBucketName',
  'archiveBucketName',
] as const;

/** Outputs of the detection stack where an endpoint scores: other installations do not have them. */
export const ENDPOINT_OUTPUTS = { endpointName: 'EndpointName' } as const;

/** Outputs of the detection stack where others are told of what nobody acknowledged. */
export const ESCALATION_OUTPUTS = { escalationTopicArn: 'EscalationTopicArn' } as const;

/** Outputs of the detection stack, in the same way. */
export const DETECTION_OUTPUTS = {
  alertTopicArn: 'AlertTopicArn',
  operationsTopicArn: 'OperationsTopicArn',
  consumerLogGroupName: 'ConsumerLogGroupName',
  dashboardUrl: 'DashboardUrl',
} as const;

/** The outputs of all stacks: no two share a name. */
export const OUTPUTS = { ...DATA_OUTPUTS, ...DETECTION_OUTPUTS } as const;

/** Logical ids of what single commands look for in the detection stack. */
export const RESOURCES = { sweeperLogGroup: 'SweeperLogGroup', trainingJobRole: 'TrainingJobRole' } as const;

/** Where the stores of an installation are: a name each. */
export type Stores = Readonly<Record<(typeof STORES)[number], string>>;

/** Where the parts of an installation are: a name, an ARN or an address each. */
export type InstallationParts = Readonly<Record<keyof typeof OUTPUTS, string>> & Stores;

/** The name of an installation's endpoint: by its kind, because one on instances cannot become serverless. */
export function endpointNameOf(installation: string, kind: 'serverless' | 'real-time'): string {
  // Lower case, as SageMaker writes it in the ARN that policies compare.
  return `${stackNames(installation).detection}-${kind}`.toLowerCase();
}

/** The log group that SageMaker writes the lines of an endpoint's container to. */
export function endpointLogGroupOf(endpointName: string): string {
  return `/aws/sagemaker/Endpoints/${endpointName}`;
}

/** Where all parts are, from the outputs of both stacks. @throws with what `lack` says, when one is missing */
export function partsOf(
  outputs: Readonly<Record<string, string | undefined>>,
  lack?: (name: string) => string,
): InstallationParts {
  return { ...readOutputs(OUTPUTS, outputs, lack), ...readStores(outputs, lack) };
}

/** Where the stores are. @throws with what `lack` says, when that is missing */
export function readStores(
  outputs: Readonly<Record<string, string | undefined>>,
  lack?: (name: string) => string,
): Stores {
  const { stores } = readOutputs({ stores: STORES_OUTPUT }, outputs, lack);
  const names = stores.split(',');
  return Object.fromEntries(STORES.map((store, i) => [store, names[i]])) as Stores;
}

/**
 * Where parts are, from the outputs that stacks have.
 *
 * @param names each part and the name of its output
 * @param lack what to say of an output that is missing
 * @throws with that, when one is missing
 */
export function readOutputs<Part extends string>(
  names: Readonly<Record<Part, string>>,
  outputs: Readonly<Record<string, string | undefined>>,
  lack = (name: string) => `no stack has an output ${name}`,
): Readonly<Record<Part, string>> {
  const parts = Object.entries<string>(names).map(([part, name]) => {
    const value = outputs[name];
    if (value === undefined) throw new Error(lack(name));
    return [part, value];
  });
  return Object.fromEntries(parts);
}
