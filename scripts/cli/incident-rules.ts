import { COOLDOWN_SECONDS } from '../../contracts/cooldown.ts';
import { MESSAGES_PER_MINUTE } from '../../contracts/messages-per-minute.ts';
import { OPENING_EVIDENCE } from '../../contracts/opening-evidence.ts';
import { DEFAULT_SEVERITY_BANDS } from '../../contracts/verdict.ts';
import type { ReplayRules } from '../../incidents/replay.ts';
import type { Settings } from '../../settings/settings-schema.ts';

/** The settings that incidents go by. */
export const INCIDENT_SETTINGS = [
  'cooldownSeconds',
  'severityBands',
  'openingEvidence',
  'tellWhileLearning',
  'storms',
  'messagesPerMinute',
] as const satisfies readonly (keyof Settings)[];

/** How an installation with these settings makes messages of verdicts; what is not set is as by default. */
export function incidentRulesOf(settings: Partial<Pick<Settings, (typeof INCIDENT_SETTINGS)[number]>>): ReplayRules {
  const { cooldownSeconds = COOLDOWN_SECONDS.default, severityBands = DEFAULT_SEVERITY_BANDS } = settings;
  const { openingEvidence = OPENING_EVIDENCE.default, tellWhileLearning = false } = settings;
  const { storms = 'on', messagesPerMinute = MESSAGES_PER_MINUTE.default } = settings;
  return {
    ...{ cooldownMs: 1000 * cooldownSeconds, severityBands, openingEvidence, tellWhileLearning },
    messagesPerMinute: storms === 'on' ? messagesPerMinute : undefined,
  };
}
