import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Alert } from '../../contracts/alert.ts';
import { emailText } from '../../messages/email.ts';
import { busEvent } from '../../messages/event-bridge.ts';
import { messageOf } from '../../messages/message.ts';
import { pagerDutyEvent } from '../../messages/pagerduty.ts';
import { slackBody } from '../../messages/slack.ts';
import { smsText } from '../../messages/sms.ts';
import { teamsBody } from '../../messages/teams.ts';
import { webhookBody } from '../../messages/webhook.ts';
import { hostileText } from '../support/hostile-text.ts';
import { HOSTILE_NAME, hostileAlert, SAMPLES } from './sample-alerts.ts';

const KEY = 'R0UT1NGK3Y';

/** Each rendering, and the ending of its golden file. */
const RENDERINGS: Readonly<Record<string, (alert: Alert) => unknown>> = {
  'email.txt': (alert) => emailText(messageOf(alert)),
  'sms.txt': (alert) => smsText(messageOf(alert)),
  'alert.json': (alert) => alert,
  'slack.json': (alert) => slackBody(messageOf(alert)),
  'teams.json': (alert) => teamsBody(messageOf(alert)),
  'pagerduty.json': (alert) => pagerDutyEvent(messageOf(alert), KEY),
  'webhook.json': webhookBody,
  'eventbridge.json': (alert) => ({ ...busEvent(alert), Detail: JSON.parse(busEvent(alert).Detail) }),
};

describe.each(Object.entries(RENDERINGS))('%s', (name, render) => {
  it('is of each kind what its golden file says; `npx vitest run test/messages --update` writes it', async () => {
    const rendered = Object.entries(SAMPLES).map(([kind, alert]) => [kind, render(alert)] as const);
    const text = name.endsWith('.json')
      ? `${JSON.stringify(Object.fromEntries(rendered), null, 2)}\n`
      : rendered.map(([kind, words]) => `--- ${kind}\n${words}\n`).join('');
    await expect(text).toMatchFileSnapshot(`golden/${name}`);
  });

  it('has the same parts whatever the names in it', () => {
    const plain = partsOf(render(hostileAlert('pump-7')));
    const hostile = fc.oneof(hostileText({ minLength: 1, maxLength: 60 }), fc.constant(HOSTILE_NAME));
    fc.assert(
      fc.property(hostile, (text) => {
        const name = text.trim() === '' ? 'x' : text;
        expect(partsOf(render(hostileAlert(name)))).toEqual(plain);
      }),
      { numRuns: 200 },
    );
  });
});

/**
 * Lines of a text that is one, but for the sentence that begins with a name, else where in an object texts are: what
 * does not depend on names.
 */
function partsOf(rendered: unknown, path = ''): string[] {
  if (typeof rendered === 'string' && path === '') {
    return rendered.split('\n').map((line, i) => (i === 0 ? '' : (/^\w[\w ]*: /.exec(line)?.[0] ?? '')));
  }
  if (typeof rendered !== 'object' || rendered === null) return [path];
  const isNamed = /\.labels$/.test(path);
  return Object.entries(rendered).flatMap(([key, value]) => partsOf(value, `${path}.${isNamed ? 'name' : key}`));
}

