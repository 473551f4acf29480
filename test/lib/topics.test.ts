import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { type AlarmProperties, headingOf } from '../support/describe-alarm.ts';
import { synthesise, type Templates } from '../support/synthesise.ts';

const { detection } = synthesise({ alertEmail: 'me@example.com,you@example.com' });
const apart = synthesise({ alertEmail: 'me@example.com', operationsEmail: 'keeper@example.com' }).detection;

describe('each topic', () => {
  it('takes messages over TLS only', () => {
    const denied = Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } });
    detection.resourcePropertiesCountIs(
      'AWS::SNS::TopicPolicy',
      { PolicyDocument: { Statement: Match.arrayWith([denied]) } },
      2,
    );
  });
});

describe('the topic of alerts', () => {
  it('tells each address, and takes messages from nobody but our functions: no alarm is among the alerts', () => {
    expect(addresses(detection, 'Alerts')).toEqual(['me@example.com', 'you@example.com']);
    expect(allowedOn('Alerts')).toEqual([]);
    for (const { AlarmActions } of alarms()) expect(JSON.stringify(AlarmActions)).not.toMatch(/"Alerts/);
  });
});

describe('the topic of operations', () => {
  it('tells those of alertEmail where nobody else is named, so that whoever knew one topic misses nothing', () => {
    expect(addresses(detection, 'OperationsTopic')).toEqual(['me@example.com', 'you@example.com']);
  });

  it('tells those of operationsEmail alone where they are named', () => {
    expect(addresses(apart, 'OperationsTopic')).toEqual(['keeper@example.com']);
    expect(addresses(apart, 'Alerts')).toEqual(['me@example.com']);
  });

  it('takes messages from the alarms of this account and from EventBridge, and lets nobody else in', () => {
    const account = { Ref: 'AWS::AccountId' };
    const Resource = { Ref: expect.stringMatching(/^OperationsTopic/) };
    const publish = { Sid: expect.anything(), Effect: 'Allow', Action: 'sns:Publish', Resource };
    expect(allowedOn('OperationsTopic')).toEqual([
      {
        ...publish,
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Condition: {
          StringEquals: { 'aws:SourceAccount': account },
          ArnLike: {
            'aws:SourceArn': {
              'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':cloudwatch:*:', account, ':alarm:*']],
            },
          },
        },
      },
      { ...publish, Principal: { Service: 'events.amazonaws.com' } },
    ]);
  });

  it('hears of every alarm that rings, without a filter: records that were lost have no severity', () => {
    for (const { AlarmActions } of alarms()) {
      expect(AlarmActions).toEqual([{ Ref: expect.stringMatching(/^OperationsTopic/) }]);
    }
    const filtered = subscriptions(detection, 'OperationsTopic').filter(({ FilterPolicy }) => FilterPolicy);
    expect(filtered).toEqual([]);
  });
});

describe('that an alarm is over', () => {
  const rule = Object.values(detection.findResources('AWS::Events::Rule'))
    .map(({ Properties }) => Properties)
    .find(({ EventPattern }) => EventPattern !== undefined)!;

  it('is told by no alarm itself, which would tell it of each alarm that was just made', () => {
    for (const { OKActions } of alarms()) expect(OKActions).toBeUndefined();
  });

  it('is told of alarms that were on, and of those alone whose end means that it is mended', () => {
    const { state, previousState, alarmName } = rule.EventPattern.detail;
    expect([state, previousState]).toEqual([{ value: ['OK'] }, { value: ['ALARM'] }]);
    const once = alarms().filter((alarm) => !alarmName.includes(alarm.AlarmName));
    expect(once.map(headingOf)).toEqual([
      'Alerts are not delivered',
      'Alerts are refused',
      'Past of sources has a gap',
      'Record breaks the consumer',
      'Records cannot be set aside',
      'Records were given up',
      'Records were lost',
      'Training failed',
    ]);
  });

  it('is told in the members of the message that opened it', () => {
    const [{ Arn, InputTransformer }] = rule.Targets;
    expect(Arn).toEqual({ Ref: expect.stringMatching(/^OperationsTopic/) });
    const members = [...InputTransformer.InputTemplate.matchAll(/"(\w+)":/g)].map(([, name]) => name);
    expect(members).toEqual([
      ...['AlarmName', 'AlarmDescription', 'AWSAccountId', 'NewStateValue', 'NewStateReason', 'StateChangeTime'],
      ...['Region', 'AlarmArn', 'OldStateValue'],
    ]);
  });

  it('fits a rule of EventBridge (2048 characters), however long the name of the installation is', () => {
    const name = 'A'.repeat(30);
    const channels = '[{"name":"bus","kind":"eventbridge"}]';
    const long = Object.values(synthesise({ name, channels }).detection.findResources('AWS::Events::Rule'));
    const patterns = long.flatMap(({ Properties }) => Properties.EventPattern ?? []);
    expect(patterns.map((pattern) => JSON.stringify(pattern).length)).toEqual([expect.any(Number)]);
    expect(JSON.stringify(patterns[0]).length).toBeLessThan(2048);
  });
});

function alarms(): (AlarmProperties & Record<string, unknown>)[] {
  return Object.values(detection.findResources('AWS::CloudWatch::Alarm'))
    .map(({ Properties }) => Properties)
    .sort((a, b) => (a.AlarmName < b.AlarmName ? -1 : 1));
}

function subscriptions(template: Templates['detection'], topic: string) {
  return Object.values(template.findResources('AWS::SNS::Subscription'))
    .map(({ Properties }) => Properties)
    .filter(({ TopicArn }) => TopicArn.Ref.startsWith(topic));
}

function addresses(template: Templates['detection'], topic: string): string[] {
  return subscriptions(template, topic)
    .map(({ Endpoint }) => Endpoint)
    .sort();
}

function allowedOn(topic: string) {
  return Object.values(detection.findResources('AWS::SNS::TopicPolicy'))
    .filter(({ Properties }) => Properties.Topics[0].Ref.startsWith(topic))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .filter(({ Effect }) => Effect === 'Allow');
}
