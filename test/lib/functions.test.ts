import { describe, expect, it } from 'vitest';
import { RESOURCES } from '../../contracts/installation.ts';
import { SERVICE_VARIABLE, SETTINGS_VARIABLE } from '../../contracts/settings-variable.ts';
import { CLIENT_TIMEOUTS } from '../../lambda/aws/client-timeouts.ts';
import { Backoff } from '../../lambda/consumer/backoff.ts';
import { RESERVE_MS } from '../../lambda/consumer/ports.ts';
import { synthesise, type Templates } from '../support/synthesise.ts';
import { toldSettings } from '../support/told-settings.ts';

const { detection } = synthesise({
  streamArn: 'arn:aws:kinesis:eu-west-1:123456789012:stream/theirs',
  logRetentionDays: '90',
});

describe('the functions', () => {
  const memoryMb = {
    ConsumerFunction: 1425,
    ConsumerFirstDeploymentFunction: 128,
    RegistrarFunction: 512,
    SnapshotCleanerFunction: 658,
    SweeperFunction: 256,
    TrainerFunction: 1769,
  };

  it.each(Object.entries(memoryMb))(
    '%s runs on the Node that it was tested with, for ARM, with %i MB',
    (id, memory) => {
      expect(functionOf(detection, id)).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'handler.handler',
        MemorySize: memory,
        Description: expect.stringMatching(/^[A-Z].{20,}/),
      });
    },
  );

  it('are these and a canary, which may be put on a stream of theirs, too', () => {
    const streamArn = 'arn:aws:kinesis:eu-west-1:123456789012:stream/theirs';
    const streamKeyArn = 'arn:aws:kms:eu-west-1:123456789012:key/1';
    const theirs = synthesise({ streamArn, streamKeyArn, canary: 'on' }).detection;
    expect(functionOf(theirs, 'CanaryFunction')).toMatchObject({ Runtime: 'nodejs24.x', MemorySize: 256 });
    const [policy] = Object.entries(theirs.findResources('AWS::IAM::Policy')).filter(([id]) =>
      id.startsWith('CanaryRole'),
    );
    const statements: { Action: string; Resource: unknown }[] = policy[1].Properties.PolicyDocument.Statement;
    expect(statements).toContainEqual({ Action: 'kinesis:PutRecord', Effect: 'Allow', Resource: streamArn });
    expect(statements).toContainEqual({ Action: 'kms:GenerateDataKey', Effect: 'Allow', Resource: streamKeyArn });
  });

  it('are these, and keep their lines as long as was set, and no longer than the installation', () => {
    const ids = Object.keys(detection.findResources('AWS::Lambda::Function')).map((id) => id.slice(0, -8));
    expect(ids.sort()).toEqual(Object.keys(memoryMb).sort());
    detection.allResources('AWS::Logs::LogGroup', {
      DeletionPolicy: 'Delete',
      Properties: { RetentionInDays: 90 },
    });
    detection.resourceCountIs('AWS::Logs::LogGroup', ids.length);
    for (const id of ids) {
      const { LogGroup } = functionOf(detection, id).LoggingConfig;
      const made = new RegExp(`^${id.replace(/Function$/, 'Logs')}[0-9A-F]{8}$`);
      expect(LogGroup.Ref).toMatch(id === 'SweeperFunction' ? RESOURCES.sweeperLogGroup : made);
    }
  });
});

describe('what the functions are told', () => {
  it('is the settings, and under which name it logs and counts', () => {
    for (const id of ['ConsumerFunction', 'SweeperFunction']) {
      const { Variables } = functionOf(detection, id).Environment;
      expect(Object.keys(Variables).sort()).toEqual([SERVICE_VARIABLE, SETTINGS_VARIABLE]);
      expect(Variables[SERVICE_VARIABLE]).toBe('Weir-Detection');
    }
  });

  it('is names of what was made beside it, which CloudFormation puts in', () => {
    const imported = (name: string) => ({ 'Fn::ImportValue': `Weir-Data-${name}` });
    const store = (i: number) => ({ 'Fn::Select': [i, { 'Fn::Split': [',', imported('Stores')] }] });
    const { names } = toldSettings(functionOf(detection, 'ConsumerFunction'));
    expect(names).toEqual([
      { 'Fn::GetAtt': [expect.stringMatching(/^Endpoint/), 'EndpointName'] },
      { Ref: expect.stringMatching(/^Alerts/) },
      store(0),
      store(4),
      store(1),
      store(2),
      store(3),
    ]);
  });

  it('is other limits for an endpoint on instances, which takes larger requests and does not sleep', () => {
    const consumer = functionOf(synthesise({ endpoint: 'real-time' }).detection, 'ConsumerFunction');
    expect(toldSettings(consumer).values).toMatchObject({
      scoringTimeoutMs: 10_000,
      maxRequestBytes: 24_000_000,
      maxConcurrentRequests: 4,
    });
  });
});

/* The timeouts are set in three rooms. What each promises holds only while they fit into one another. */

describe.each(['serverless', 'real-time'])('with a %s endpoint, the time of the consumer', (endpoint) => {
  const consumer = functionOf(synthesise({ endpoint }).detection, 'ConsumerFunction');
  const { scoringTimeoutMs } = toldSettings(consumer).values;

  it('a scoring call that takes all its time leaves the consumer what it keeps for the rest of its work', () => {
    expect(scoringTimeoutMs).toBeGreaterThanOrEqual(1000);
    expect(scoringTimeoutMs + RESERVE_MS).toBeLessThan(consumer.Timeout * 1000);
  });

  it('an invocation has time for another call when the first got no answer, after the longest wait between', () => {
    const backoff = new Backoff();
    const longestWaitMs = Math.max(...Array.from({ length: 9 }, () => backoff.failed(0, 1)));
    expect(2 * scoringTimeoutMs + longestWaitMs + RESERVE_MS).toBeLessThan(consumer.Timeout * 1000);
  });
});

describe('the time of the sweeper', () => {
  const [rule] = Object.values(detection.findResources('AWS::Events::Rule'));
  const [, minutes] = /^rate\((\d+) minutes?\)$/.exec(rule?.Properties.ScheduleExpression) ?? [];
  const timeoutMs = functionOf(detection, 'SweeperFunction').Timeout * 1000;

  it('is over before the next one starts', () => {
    expect(timeoutMs).toBeLessThanOrEqual(Number(minutes) * 60_000);
  });

  it('has time for each of its calls to be tried as often as the client does', () => {
    const { maxAttempts, requestHandler } = CLIENT_TIMEOUTS;
    const callMs = maxAttempts * (requestHandler.connectionTimeout + requestHandler.requestTimeout);
    const calls = ['scan', 'write', 'publish', 'clear'].length;
    expect(calls * callMs).toBeLessThan(timeoutMs);
  });
});

function functionOf(template: Templates['detection'], logicalId: string) {
  const functions = Object.entries(template.findResources('AWS::Lambda::Function'));
  return functions.find(([id]) => id.slice(0, -8) === logicalId)?.[1].Properties;
}
