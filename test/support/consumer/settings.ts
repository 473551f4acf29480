import { DEFAULT_SEVERITY_BANDS } from '../../../contracts/verdict.ts';
import type { BatchSettings } from '../../../lambda/consumer/settings.ts';

export const SETTINGS: BatchSettings = {
  alerting: 'alert',
  cooldownMs: 300_000,
  severityBands: DEFAULT_SEVERITY_BANDS,
  mapping: {},
  scoringTimeoutMs: 10_000,
  maxRequestBytes: 4_000_000,
  maxConcurrentRequests: 2,
  quarantineAlertPercent: 50,
};
