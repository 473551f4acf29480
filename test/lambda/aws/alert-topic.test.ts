import { PublishCommand, type PublishCommandInput, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Alert, IncidentAlert } from '../../../contracts/alert.ts';
import { DEFAULT_SEVERITY_BANDS } from '../../../contracts/verdict.ts';
import type { Anomaly } from '../../../incidents/anomaly.ts';
import { countAnomalies } from '../../../incidents/count-anomalies.ts';
import { newItem } from '../../../incidents/incident-item.ts';
import { PublishRefused } from '../../../incidents/publish-alerts.ts';
import { alertTopic } from '../../../lambda/aws/alert-topic.ts';
import { Unavailable } from '../../../lambda/failures.ts';
import { anomaly, deliveredFrom, observation } from '../../support/consumer/observations.ts';

const sns = mockClient(SNSClient);
const publish = alertTopic('arn:aws:sns:eu-west-1:123456789012:alerts', undefined, new SNSClient({}));
const rules = { cooldownMs: 300_000, severityBands: DEFAULT_SEVERITY_BANDS };

function alertOf(parts: Partial<Anomaly> = {}): IncidentAlert {
  return countAnomalies(
    newItem(parts.observation?.source ?? 'pump-1'),
    [anomaly(1, 0.6, 0, parts)],
    deliveredFrom(),
    rules,
    0,
  ).toPublish[0];
}

async function sent(alert: Alert): Promise<PublishCommandInput> {
  await publish(alert);
  return sns.commandCalls(PublishCommand)[0].args[0].input;
}

beforeEach(() => {
  sns.reset();
  sns.on(PublishCommand).resolves({ MessageId: '1' });
});

describe('an alert on its way to SNS', () => {
  it('is words for people and JSON for machines, with what subscribers filter by', async () => {
    const alert = alertOf();
    const { Message, Subject, ...rest } = await sent(alert);
    expect(rest).toEqual({
      TopicArn: 'arn:aws:sns:eu-west-1:123456789012:alerts',
      MessageStructure: 'json',
      MessageAttributes: {
        severity: { DataType: 'String', StringValue: 'high' },
        source: { DataType: 'String', StringValue: 'pump-1' },
        kind: { DataType: 'String', StringValue: 'opened' },
      },
    });
    const bodies = JSON.parse(Message!) as Record<string, string>;
    expect(JSON.parse(bodies.default!)).toEqual(JSON.parse(JSON.stringify(alert)));
    expect(bodies.email).toContain('pump-1 is behaving strangely: high severity.');
    expect(bodies.sms).toBe(Subject);
    expect(Subject).toBe('[high] pump-1 is behaving strangely');
  });

  it('is accepted whatever its source is called', async () => {
    const source = `\u0000\n\u202e\ud83d\ude00${'x'.repeat(240)}`;
    const { Subject, MessageAttributes } = await sent(alertOf({ observation: observation({ source }) }));
    expect(Subject).toMatch(/^[\x20-\x7e]{1,99}$/);
    expect(MessageAttributes!.source!.StringValue).toBe(`\ufffd\ufffd\ufffd\ud83d\ude00${'x'.repeat(240)}`);
  });

  it('is smaller than SNS allows however large its observation', async () => {
    const features = Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`\u0000${'"'.repeat(300)}${i}`, i]));
    const labels = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`${i}`, '\\\u0001'.repeat(1000)]));
    const contributions = Object.keys(features).map((feature) => ({ feature, contribution: 0.1, observed: 1 }));
    const explanation = '"\u0002'.repeat(100_000);
    const verdict = {
      score: 0.7,
      threshold: 0.6,
      anomalous: true,
      grade: 0.6,
      modelVersion: 'v1',
      contributions,
      explanation,
    };
    const { Message } = await sent(alertOf({ observation: observation({ features, labels }), verdict }));
    expect(Buffer.byteLength(Message!)).toBeLessThan(256 * 1024);
  });

  it.each(['"', '\u0001', '\ud800', '\uffff', '\u{1f600}', '\u3164'])(
    'is smaller than SNS allows when every name and text is as long as it may be and made of %j',
    async (unit) => {
      const long = (length: number, suffix: string | number = '') =>
        `${unit.repeat(length).slice(0, length - String(suffix).length)}${suffix}`;
      const names = Array.from({ length: 30 }, (_, i) => long(128, i));
      const labels = Object.fromEntries(names.map((name) => [name, long(5000)]));
      const features = Object.fromEntries(names.map((name) => [name, -1.2345678901234567e-100]));
      const contributions = names.map((feature) => ({
        feature,
        contribution: -1.2345678901234567e-100,
        observed: -1.2345678901234567e-100,
        expected: -1.2345678901234567e-100,
        direction: 'above' as const,
      }));
      const verdict = {
        score: 0.7,
        threshold: 0.6,
        anomalous: true,
        grade: 0.6,
        modelVersion: '0df8179410de',
        imputed: names,
        contributions,
        explanation: long(100_000),
      };
      const texts = { source: long(256), id: long(256), labels };
      const { Message } = await sent(alertOf({ observation: observation({ ...texts, features }), verdict }));
      expect(Buffer.byteLength(Message!)).toBeLessThan(128 * 1024);
      const { anomaly } = JSON.parse(JSON.parse(Message!).default) as IncidentAlert;
      expect(anomaly.features).toEqual(features);
    },
  );

  it('leaves SNS unavailable when it is throttled, and is refused for good when the message is at fault', async () => {
    sns.rejects(Object.assign(new Error('rate exceeded'), { name: 'ThrottledException' }));
    await expect(publish(alertOf())).rejects.toThrow(Unavailable);
    sns.rejects(Object.assign(new Error('invalid parameter: Subject'), { name: 'InvalidParameterException' }));
    await expect(publish(alertOf())).rejects.toThrow(PublishRefused);
  });
});
