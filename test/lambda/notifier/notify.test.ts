import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import type { Alert } from '../../../contracts/alert.ts';
import type { ChannelLine } from '../../../contracts/channel-line.ts';
import type { Channel } from '../../../contracts/channels.ts';
import { NotSent } from '../../../lambda/notifier/not-sent.ts';
import { type NotifierPorts, notify, type QueuedAlert } from '../../../lambda/notifier/notify.ts';
import { post } from '../../../lambda/notifier/post.ts';
import { requestOf } from '../../../lambda/notifier/request-of.ts';
import { SAMPLES } from '../../messages/sample-alerts.ts';
import { channelHost } from '../../support/channel-host.ts';

const NOW_MS = Date.UTC(2026, 10, 20, 3);
const WEBHOOK_KEY = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

/** The kinds that call out of the account, with what their secrets hold. */
const CHANNELS = {
  slack: [{ name: 'ops', kind: 'slack', secret: 's' }, 'https://hooks.slack.com/services/very-secret'],
  teams: [
    { name: 'ops', kind: 'teams', secret: 's' },
    'https://prod-1.westeurope.logic.azure.com:443/w?sig=very-secret',
  ],
  pagerduty: [{ name: 'ops', kind: 'pagerduty', secret: 's', region: 'eu' }, 'verysecret0verysecret0verysecret'],
  webhook: [
    { name: 'ops', kind: 'webhook', secret: 's' },
    JSON.stringify({ url: 'https://hook.example.com/in', key: WEBHOOK_KEY }),
  ],
} as const;
const [SLACK] = CHANNELS.slack;

function queuedAlert(alert: Alert | string, receiveCount = 1, messageId = 'm1'): QueuedAlert {
  const body = typeof alert === 'string' ? alert : JSON.stringify(alert);
  return { messageId, receiptHandle: `r-${messageId}`, body, receiveCount };
}

/** Tells a channel, and what the ports heard. */
async function told(channel: Channel, queued: readonly QueuedAlert[], ports: Partial<NotifierPorts> = {}) {
  const lines: ChannelLine[] = [];
  const hidden: (readonly [string, number])[] = [];
  const left = await notify(channel, queued, {
    secret: async () => CHANNELS.slack[1],
    post: async () => {},
    putEvent: async () => {},
    hide: async (receipt, seconds) => void hidden.push([receipt, seconds]),
    report: (line) => lines.push(line),
    now: () => NOW_MS,
    remainingMs: () => 60_000,
    ...ports,
  });
  return { lines, hidden, left: left.map(({ messageId }) => messageId) };
}

describe.each(Object.entries(CHANNELS))('a channel of the kind %s', (kind, [channel, held]) => {
  it('is told at its own host, and the log says so without its secret', async () => {
    const host = await channelHost((response) => response.writeHead(202).end());
    const send: NotifierPorts['post'] = (request) => post(request, () => NOW_MS, host.connection);
    const { lines, left } = await told(channel, [queuedAlert(SAMPLES.opened)], {
      secret: async () => held,
      post: send,
    });
    expect(left).toEqual([]);
    expect(lines).toEqual([{ channel: 'ops', attempt: 1, alertId: '0123456789abcdef-opened', decision: 'sent' }]);
    const [{ host: name, body, headers }] = host.received;
    expect(name.replace(/:\d+$/, '')).toBe(
      {
        slack: 'hooks.slack.com',
        teams: 'prod-1.westeurope.logic.azure.com',
        pagerduty: 'events.eu.pagerduty.com',
        webhook: 'hook.example.com',
      }[kind],
    );
    expect(headers['content-type']).toBe('application/json');
    expect(JSON.stringify(JSON.parse(body))).toContain('pump-7');
  });

  it('that fails keeps the alert in its queue, and the log says why without its secret', async () => {
    const host = await channelHost((response) => response.writeHead(500).end(held));
    const send: NotifierPorts['post'] = (request) => post(request, () => NOW_MS, host.connection);
    const failed = await told(channel, [queuedAlert(SAMPLES.opened)], { secret: async () => held, post: send });
    expect(failed.left).toEqual(['m1']);
    expect(failed.hidden).toEqual([['r-m1', 5]]);
    expect(failed.lines).toMatchObject([{ decision: 'failed', reason: 'it answered 500', waitSeconds: 5 }]);
    expect(JSON.stringify(failed.lines)).not.toMatch(/very-?secret|whsec/);
  });

  it.each(['', 'very-secret', 'http://hooks.slack.com/very-secret', '{"url":"http://very-secret","key":"whsec_AA=="}'])(
    'is not told with a secret of %j, of which nothing is said',
    async (wrong) => {
      const { lines, left } = await told(channel, [queuedAlert(SAMPLES.opened)], { secret: async () => wrong });
      expect(left).toEqual(['m1']);
      expect(lines[0].reason).toMatch(/^the secret s must hold /);
      expect(JSON.stringify(lines)).not.toContain('very-secret');
    },
  );
});

