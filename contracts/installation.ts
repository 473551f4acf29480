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

/** Outputs of the data stack: each part of an installation, and the name of the output that says which one it is. */
export const DATA_OUTPUTS = {
  streamName: 'StreamName',
  incidentTableName: 'IncidentTableName',
  quarantineBucketName: 'QuarantineBucketName',
  modelBucketName: 'ModelBucketName',
} as const;

/** Outputs of the data stack where sources have a past: other installations do not have them. */
export const SOURCE_STATE_OUTPUTS = {
  sourceStateTableName: 'SourceStateTableName',
  sourceStateBucketName: 'SourceStateBucketName',
} as const;

/** Outputs of the data stack: where verdicts are archived, with `archive=on`. Earlier installations have none. */
export const ARCHIVE_OUTPUTS = { archiveBucketName: 'ArchiveBucketName' } as const;

/** Outputs of the detection stack where an endpoint scores: other installations do not have them. */
export const ENDPOINT_OUTPUTS = {
  endpointName: 'EndpointName',
  trainingJobRoleArn: 'TrainingJobRoleArn',
} as const;

/** Outputs of the detection stack where others are told of what nobody acknowledged. */
export const ESCALATION_OUTPUTS = { escalationTopicArn: 'EscalationTopicArn' } as const;

/** Outputs of the detection stack, in the same way. */
export const DETECTION_OUTPUTS = {
  alertTopicArn: 'AlertTopicArn',
  consumerLogGroupName: 'ConsumerLogGroupName',
  sweeperLogGroupName: 'SweeperLogGroupName',
  dashboardUrl: 'DashboardUrl',
} as const;

/** The outputs of all stacks: no two share a name. */
export const OUTPUTS = { ...DATA_OUTPUTS, ...DETECTION_OUTPUTS } as const;

/** Where the parts of an installation are: a name, an ARN or an address each. */
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
