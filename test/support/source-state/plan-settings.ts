import type { BatchSettings } from '../../../lambda/consumer/settings.ts';
import { learnerOf } from '../../../lambda/source-state/learner.ts';
import { SETTINGS } from '../consumer/settings.ts';

const HOUR_MS = 3_600_000;
export const RECORD_AGE_MS = 6 * HOUR_MS;

const PAST = {
  sensitivity: 'normal' as const,
  tellWhileLearning: false,
  silence: true,
  counters: [] as string[],
  // What they are made of is one of a source's features.
  derive: [{ count: '1h' }, { since: 'last' as const }],
  timeZone: 'UTC',
  maxSourceFeatures: 7,
  silentAfterMs: 8 * HOUR_MS,
  maxRecordAgeMs: RECORD_AGE_MS,
  streamRetentionMs: 24 * HOUR_MS,
  maxMemoryBytes: 6000,
};
export const OFF: BatchSettings = { ...SETTINGS, quarantineAlertPercent: 100, source: 'partitionKey' };
/** What people may change at any time, and what teaches nothing. */
export const RULES: readonly Partial<BatchSettings>[] = [
  {},
  { cooldownMs: 3_600_000, openingEvidence: 3, severityBands: { medium: 0.1, high: 0.2, critical: 0.3 } },
  { alerting: 'observe' },
];
/** Where strange begins for each model that may be deployed. */
export const MODELS = [1, 4, 0];
/** Two of them: for the time of a deployment both are in use. */
export const ON: readonly BatchSettings[] = [
  { ...OFF, sourceState: PAST },
  { ...OFF, sourceState: { ...PAST, counters: ['x'] } },
];
export const LEARNERS = ON.map((settings) => learnerOf(settings.sourceState!, settings));