describe('only the named hosts are called', () => {
  it.each([
    ['slack', 'https://hooks.slack.com.evil.example/x'],
    ['slack', 'https://evil.example/hooks.slack.com'],
    ['slack', 'https://hooks.slack.com:8443/x'],
    ['slack', 'https://hooks.slack.com@evil.example/x'],
    ['teams', 'https://logic.azure.com.evil.example/x'],
    ['teams', 'https://evillogic.azure.com/x'],
  ] as const)('of %s not %s', (kind, address) => {
    expect(() => requestOf(CHANNELS[kind][0], address, SAMPLES.opened, NOW_MS)).toThrow(NotSent);
  });

  it.each([
    'https://prod-23.westeurope.logic.azure.com/workflows/1',
    'https://default1234.56.environment.api.powerplatform.com:443/powerautomate/automations/direct/workflows/1',
  ])('of teams %s', (address) => {
    expect(requestOf(CHANNELS.teams[0], address, SAMPLES.opened, NOW_MS).url.href).toContain('/workflows/1');
  });
});

it('a webhook is signed as Standard Webhooks has it, with the alert as its id whatever the try', () => {
  const { headers, body } = requestOf(CHANNELS.webhook[0], CHANNELS.webhook[1], SAMPLES.opened, Date.now());
  expect(headers['webhook-id']).toBe(SAMPLES.opened.alertId);
  expect(new Webhook(WEBHOOK_KEY).verify(body, headers)).toMatchObject({ type: 'alert.opened', data: SAMPLES.opened });
  expect(() => new Webhook(WEBHOOK_KEY).verify(body.replace('pump-7', 'pump-8'), headers)).toThrow();
});

it('an event goes to the bus of the channel, the default one where it names none', async () => {
  const put: unknown[] = [];
  const putEvent: NotifierPorts['putEvent'] = async (event, bus) => void put.push([bus, event.DetailType]);
  await told({ name: 'bus', kind: 'eventbridge' }, [queuedAlert(SAMPLES.closed)], { putEvent });
  await told({ name: 'bus', kind: 'eventbridge', bus: 'plant' }, [queuedAlert(SAMPLES.no_data)], { putEvent });
  expect(put).toEqual([
    ['default', 'alert closed'],
    ['plant', 'alert no_data'],
  ]);
});

describe('what did not work', () => {
  const failing = (retryAfterMs?: number) => ({
    post: async () => {
      throw new NotSent('it answered 429', retryAfterMs);
    },
  });

  it('comes again after longer and longer, five minutes at most', async () => {
    const waits = [1, 2, 3, 6, 7, 30].map(async (count) => {
      const { hidden } = await told(SLACK, [queuedAlert(SAMPLES.opened, count)], failing());
      return hidden[0][1];
    });
    expect(await Promise.all(waits)).toEqual([5, 10, 20, 160, 300, 300]);
  });

  it('comes again when the channel says so, and what stands behind it does not call before', async () => {
    let calls = 0;
    const post = async () => {
      calls++;
      throw new NotSent('it answered 429', 90_000);
    };
    const queued = [queuedAlert(SAMPLES.opened, 4), queuedAlert(SAMPLES.closed, 1, 'm2')];
    const { left, hidden } = await told(SLACK, queued, { post });
    expect(calls).toBe(1);
    expect(left).toEqual(['m1', 'm2']);
    expect(hidden).toEqual([
      ['r-m1', 90],
      ['r-m2', 90],
    ]);
  });

  it('holds up no other alert of the batch', async () => {
    let calls = 0;
    const post = async () => {
      if (calls++ === 0) throw new NotSent('it answered 500');
    };
    const { left, lines } = await told(SLACK, [queuedAlert(SAMPLES.opened), queuedAlert(SAMPLES.closed, 1, 'm2')], {
      post,
    });
    expect(left).toEqual(['m1']);
    expect(lines.map(({ decision }) => decision)).toEqual(['failed', 'sent']);
  });

  it('is also what is no alert: it stays, until the queue gives it up', async () => {
    const { left, lines } = await told(SLACK, [queuedAlert('{}')]);
    expect(left).toEqual(['m1']);
    expect(lines[0]).toMatchObject({ alertId: 'm1', decision: 'failed' });
    expect(lines[0].reason).toMatch(/^it is no alert: /);
  });

  it('is left for the next invocation where the time is short, at once', async () => {
    const { left, hidden, lines } = await told(SLACK, [queuedAlert(SAMPLES.opened)], { remainingMs: () => 19_999 });
    expect([left, hidden, lines]).toEqual([['m1'], [['r-m1', 0]], []]);
  });

  it('is not taken for a failure of the channel when it is a bug', async () => {
    const post = async () => {
      throw new TypeError('x is not a function');
    };
    await expect(told(SLACK, [queuedAlert(SAMPLES.opened)], { post })).rejects.toThrow(TypeError);
  });
});

