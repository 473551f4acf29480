import { Lazy, Stack } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { sweeperSettingsSchema } from '../../contracts/function-settings/sweeper.ts';
import { consumerSettingsSchema } from '../../contracts/function-settings.ts';
import { partsOf } from '../../contracts/installation.ts';
import { decodeFunctionSettings, SERVICE_VARIABLE, SETTINGS_VARIABLE } from '../../contracts/settings-variable.ts';
import { DEFAULT_SEVERITY_BANDS } from '../../contracts/verdict.ts';
import { functionEnvironment } from '../../lib/constructs/function-environment.ts';
import type { ResolvedAssembly } from '../../local/template/resolve-assembly.ts';
import { synthesiseAndResolve } from '../support/synthesise.ts';

const RUNBOOK_URL = 'https://wiki.example.com/pumps';
const MAPPING = { source: 'device.id', features: { 'heat "°C"': 'readings.0.value' } };

describe('what the functions are told', () => {
  const app = synthesiseAndResolve({
    alerting: 'observe',
    logVerdicts: 'all',
    logFeatures: 'false',
    cooldownSeconds: '77',
    quarantineAlertPercent: '7.5',
    severityBands: '0.1,0.2,0.3',
    mapping: JSON.stringify(MAPPING),
    sensitivity: 'low',
    tellWhileLearning: 'true',
    silence: 'off',
    counters: 'bytesSent,errors',
    timeZone: 'Europe/Berlin',
    maxSourceFeatures: '5000',
    sourceRetentionDays: '7',
    maxRecordAgeHours: '5',
    streamRetentionHours: '48',
    runbookUrl: RUNBOOK_URL,
  });
  const { outputs } = app;
  const parts = partsOf(outputs);

  it('reaches the consumer through the template, with the names of what was deployed beside it', () => {
    const { [SETTINGS_VARIABLE]: json, ...others } = variablesOf(app, 'ConsumerFunction');
    expect(others).toEqual({ [SERVICE_VARIABLE]: 'Weir-Detection' });
    expect(decodeFunctionSettings(consumerSettingsSchema, json!)).toEqual({
      ok: true,
      value: {
        endpointName: outputs.EndpointName,
        fallbackAfterMs: 60_000,
        alertTopicArn: parts.alertTopicArn,
        incidentTableName: parts.incidentTableName,
        quarantineBucketName: parts.quarantineBucketName,
        modelBucketName: parts.modelBucketName,
        learning: 'auto',
        alerting: 'observe',
        logVerdicts: 'all',
        logFeatures: false,
        cooldownMs: 77_000,
        openingEvidence: 3,
        historyDays: 90,
        severityBands: { medium: 0.1, high: 0.2, critical: 0.3 },
        messagesPerMinute: 10,
        mapping: MAPPING,
        source: 'auto',
        scoringTimeoutMs: 30_000,
        maxRequestBytes: 3_900_000,
        maxConcurrentRequests: 2,
        parallelization: 1,
        unknownFeatures: 'warn',
        quarantineAlertPercent: 7.5,
        runbookUrl: RUNBOOK_URL,
        sourceState: {
          tableName: parts.sourceStateTableName,
          bucketName: parts.sourceStateBucketName,
          sensitivity: 'low',
          tellWhileLearning: true,
          silence: false,
          counters: ['bytesSent', 'errors'],
          timeZone: 'Europe/Berlin',
          maxSourceFeatures: 5000,
          silentAfterMs: 7 * 86_400_000,
          maxRecordAgeMs: 5 * 3_600_000,
          streamRetentionMs: 48 * 3_600_000,
          maxMemoryBytes: 2 * 5000 * 1400,
        },
      },
    });
  });

  it('says what was left out of the state of sources, and nothing of it where they have no past', () => {
    const told = (settings: Record<string, string>) => {
      const json = variablesOf(synthesiseAndResolve(settings), 'ConsumerFunction')[SETTINGS_VARIABLE]!;
      return JSON.parse(json).sourceState;
    };
    expect(told({})).toMatchObject({
      sensitivity: 'normal',
      tellWhileLearning: false,
      silence: true,
      counters: [],
      timeZone: 'UTC',
      maxSourceFeatures: 100_000,
      silentAfterMs: 90 * 86_400_000,
      maxRecordAgeMs: 6 * 3_600_000,
      streamRetentionMs: 24 * 3_600_000,
      maxMemoryBytes: 280_000_000,
    });
    expect(told({ sourceState: 'off' })).toBeUndefined();
  });

  it('reaches the sweeper in the same way', () => {
    const { [SETTINGS_VARIABLE]: json, ...others } = variablesOf(app, 'SweeperFunction');
    expect(others).toEqual({ [SERVICE_VARIABLE]: 'Weir-Detection' });
    const { alertTopicArn, incidentTableName, modelBucketName } = parts;
    const value = {
      ...{ modelBucketName, severityBands: { medium: 0.1, high: 0.2, critical: 0.3 } },
      ...{ alertTopicArn, incidentTableName, cooldownMs: 77_000, historyDays: 90, runbookUrl: RUNBOOK_URL },
      severityBands: { medium: 0.1, high: 0.2, critical: 0.3 },
      messagesPerMinute: 10,
      consumerLogGroupName: parts.consumerLogGroupName,
    };
    expect(decodeFunctionSettings(sweeperSettingsSchema, json!)).toEqual({ ok: true, value });
  });

  it('leaves room for long names among the 4 KB that a function takes, however long mapping, counters, derive, runbookUrl and otlp are', () => {
    const features = { a: 'x'.repeat(1980 - 600 - 200 - JSON.stringify({ features: { a: '' } }).length) };
    const counters = 'y'.repeat(296);
    const derive = JSON.stringify([{ rare: 'z'.repeat(600 - '[{"rare":""}]'.length) }]);
    const runbookUrl = `https://${'r'.repeat(52)}`;
    const otlp = { otlpEndpoint: `https://${'o'.repeat(92)}`, otlpHeadersSecret: 's'.repeat(100) };
    const longest = synthesiseAndResolve({
      mapping: JSON.stringify({ features }),
      counters,
      derive,
      runbookUrl,
      ...otlp,
    });
    const variables = variablesOf(longest, 'ConsumerFunction');
    expect(JSON.stringify(variables).length).toBeLessThan(4096 - 330);
  });
});

it('is JSON also when a name that is known late has quotes in it', () => {
  const stack = new Stack();
  const incidentTableName = Lazy.string({ produce: () => 'the "table"' });
  const needed = {
    ...{ alertTopicArn: 'arn', cooldownMs: 1, historyDays: 1, consumerLogGroupName: 'logs' },
    ...{ modelBucketName: 'models', severityBands: DEFAULT_SEVERITY_BANDS },
  };
  const settings = { ...needed, incidentTableName };
  const variables = stack.resolve(functionEnvironment(stack, 'service', sweeperSettingsSchema, settings));
  expect(decodeFunctionSettings(sweeperSettingsSchema, variables[SETTINGS_VARIABLE])).toEqual({
    ok: true,
    value: { ...settings, incidentTableName: 'the "table"' },
  });
});

function variablesOf(app: ResolvedAssembly, logicalIdPrefix: string): Record<string, string> {
  const functions = app.resourcesOf('AWS::Lambda::Function');
  const { properties } = functions.find(({ logicalId }) => logicalId.startsWith(logicalIdPrefix))!;
  return (properties as { Environment: { Variables: Record<string, string> } }).Environment.Variables;
}
