/**
 * What is measured in each minute by metric, of an installation in trouble and of a sound one. `ring` is the minute of
 * trouble in which it rings; `end` is what is heard once it is sound again.
 */
export interface Story {
  readonly trouble: Readonly<Record<string, number>>;
  readonly sound: Readonly<Record<string, number>>;
  readonly ring: number;
  readonly end?: 'OK';
}

const mended = (ring: number, trouble: Story['trouble'], sound: Story['sound']): Story => ({
  trouble,
  sound,
  ring,
  end: 'OK',
});
/** It happened, and stays so. */
const happened = (trouble: Story['trouble'], sound: Story['sound'] = {}): Story => ({ trouble, sound, ring: 1 });

/** By the heading of the alarm. */
export const STORIES: Readonly<Record<string, Story>> = {
  // Also where canaries alone come: they are read.
  'Stream is not read': mended(15, { IncomingRecords: 5 }, { IncomingRecords: 5, CanaryMissed: 0 }),
  // What Weir itself puts is no data.
  'No data comes': mended(
    24 * 60,
    { IncomingRecords: 1, CanariesSilent: 0 },
    { IncomingRecords: 3, CanariesSilent: 0 },
  ),
  'Producers are refused': mended(
    6,
    { WriteProvisionedThroughputExceeded: 1 },
    { WriteProvisionedThroughputExceeded: 0 },
  ),
  'Consumer is behind': mended(5, { IteratorAge: 400_000 }, { IteratorAge: 200 }),
  'Consumer fails': mended(1, { Errors: 1 }, { Errors: 0 }),
  'Consumer is throttled': mended(6, { Throttles: 2 }, { Throttles: 0 }),
  'Scoring is unavailable': mended(6, { Unavailable: 1 }, { Unavailable: 0 }),
  'Records were given up': happened({ OnFailureDestinationDeliveredEventCount: 1 }),
  'Records were lost': happened({ DroppedEventCount: 1 }),
  'Records cannot be set aside': happened({ DestinationDeliveryFailures: 1 }),
  'Everything is quarantined': mended(5, { Observations: 5, Quarantined: 5 }, { Observations: 5, Quarantined: 1 }),
  'Feature is missing': mended(15, { ImputedPercent: 95 }, { ImputedPercent: 2 }),
  'Record breaks the consumer': happened({ Unprocessable: 1 }),
  'Alerts are not delivered': happened({ NumberOfNotificationsFailed: 1 }),
  'Alerts are refused': happened({ AlertsRefused: 1 }),
  'Rules cannot be read': mended(6, { RulesUnreadable: 1, Observations: 5 }, { Observations: 5 }),
  'Sweeper fails': mended(6, { Errors: 1 }, { Errors: 0 }),
  'Past of sources has a gap': happened({ SourceStateGaps: 1 }, { SourceStateGaps: 0 }),
  'Snapshots fail': mended(11, { SnapshotsFailed: 1, Observations: 5 }, { Observations: 5 }),
  'Too many sources': mended(1, { SourceStateBytes: 130_000_000 }, { SourceStateBytes: 5 }),
  'Sources come through several shards': mended(1, { SourcesDivided: 2 }, { SourcesDivided: 0 }),
  'Old snapshots are kept': mended(121, { Errors: 1 }, { Errors: 0 }),
  'Training failed': happened({ TrainingFailed: 1, Errors: 0 }, { Errors: 0 }),
  'Stream drifted': mended(6 * 60, { Drift: 0.3 }, { Drift: 0.1 }),
  'Channel fails': mended(11, { MessagesFailed: 1, Errors: 0 }, { Errors: 0 }),
  'Messages were given up': mended(
    1,
    { ApproximateNumberOfMessagesVisible: 1 },
    { ApproximateNumberOfMessagesVisible: 0 },
  ),
  'Canary silent': mended(15, { CanariesSilent: 1 }, { CanariesSilent: 0 }),
  'Archive takes a detour': mended(6, { ArchiveDetours: 1, Observations: 5 }, { Observations: 5 }),
  'Verdicts are not archived': happened({ ArchiveLost: 1 }),
  'Archive is late': mended(11, { 'DeliveryToS3.DataFreshness': 4000 }, { 'DeliveryToS3.DataFreshness': 60 }),
  'Endpoint answers with errors': mended(3, { Invocation5XXErrors: 1 }, { Invocation5XXErrors: 0 }),
  'Endpoint is slow': mended(5, { ModelLatency: 2_000_000 }, { ModelLatency: 40_000 }),
};
