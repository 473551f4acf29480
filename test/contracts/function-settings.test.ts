import { describe, expect, it } from 'vitest';
import { sweeperSettingsSchema } from '../../contracts/function-settings/sweeper.ts';
import { consumerSettingsSchema } from '../../contracts/function-settings.ts';
import { decodeFunctionSettings, encodeFunctionSettings } from '../../contracts/settings-variable.ts';
import { CONSUMER_SETTINGS } from '../support/consumer/settings.ts';

/** The settings as they travel, with some of them changed on the way. */
function decodeWith(change: Record<string, unknown>) {
  const value = JSON.parse(encodeFunctionSettings(consumerSettingsSchema, CONSUMER_SETTINGS));
  return decodeFunctionSettings(consumerSettingsSchema, JSON.stringify({ ...value, ...change }));
}

function complaint(change: Record<string, unknown>): string {
  const decoded = decodeWith(change);
  if (decoded.ok) throw new Error('the settings were taken');
  return decoded.problem.message;
}

describe('the settings of a function', () => {
  it('come out as they went in', () => {
    const mapping = { source: 'device.id', features: { 'Température "°C"': 'readings.0.value' } };
    const json = encodeFunctionSettings(consumerSettingsSchema, { ...CONSUMER_SETTINGS, mapping });
    expect(decodeFunctionSettings(consumerSettingsSchema, json)).toEqual({
      ok: true,
      value: { ...CONSUMER_SETTINGS, mapping },
    });
  });

  it('carry nothing that the function does not know', () => {
    const consumerLogGroupName = 'logs';
    const json = encodeFunctionSettings(sweeperSettingsSchema, { ...CONSUMER_SETTINGS, consumerLogGroupName });
    const { alertTopicArn, incidentTableName, cooldownMs, severityBands, historyDays, messagesPerMinute } =
      CONSUMER_SETTINGS;
    expect(JSON.parse(json)).toEqual({
      ...{ version: 1, alertTopicArn, incidentTableName, cooldownMs, severityBands, historyDays, messagesPerMinute },
      ...{ consumerLogGroupName, modelBucketName: CONSUMER_SETTINGS.modelBucketName },
    });
  });

  it('do not compile when one is forgotten', () => {
    const { cooldownMs: _, ...rest } = CONSUMER_SETTINGS;
    // @ts-expect-error
    expect(() => encodeFunctionSettings(consumerSettingsSchema, rest)).toThrow('cooldownMs');
    // @ts-expect-error
    expect(() => encodeFunctionSettings(consumerSettingsSchema, { ...CONSUMER_SETTINGS, alerting: 'loud' })).toThrow();
  });

  it.each([
    ['an older version', { version: 0 }, 'must have version 1, got 0'],
    ['a newer version', { version: 2 }, 'must have version 1, got 2'],
    ['no version', { version: undefined }, 'must have version 1, got nothing'],
    ['a word that is none', { alerting: 'loud' }, 'alerting must be alert or observe, got "loud"'],
    ['a flag as text', { logFeatures: 'yes' }, 'logFeatures must be true or false, got "yes"'],
    ['no cooldown', { cooldownMs: 0 }, 'cooldownMs must be a number above 0, got 0'],
    ['a number as text', { scoringTimeoutMs: '5' }, 'scoringTimeoutMs must be a number above 0, got "5"'],
    [
      'an empty path',
      { mapping: { id: '' } },
      'mapping.id must be a dotted path like device.id, readings[*].value or body|json.value, with one [*] at most, got ""',
    ],
    ['a band that is no number', { severityBands: { medium: 'x', high: 1, critical: 1 } }, 'severityBands.medium must'],
    ['an empty name', { endpointName: '' }, 'endpointName must be a text that is not empty, got ""'],
  ])('are refused with %s', (_what, change, message) => {
    expect(complaint(change)).toContain(message);
  });

  it('are refused with all that is wrong at once', () => {
    expect(complaint({ cooldownMs: -1, alertTopicArn: undefined })).toBe(
      'alertTopicArn must be a text that is not empty, got nothing; cooldownMs must be a number above 0, got -1',
    );
  });

  it.each(['', '[', '{"version":1', 'null', '5'])('are refused when they are %j', (json) => {
    expect(decodeFunctionSettings(consumerSettingsSchema, json)).toMatchObject({ ok: false });
  });
});
