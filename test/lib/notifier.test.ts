import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { notifierSettingsSchema } from '../../contracts/function-settings/notifier.ts';
import { decodeFunctionSettings, SETTINGS_VARIABLE } from '../../contracts/settings-variable.ts';
import { SettingsError } from '../../settings/settings-error.ts';
import { allowedCalls } from '../support/allowed-calls.ts';
import { synthesise, synthesiseAndResolve, synthesiseWithSecurityChecks } from '../support/synthesise.ts';

const CHANNELS = [
  { name: 'ops', kind: 'slack', secret: 'weir/slack', minimumSeverity: 'high' },
  { name: 'plant', kind: 'webhook', secret: 'ssm:/weir/plant', sources: ['pump-*'] },
  { name: 'bus', kind: 'eventbridge', hours: { times: ['08:00-18:00'], weekdays: ['mon'], timeZone: 'Europe/Berlin' } },
];
const settings = { channels: JSON.stringify(CHANNELS) };

describe('without channels', () => {
  it('nothing of the notifier is there', () => {
    const { detection } = synthesise();
    detection.resourceCountIs('AWS::SQS::Queue', 0);
    expect(JSON.stringify(detection.toJSON())).not.toMatch(/Notifier|secretsmanager|Channel fails/);
  });
});

describe('with channels', () => {
  const { detection } = synthesise(settings);

  it('each has a queue of its own, raw from the topic, of severities that it wants', () => {
    const subscriptions = Object.values(detection.findResources('AWS::SNS::Subscription'));
    expect(subscriptions.map(({ Properties }) => [Properties.Protocol, Properties.RawMessageDelivery])).toEqual([
      ['sqs', true],
      ['sqs', true],
      ['sqs', true],
    ]);
    const all = ['low', 'medium', 'high', 'critical'];
    expect(subscriptions.map(({ Properties }) => Properties.FilterPolicy.severity)).toEqual([all.slice(2), all, all]);
  });

  it('each queue keeps what fails for two weeks, and gives it up to one that all share after thirty receipts', () => {
    const queues = Object.entries(detection.findResources('AWS::SQS::Queue'));
    expect(queues).toHaveLength(4);
    for (const [, { Properties }] of queues) {
      expect(Properties).toMatchObject({ MessageRetentionPeriod: 1_209_600, SqsManagedSseEnabled: true });
    }
    const [deadLetters] = queues.find(([id]) => id.startsWith('NotifierDeadLetters')) ?? [];
    detection.resourcePropertiesCountIs(
      'AWS::SQS::Queue',
      {
        VisibilityTimeout: 360,
        RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': [deadLetters, 'Arn'] }, maxReceiveCount: 30 },
      },
      3,
    );
  });

  it('the function reads each with a mapping of its own, a few at a time, and says which messages failed', () => {
    detection.resourcePropertiesCountIs(
      'AWS::Lambda::EventSourceMapping',
      {
        BatchSize: 4,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: 2 },
        EventSourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^NotifierQueue'), 'Arn'] },
      },
      3,
    );
  });

  it('the function may read its queues and secrets, put to its bus, and nothing else', () => {
    expect(allowedCalls(detection, 'NotifierRole').toSorted()).toEqual([
      'events:PutEvents',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'secretsmanager:GetSecretValue',
      'sqs:ChangeMessageVisibility',
      'sqs:DeleteMessage',
      'sqs:GetQueueAttributes',
      'sqs:ReceiveMessage',
      'ssm:GetParameter',
    ]);
    const policies = JSON.stringify(detection.findResources('AWS::IAM::Policy'));
    for (const name of ['secret:weir/slack-??????', 'parameter/weir/plant', 'event-bus/default'])
      expect(policies).toContain(`:${name}"`);
  });

  it('there is no security finding without a reason', () => {
    expect(() => synthesiseWithSecurityChecks(settings)).not.toThrow();
  });
});

it('the function is told the channels as they were set, and the address of each queue, within 4 KB', () => {
  const glob = 'x'.repeat(120);
  const many = Array.from({ length: 10 }, (_, i) => ({
    name: `channel-of-a-name${i}`,
    kind: 'slack',
    secret: 'weir/slack',
    sources: i < 3 ? [glob] : undefined,
  }));
  const app = synthesiseAndResolve({ channels: JSON.stringify(many) });
  const { properties } = app
    .resourcesOf('AWS::Lambda::Function')
    .find(({ logicalId }) => logicalId.startsWith('NotifierFunction'))!;
  const { Variables } = (properties as { Environment: { Variables: Record<string, string> } }).Environment;
  const told = decodeFunctionSettings(notifierSettingsSchema, Variables[SETTINGS_VARIABLE]);
  expect(told.ok && told.value.channels).toEqual(JSON.parse(JSON.stringify(many)));
  expect(told.ok && Object.keys(told.value.queueUrls)).toEqual(many.map(({ name }) => name));
  expect(JSON.stringify(Variables).length).toBeLessThan(4096);
});

it.each([
  ['[{"name":"ops","kind":"fax"}]', 'of the kind slack, teams, pagerduty, webhook, eventbridge'],
  ['[{"name":"ops","kind":"slack"}]', 'must be the name of a secret of Secrets Manager like weir/slack'],
  ['[{"name":"1","kind":"eventbridge"}]', 'must be a letter, then up to 19 letters, digits or hyphens'],
  ['[{"name":"a","kind":"eventbridge"},{"name":"A","kind":"eventbridge"}]', 'must have a name each, and none twice'],
  ['[{"name":"a","kind":"eventbridge","hours":{"times":["8-18"]}}]', 'must be a time of the day, a hyphen and another'],
  ['[{"name":"a","kind":"eventbridge","sources":["*a*b*c*d"]}]', 'must be a glob like pump-*'],
  ['ops', 'must be an object like'],
])('channels of %s are refused with what they must be', (channels, message) => {
  expect(() => synthesise({ channels })).toThrow(SettingsError);
  expect(() => synthesise({ channels })).toThrow(message);
});
