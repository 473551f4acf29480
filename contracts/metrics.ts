/** CloudWatch metrics of our own, written as EMF by the functions and read by alarms and dashboards. */
export const METRIC_NAMESPACE = 'Weir';

/** The one dimension, besides none: which installation. Its value is the detection stack's name. */
export const METRIC_DIMENSION = 'service';

/** Population stability index from which on a feature counts as another one (Siddiqi 2006, Credit Risk Scorecards). */
export const DRIFTED_PSI = 0.25;

export const METRICS = {
  /** Count of observations in the batch. */
  observations: 'Observations',
  /** Count of observations whose verdict is final and, if anomalous, counted in its incident. */
  done: 'Done',
  anomalies: 'Anomalies',
  quarantined: 'Quarantined',
  /** Count of records quarantined because our own code threw on them or was ended by them. Always worth an alarm. */
  unprocessable: 'Unprocessable',
  alerts: 'Alerts',
  /** Count of alerts that SNS refused for good. Always worth an alarm: somebody did not hear of it. */
  alertsRefused: 'AlertsRefused',
  /** Count of times when rules could not be read or understood: those go on that were known last. Worth an alarm. */
  rulesUnreadable: 'RulesUnreadable',
  /** Count of messages that channels took. */
  messagesSent: 'MessagesSent',
  /** Count of tries to tell a channel that failed. */
  messagesFailed: 'MessagesFailed',
  /** Percent of the batch's observations that were quarantined, 0 to 100. */
  quarantinedPercent: 'QuarantinedPercent',
  /** Percent of the batch's judged observations that lack the feature which is missing most, 0 to 100. */
  imputedPercent: 'ImputedPercent',
  /** Count of observations whose time is before 2000, or more than a day after their arrival. */
  implausibleTimes: 'ImplausibleTimes',
  /**
   * Count of batches for which scoring, SNS, DynamoDB or S3 was unavailable: they ended early, or the function
   * scored in the place of the endpoint.
   */
  unavailable: 'Unavailable',
  /** Count of observations that the function scored in the place of the endpoint. */
  scoredByFunction: 'ScoredByFunction',
  /** Count of times when what was known of a shard's sources was lost, or has a gap. Worth an alarm. */
  sourceStateGaps: 'SourceStateGaps',
  /** Count of snapshots of a shard's sources that could not be put. */
  snapshotsFailed: 'SnapshotsFailed',
  /** Milliseconds of one scoring request, by whomever. */
  scoringMs: 'ScoringLatency',
  /** Milliseconds from a record's arrival in Kinesis to its verdict, the oldest of the batch. */
  arrivalToVerdictMs: 'ArrivalToVerdict',
  /** Milliseconds from a record's arrival in Kinesis until SNS took the message about it. */
  arrivalToMessageMs: 'ArrivalToMessage',
  /** Milliseconds from when a canary was put to its verdict; where no model judges, to when it was decoded. */
  canaryLatencyMs: 'CanaryLatency',
  /** Count of canaries that came and were not found to be anomalous. */
  canaryMissed: 'CanaryMissed',
  /** Count of canaries of the last minutes of which no good answer came. Worth an alarm. */
  canariesSilent: 'CanariesSilent',
  /** Count of verdicts that the delivery stream of the archive did not take, and the bucket did. */
  archiveDetours: 'ArchiveDetours',
  /** Count of verdicts that are in no archive, because neither took them. Always worth an alarm. */
  archiveLost: 'ArchiveLost',
  /** Count of sources with a past, of one shard. */
  sources: 'Sources',
  /** Bytes of what is known of them, of one shard. */
  sourceStateBytes: 'SourceStateBytes',
  /** Count of sources that were forgotten because others needed their room. */
  sourcesEvicted: 'SourcesEvicted',
  /** Count of sources whose observations came through several shards within a day. */
  sourcesDivided: 'SourcesDivided',
  /** Count of records that were read again to catch up with a shard. */
  recordsReadAgain: 'RecordsReadAgain',
  /** Count of commits that were refused because another process went on with the shard. */
  commitsRefused: 'CommitsRefused',
  /** How far the feature is from its training that is farthest: its population stability index. */
  drift: 'Drift',
  /** Percent of the sampled rows that the model flagged, 0 to 100. */
  flaggedPercent: 'FlaggedPercent',
  /** Percent of the sampled cells that were missing and assumed, 0 to 100. */
  imputedCellsPercent: 'ImputedCellsPercent',
  /** Count of trainings that failed, or ticks of the trainer that did. Worth an alarm. */
  trainingFailed: 'TrainingFailed',
  /** Count of candidates that took over, that wait for a person, that were refused. */
  candidatesPromoted: 'CandidatesPromoted',
  candidatesWaiting: 'CandidatesWaiting',
  candidatesRefused: 'CandidatesRefused',
  /** Count of versions that were rolled back, or taken out, without a person. */
  rolledBack: 'RolledBack',
} as const;