describe('a hostile name', () => {
  const alert = hostileAlert(HOSTILE_NAME);

  it('stands for itself in Slack: in plain text, escaped in what notifications show, and nowhere in markup', () => {
    const body = slackBody(messageOf(alert)) as { text: string; mrkdwn: boolean; blocks: object[] };
    expect(body.mrkdwn).toBe(false);
    expect(body.text).not.toMatch(/[<>]/);
    expect(body.text).toContain('&lt;!channel&gt;');
    for (const { type, text } of textsOf(body.blocks)) {
      if (text.includes('pump-7')) expect(type).toBe('plain_text');
      else if (type === 'mrkdwn') expect(text).toBe('<https://wiki.example.com/|What to do>');
    }
  });

  it('stands in Teams in runs of rich text alone, which have no markup', () => {
    const types = textsOf(teamsBody(messageOf(alert))).map(({ type }) => type);
    expect(new Set(types)).toEqual(new Set(['TextRun']));
  });

  it('breaks no line, moves no cursor and turns no text around', () => {
    for (const render of Object.values(RENDERINGS).filter((one) => typeof one(alert) === 'string')) {
      const text = String(render(alert));
      expect(text).not.toMatch(/^Bcc/m);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they must not be there
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202a-\u202e\u2028\u200b]/);
    }
  });

  it('cannot stand before what a title begins with', () => {
    fc.assert(
      fc.property(hostileText({ maxLength: 40 }), (name) => {
        expect(messageOf(hostileAlert(name)).title.startsWith('[high] ')).toBe(true);
      }),
    );
  });

  it('as a label is not taken for a part of ours', () => {
    const named = { ...alert, anomaly: { ...alert.anomaly, labels: { Incident: 'another' } } };
    expect(emailText(messageOf(named))).toMatch(/^Labels: +Incident = another$/m);
    expect(emailText(messageOf(named))).toMatch(/^Incident: +0123456789abcdef$/m);
  });
});

it('a card for Teams is smaller than it takes, 28 KB, however long the names are', () => {
  const contributions = Array.from({ length: 10 }, () => ({ feature: '漢'.repeat(256), contribution: 1, observed: 1 }));
  const alert = hostileAlert('漢"'.repeat(2000));
  const long = { ...alert, anomaly: { ...alert.anomaly, contributions, identity: '漢'.repeat(999) } };
  expect(Buffer.byteLength(JSON.stringify(teamsBody(messageOf(long))))).toBeLessThan(28_000);
});

it('a link that is none of https is left out, and none ends the markup around it', () => {
  const links = (link: string) => messageOf({ ...hostileAlert('x'), advice: { text: 'x', link } }).links;
  expect(links('javascript:alert(1)')).toEqual([]);
  expect(links('nowhere')).toEqual([]);
  expect(links('https://a.example/"><|)b')).toEqual([{ label: 'What to do', url: 'https://a.example/%22%3E%3C%7c)b' }]);
});

it('an SMS is one: at most 160 septets, of which brackets take two', () => {
  const long = messageOf(hostileAlert('['.repeat(256)));
  const text = smsText(long);
  expect(text).toMatch(/^\[high\] \[+\.\.\.$/);
  expect(text.replace(/[[\]]/g, '__').length).toBeLessThanOrEqual(160);
  expect(text.replace(/[[\]]/g, '__').length).toBeGreaterThan(157);
});

it('all of an incident has one key at PagerDuty: who looks into it acknowledges it, and its end resolves it', () => {
  const event = (name: string) => pagerDutyEvent(messageOf(SAMPLES[name]), KEY);
  expect(event('opened')).toMatchObject({ event_action: 'trigger', dedup_key: '0123456789abcdef' });
  expect(event('worsened')).toMatchObject({ event_action: 'trigger', dedup_key: '0123456789abcdef' });
  expect(event('closed')).toEqual({ routing_key: KEY, event_action: 'resolve', dedup_key: '0123456789abcdef' });
  expect(event('acknowledged')).toEqual({
    routing_key: KEY,
    event_action: 'acknowledge',
    dedup_key: '0123456789abcdef',
  });
  expect(event('acknowledged_storm')).toMatchObject({ event_action: 'acknowledge', dedup_key: 'def' });
  expect(event('resolved_silence')).toMatchObject({ event_action: 'resolve', dedup_key: 'abc' });
  expect(event('data_again')).toMatchObject({ event_action: 'resolve', dedup_key: 'abc' });
});

interface Text {
  readonly type: string;
  readonly text: string;
}

/** Every object that has a type and a text, however deep. */
function textsOf(value: unknown): Text[] {
  if (typeof value !== 'object' || value === null) return [];
  const { type, text } = value as Partial<Text>;
  const own = typeof type === 'string' && typeof text === 'string' ? [{ type, text }] : [];
  return [...own, ...Object.values(value).flatMap(textsOf)];
}