it('a pager rings, hears that somebody looks into it, and that it is over, all under the id of the incident', async () => {
  const host = await channelHost((response) => response.writeHead(202).end());
  const [channel, key] = CHANNELS.pagerduty;
  const alerts = ['opened', 'acknowledged', 'closed'].map((kind) => queuedAlert(SAMPLES[kind]));
  const { left } = await told(channel, alerts, {
    secret: async () => key,
    post: (request) => post(request, () => NOW_MS, host.connection),
  });
  expect(left).toEqual([]);
  const events = host.received.map(({ body }) => JSON.parse(body));
  expect(events.map(({ event_action }) => event_action)).toEqual(['trigger', 'acknowledge', 'resolve']);
  expect(new Set(events.map(({ dedup_key }) => dedup_key))).toEqual(new Set(['0123456789abcdef']));
});

describe('a channel is told what its settings have, and the log says why not', () => {
  it.each([
    [{ minimumSeverity: 'critical' }, 'opened', 'severity high is below critical'],
    [{ minimumSeverity: 'high' }, 'opened', undefined],
    [{ sources: ['press-*', 'oven'] }, 'opened', 'its source matches none of press-*, oven'],
    [{ sources: ['press-*', 'pump-*'] }, 'opened', undefined],
    [{ sources: ['press-*'] }, 'data_quality', undefined],
    [{ hours: { times: ['08:00-18:00'] } }, 'opened', 'outside its hours'],
    [{ hours: { times: ['08:00-18:00'] } }, 'closed', undefined],
    [{ hours: { times: ['08:00-18:00'] } }, 'data_again', undefined],
    [{ hours: { times: ['08:00-18:00'] } }, 'acknowledged', undefined],
    [{ sources: ['press-*'] }, 'acknowledged', 'its source matches none of press-*'],
    [{ hours: { times: ['22:00-06:00'] } }, 'opened', undefined],
    [{ hours: { times: ['03:00-04:00'] } }, 'opened', undefined],
    [{ hours: { times: ['02:00-03:00'] } }, 'opened', 'outside its hours'],
    [{ hours: { times: ['11:00-12:30'], timeZone: 'Asia/Tokyo' } }, 'opened', undefined],
    [{ hours: { weekdays: ['fri'] } }, 'opened', undefined],
    [{ hours: { weekdays: ['sat'] } }, 'opened', 'outside its hours'],
    // Friday at three belongs to the night that began on Thursday.
    [{ hours: { times: ['22:00-06:00'], weekdays: ['thu'] } }, 'opened', undefined],
    [{ hours: { times: ['22:00-06:00'], weekdays: ['fri'] } }, 'opened', 'outside its hours'],
  ] as const)('with %j of %s: %s', async (only, kind, reason) => {
    const { lines, left } = await told({ ...SLACK, ...only } as Channel, [queuedAlert(SAMPLES[kind])]);
    expect(left).toEqual([]);
    const decision = reason === undefined ? 'sent' : 'not_told';
    expect(lines).toMatchObject([{ decision, ...(reason !== undefined && { reason }) }]);
  });

  it('where the rule names other channels, it is not told', async () => {
    const named = (channels: readonly string[]) => queuedAlert({ ...SAMPLES.opened, channels } as Alert);
    expect((await told(SLACK, [named(['plant'])])).lines).toMatchObject([{ reason: 'its rule names plant' }]);
    expect((await told(SLACK, [named(['plant', 'ops'])])).lines).toMatchObject([{ decision: 'sent' }]);
  });
});
