/** The names of an installation's stacks. @param installation the setting `name` */
export function stackNames(installation: string) {
  return {
    /** What must outlive a redeployment. */
    data: `${installation}-Data`,
    /** What judges the stream and tells people. */
    detection: `${installation}-Detection`,
    /** What people look at and what wakes them. */
    operations: `${installation}-Operations`,
  } as const;
}

/** Outputs of the data stack: each part of an installation, and the name of the output that says which one it is. */
export const DATA_OUTPUTS = {
  streamName: 'StreamName',
  incidentTableName: 'IncidentTableName',
  quarantineBucketName: 'QuarantineBucketName',
} as const;

/** Outputs of the data stack where sources have a past: other installations do not have them. */
export const SOURCE_STATE_OUTPUTS = {
  sourceStateTableName: 'SourceStateTableName',
  sourceStateBucketName: 'SourceStateBucketName',
} as const;

/** Outputs of the detection stack, in the same way. */
export const DETECTION_OUTPUTS = {
  endpointName: 'EndpointName',
  alertTopicArn: 'AlertTopicArn',
  consumerFunctionName: 'ConsumerFunctionName',
  consumerLogGroupName: 'ConsumerLogGroupName',
} as const;

/** The outputs of all stacks: no two share a name. */
export const OUTPUTS = { ...DATA_OUTPUTS, ...DETECTION_OUTPUTS } as const;

/** Where the parts of an installation are: a name or an ARN each. */
export type InstallationParts = Readonly<Record<keyof typeof OUTPUTS, string>>;

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
