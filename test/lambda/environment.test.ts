import { describe, expect, it } from 'vitest';
import { sweeperSettingsSchema } from '../../contracts/function-settings/sweeper.ts';
import { consumerSettingsSchema } from '../../contracts/function-settings.ts';
import { SETTINGS_VARIABLE } from '../../contracts/settings-variable.ts';
import { readLinks, readSettings } from '../../lambda/environment.ts';
import { CONSUMER_ENVIRONMENT, CONSUMER_SETTINGS } from '../support/consumer/settings.ts';

describe('readSettings', () => {
  it('reads what the stack wrote, as much of it as the function knows', () => {
    expect(readSettings(CONSUMER_ENVIRONMENT, consumerSettingsSchema)).toEqual(CONSUMER_SETTINGS);
    expect(readSettings(CONSUMER_ENVIRONMENT, sweeperSettingsSchema)).toEqual({
      consumerLogGroupName: 'logs',
      alertTopicArn: 'arn:aws:sns:eu-west-1:123456789012:alerts',
      incidentTableName: 'incidents',
      modelBucketName: 'models',
      severityBands: CONSUMER_SETTINGS.severityBands,
      cooldownMs: 300_000,
      historyDays: 90,
      messagesPerMinute: 10,
    });
  });

  it('names all variables that are missing at once', () => {
    expect(() => readSettings({}, consumerSettingsSchema)).toThrow(
      'the environment lacks POWERTOOLS_SERVICE_NAME, WEIR_SETTINGS: deploy the function with its stack',
    );
  });

  it('says in a sentence that the settings are of another version', () => {
    const environment = { ...CONSUMER_ENVIRONMENT, [SETTINGS_VARIABLE]: '{"version":0}' };
    expect(() => readSettings(environment, consumerSettingsSchema)).toThrow(
      'WEIR_SETTINGS: must have version 1, got 0: deploy the function with its stack',
    );
  });
});

describe('readLinks', () => {
  it('is what Lambda and the stack say, and the log group its own where the stack names none', () => {
    const environment = { ...CONSUMER_ENVIRONMENT, AWS_REGION: 'eu-west-1', AWS_LAMBDA_LOG_GROUP_NAME: 'own' };
    const dashboardName = environment.POWERTOOLS_SERVICE_NAME;
    const runbookUrl = 'https://wiki.example.com';
    expect(readLinks(environment, { runbookUrl })).toEqual({
      ...{ region: 'eu-west-1', dashboardName, logGroupName: 'own', runbookUrl },
    });
    expect(readLinks(environment, { consumerLogGroupName: 'logs' })).toMatchObject({ logGroupName: 'logs' });
  });
});
