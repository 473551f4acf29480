import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Alert, DataQualityAlert, IncidentAlert } from '../../contracts/alert.ts';
import { type AlertMessage, alertMessage } from '../../messages/alert-message.ts';
import { hostileText } from '../support/hostile-text.ts';
import { DATA_QUALITY } from './sample-alerts.ts';

/** https://www.w3.org/TR/xml/#charsets */
const XML_TEXT = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]+$/u;

/**
 * What SNS documents of Publish: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html and
 * sns-message-attributes.html.
 */
function expectAccepted({ subject, message, attributes }: AlertMessage): void {
  expect(subject).toMatch(/^[\x21-\x7e][\x20-\x7e]{0,98}$/);
  expect(message).toMatch(XML_TEXT);
  for (const value of Object.values(attributes)) expect(value).toMatch(XML_TEXT);
  const attributeTexts = Object.entries(attributes).flatMap(([name, value]) => [name, 'String', value]);
  expect(Buffer.byteLength([message, ...attributeTexts].join(''))).toBeLessThanOrEqual(262_144);
  const bodies: Record<string, string> = JSON.parse(message);
  expect(Object.keys(bodies)).toEqual(['default', 'email', 'sms']);
  for (const body of Object.values(bodies)) expect(body).toMatch(XML_TEXT);
  expect(bodies.sms).toMatch(/^[\x20-\x7e]{1,160}$/);
}

const parsed = ({ message }: AlertMessage): unknown => JSON.parse(JSON.parse(message).default);
const asJson = (alert: Alert): unknown => JSON.parse(JSON.stringify(alert));

const number = fc.double({ noNaN: true, noDefaultInfinity: true });

/** As large as `brief-observation.ts` leaves them, unless told otherwise. */
function incidents(
  text: fc.Arbitrary<string>,
  { size = {} as { minLength?: number; maxLength?: number }, maxLength = 30 } = {},
): fc.Arbitrary<IncidentAlert> {
  const optional = { nil: undefined };
  const contribution = fc.record({ feature: text, contribution: number, observed: number, expected: number });
  const entries = <T>(value: fc.Arbitrary<T>) =>
    fc.array(fc.tuple(text, value), { ...size, maxLength }).map((pairs) => Object.fromEntries(pairs));
  return fc
    .record({
      kind: fc.constantFrom('opened', 'worsened', 'closed'),
      source: text,
      severity: fc.constantFrom('low', 'medium', 'high', 'critical'),
      anomalies: fc.nat(),
      anomaly: fc.record({
        id: fc.option(text, optional),
        labels: fc.option(entries(text), optional),
        features: entries(number),
        score: number,
        threshold: number,
        grade: number,
        imputed: fc.option(fc.array(text, { maxLength }), optional),
        contributions: fc.array(contribution, { maxLength }),
        explanation: fc.option(text, optional),
      }),
    })
    .map(
      (parts) =>
        ({
          ...parts,
          version: 1,
          alertId: '0123456789abcdef-opened',
          incidentId: '0123456789abcdef',
          openedAt: '2026-11-20T02:59:30.000Z',
          anomaly: {
            ...parts.anomaly,
            identity: 'shard:1:0',
            timestamp: '2026-11-20T02:59:30.000Z',
            modelVersion: 'v1',
          },
        }) as IncidentAlert,
    );
}

function dataQuality(text: fc.Arbitrary<string>, maxLength = 20): fc.Arbitrary<DataQualityAlert> {
  return fc
    .tuple(text, text, fc.option(fc.array(text, { maxLength }), { nil: undefined }))
    .map(([message, data, unknownNames]) => {
      const { unknownNames: _, ...alert } = DATA_QUALITY;
      const { reason, example } = alert;
      const names = unknownNames && { unknownNames };
      return { ...alert, reason: { ...reason, message }, example: { ...example, data }, ...names };
    });
}

describe('SNS takes', () => {
  it('an alert whatever the texts in it, and machines read back every one exactly', () => {
    const text = hostileText({ maxLength: 40 });
    fc.assert(
      fc.property(fc.oneof(incidents(text), dataQuality(text)), (alert) => {
        const message = alertMessage(alert);
        expectAccepted(message);
        expect(parsed(message)).toEqual(asJson(alert));
      }),
    );
  });

  it.each(['', '\ufffe', '\uffff\ufdd0', '\ud800', '\u0085\u2028', '\u{e0041}\u{e0042}'])('a source %j', (source) => {
    const [alert] = fc.sample(incidents(fc.constant('x')), { numRuns: 1, seed: 1 });
    const message = alertMessage({ ...alert!, source });
    expectAccepted(message);
    expect(parsed(message)).toMatchObject({ source });
  });
});

describe('an alert that is larger than SNS allows', () => {
  const long = fc.constantFrom('"', '\u0001', '\uffff', 'x').map((unit) => unit.repeat(6000));

  it('is accepted all the same, and says who, how bad and which it is', () => {
    const huge = incidents(
      fc.tuple(long, fc.uuid()).map((parts) => parts.join('')),
      { size: { minLength: 50 }, maxLength: 50 },
    );
    fc.assert(
      fc.property(huge, (alert) => {
        const message = alertMessage({ ...alert, source: 'pump-7' });
        expectAccepted(message);
        const { alertId, severity, kind } = alert;
        expect(parsed(message)).toMatchObject({ alertId, severity, kind, source: 'pump-7' });
        expect(parsed(message)).not.toHaveProperty('anomaly.features');
      }),
      { numRuns: 3 },
    );
    fc.assert(
      fc.property(dataQuality(long.map((text) => text.repeat(10))), (alert) => expectAccepted(alertMessage(alert))),
      { numRuns: 3 },
    );
  });

  it('loses its values before what explains it', () => {
    const [alert] = fc.sample(incidents(fc.constant('x')), { numRuns: 1, seed: 1 });
    const features = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`${i}${'x'.repeat(2000)}`, i]));
    const anomaly = { ...alert!.anomaly, features, labels: { site: 'north' }, explanation: 'too hot' };
    const { message } = alertMessage({ ...alert!, anomaly });
    const told = JSON.parse(JSON.parse(message).default).anomaly;
    expect(told).not.toHaveProperty('features');
    expect(told).toMatchObject({
      labels: { site: 'north' },
      explanation: 'too hot',
    });
    expect(JSON.parse(message).email).toContain('Why: too hot');
  });
});
