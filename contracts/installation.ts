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

/** Outputs of the detection stack, in the same way. */
export const DETECTION_OUTPUTS = {
  endpointName: 'EndpointName',
  alertTopicArn: 'AlertTopicArn',
  consumerFunctionName: 'ConsumerFunctionName',
  consumerLogGroupName: 'ConsumerLogGroupName',
} as const;

/** The outputs of all stacks: no two share a name. */
export const OUTPUTS = { ...DATA_OUTPUTS, ...DETECTION_OUTPUTS } as const;
