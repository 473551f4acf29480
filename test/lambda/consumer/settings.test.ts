import { describe, expect, it } from 'vitest';
import { CONSUMER_VARIABLES, type ConsumerEnvironment } from '../../../contracts/consumer-environment.ts';
import { readSettings } from '../../../lambda/consumer/settings.ts';
import { CONSUMER_ENVIRONMENT } from '../../support/consumer/settings.ts';

function readWith(change: Partial<ConsumerEnvironment>) {
  return () => readSettings({ ...CONSUMER_ENVIRONMENT, ...change });
}

describe('readSettings', () => {
  it('reads every variable', () => {
    expect(readSettings(CONSUMER_ENVIRONMENT)).toEqual({
      endpointName: 'endpoint',
      alertTopicArn: 'arn:aws:sns:eu-west-1:123456789012:alerts',
      incidentTableName: 'incidents',
      quarantineBucketName: 'quarantine',
      alerting: 'alert',
      logVerdicts: 'anomalies',
      logFeatures: true,
      cooldownMs: 300_000,
      severityBands: { medium: 0.25, high: 0.5, critical: 0.75 },
      mapping: {},
      scoringTimeoutMs: 10_000,
      maxRequestBytes: 4_000_000,
      maxConcurrentRequests: 2,
      parallelization: 1,
      quarantineAlertPercent: 10,
    });
  });

  it('names all that are missing at once', () => {
    const names = CONSUMER_VARIABLES.join(', ');
    expect(() => readSettings({})).toThrow(`the environment lacks ${names}: deploy the function with its stack`);
  });

  it.each([
    ['WEIR_ALERTING', 'loud', 'WEIR_ALERTING must be one of alert, observe, got "loud"'],
    ['WEIR_LOG_FEATURES', 'yes', 'WEIR_LOG_FEATURES must be one of true, false, got "yes"'],
    ['WEIR_COOLDOWN_SECONDS', '0', 'WEIR_COOLDOWN_SECONDS must be a positive number, got "0"'],
    ['WEIR_SCORING_TIMEOUT_MS', 'soon', 'WEIR_SCORING_TIMEOUT_MS must be a positive number, got "soon"'],
    ['WEIR_MAPPING', '[', 'WEIR_MAPPING must be a JSON object, got "["'],
    ['WEIR_SEVERITY_BANDS', 'null', 'WEIR_SEVERITY_BANDS must be a JSON object, got "null"'],
  ] as const)('refuses %s=%s', (name, value, message) => {
    expect(readWith({ [name]: value })).toThrow(message);
  });
});
