import { describe, expect, it } from 'vitest';
import { CONSUMER_VARIABLES, SWEEPER_VARIABLES } from '../../contracts/consumer-environment.ts';
import { CLIENT_TIMEOUTS } from '../../lambda/aws/client-timeouts.ts';
import { Backoff } from '../../lambda/consumer/backoff.ts';
import { RESERVE_MS } from '../../lambda/consumer/ports.ts';
import { synthesise, type Templates } from '../support/synthesise.ts';

const { detection } = synthesise({
  streamArn: 'arn:aws:kinesis:eu-west-1:123456789012:stream/theirs',
  alerting: 'observe',
  logVerdicts: 'all',
  logFeatures: 'false',
  cooldownSeconds: '77',
  severityBands: '0.1,0.2,0.3',
  mapping: '{"source":"device.id"}',
  quarantineAlertPercent: '7.5',
  logRetentionDays: '90',
});

describe('the functions', () => {
  const memoryMb = { ConsumerFunction: 1024, ConsumerFirstDeploymentFunction: 128, SweeperFunction: 256 };

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

  it('are these, and keep their lines as long as was set, and no longer than the installation', () => {
    const ids = Object.keys(detection.findResources('AWS::Lambda::Function')).map((id) => id.slice(0, -8));
    expect(ids.sort()).toEqual(Object.keys(memoryMb).sort());
    detection.allResources('AWS::Logs::LogGroup', {
      DeletionPolicy: 'Delete',
      Properties: { RetentionInDays: 90 },
    });
    detection.resourceCountIs('AWS::Logs::LogGroup', ids.length + 1);
    for (const id of ids) {
      const { LogGroup } = functionOf(detection, id).LoggingConfig;
      expect(LogGroup.Ref.slice(0, -8)).toBe(id.replace(/Function$/, 'Logs'));
    }
  });
});

describe('what the functions are told', () => {
  const made = {
    POWERTOOLS_SERVICE_NAME: 'Weir-Detection',
    WEIR_ALERT_TOPIC_ARN: { Ref: expect.stringMatching(/^Alerts/) },
    WEIR_INCIDENT_TABLE_NAME: expect.objectContaining({ 'Fn::GetStackOutput': expect.anything() }),
    WEIR_COOLDOWN_SECONDS: '77',
  };

  it('is everything that the consumer wants to know, from the settings and from what was made beside it', () => {
    const told = functionOf(detection, 'ConsumerFunction').Environment.Variables;
    expect(Object.keys(told).sort()).toEqual([...CONSUMER_VARIABLES].sort());
    expect(told).toEqual({
      ...made,
      WEIR_ENDPOINT_NAME: { 'Fn::GetAtt': [expect.stringMatching(/^Endpoint/), 'EndpointName'] },
      WEIR_QUARANTINE_BUCKET_NAME: expect.objectContaining({ 'Fn::GetStackOutput': expect.anything() }),
      WEIR_ALERTING: 'observe',
      WEIR_LOG_VERDICTS: 'all',
      WEIR_LOG_FEATURES: 'false',
      WEIR_SEVERITY_BANDS: '{"medium":0.1,"high":0.2,"critical":0.3}',
      WEIR_MAPPING: '{"source":"device.id"}',
      WEIR_SCORING_TIMEOUT_MS: '30000',
      WEIR_MAX_REQUEST_BYTES: '3900000',
      WEIR_MAX_CONCURRENT_REQUESTS: '2',
      WEIR_PARALLELIZATION: '1',
      WEIR_QUARANTINE_ALERT_PERCENT: '7.5',
    });
    expect(JSON.stringify(told.WEIR_INCIDENT_TABLE_NAME)).toContain('"PublishOutputRefIncidents');
    expect(JSON.stringify(told.WEIR_QUARANTINE_BUCKET_NAME)).toContain('"PublishOutputRefQuarantineBucket');
  });

  it('is everything that the sweeper wants to know', () => {
    const told = functionOf(detection, 'SweeperFunction').Environment.Variables;
    expect(Object.keys(told).sort()).toEqual([...SWEEPER_VARIABLES].sort());
    expect(told).toEqual(made);
  });

  it('is other limits for an endpoint on instances, which takes larger requests and does not sleep', () => {
    const told = functionOf(synthesise({ endpoint: 'real-time' }).detection, 'ConsumerFunction').Environment.Variables;
    expect(told).toMatchObject({
      WEIR_SCORING_TIMEOUT_MS: '10000',
      WEIR_MAX_REQUEST_BYTES: '24000000',
      WEIR_MAX_CONCURRENT_REQUESTS: '4',
    });
  });
});

/* The timeouts are set in three rooms. What each promises holds only while they fit into one another. */

describe.each(['serverless', 'real-time'])('with a %s endpoint, the time of the consumer', (endpoint) => {
  const consumer = functionOf(synthesise({ endpoint }).detection, 'ConsumerFunction');
  const scoringTimeoutMs = Number(consumer.Environment.Variables.WEIR_SCORING_TIMEOUT_MS);

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
