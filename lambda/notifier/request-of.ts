import { Webhook } from 'standardwebhooks';
import type { Alert } from '../../contracts/alert.ts';
import { decodeWebhookSecret, type OutsideChannel } from '../../contracts/channels.ts';
import { messageOf } from '../../messages/message.ts';
import { pagerDutyEvent } from '../../messages/pagerduty.ts';
import { slackBody } from '../../messages/slack.ts';
import { teamsBody } from '../../messages/teams.ts';
import { webhookBody } from '../../messages/webhook.ts';
import { NotSent } from './not-sent.ts';
import type { ChannelRequest } from './post.ts';

/** Where each kind of channel may be. */
const HOSTS = {
  slack: { pattern: /^hooks\.slack\.com$/, words: 'hooks.slack.com' },
  teams: {
    pattern: /^([a-z0-9-]+\.)+(logic\.azure\.com|environment\.api\.powerplatform\.com)$/,
    words: '*.logic.azure.com or *.environment.api.powerplatform.com',
  },
  webhook: { pattern: /./, words: 'any host' },
} as const;

const PAGERDUTY = { us: 'https://events.pagerduty.com/v2/enqueue', eu: 'https://events.eu.pagerduty.com/v2/enqueue' };

/**
 * Makes the request that tells a channel of an alert.
 *
 * @param secret what the channel's secret holds
 * @param nowMs milliseconds since the epoch, for the signature
 * @throws {NotSent} where the secret is not what the channel needs
 */
export function requestOf(channel: OutsideChannel, secret: string, alert: Alert, nowMs: number): ChannelRequest {
  const message = messageOf(alert);
  switch (channel.kind) {
    case 'slack':
      return json(addressOf(channel, secret), slackBody(message));
    case 'teams':
      return json(addressOf(channel, secret), teamsBody(message));
    case 'pagerduty':
      return json(new URL(PAGERDUTY[channel.region ?? 'us']), pagerDutyEvent(message, routingKeyOf(channel, secret)));
    case 'webhook':
      return signed(channel, secret, alert, nowMs);
  }
}

function json(url: URL, body: object): ChannelRequest {
  return { url, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

function addressOf({ kind, secret: name }: OutsideChannel & { kind: keyof typeof HOSTS }, address: string): URL {
  const { pattern, words } = HOSTS[kind];
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const isThere = url?.protocol === 'https:' && url.username === '' && pattern.test(url.hostname);
  if (url && isThere && (kind === 'webhook' || url.port === '')) return url;
  throw new NotSent(`the secret ${name} must hold an https address of ${words}`);
}

function routingKeyOf({ secret: name }: OutsideChannel, key: string): string {
  if (/^[\w-]{20,64}$/.test(key)) return key;
  throw new NotSent(`the secret ${name} must hold the integration key of Events API v2, 32 letters and digits`);
}

/** @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
function signed(
  channel: OutsideChannel & { kind: 'webhook' },
  secret: string,
  alert: Alert,
  nowMs: number,
): ChannelRequest {
  const wanted = `the secret ${channel.secret} must hold JSON like {"url":"https://example.com/hook","key":"whsec_..."}`;
  const held = decodeWebhookSecret(secret);
  if (!held) throw new NotSent(wanted);
  const { url, headers, body } = json(addressOf(channel, held.url), webhookBody(alert));
  const id = alert.alertId;
  const time = new Date(nowMs);
  let signature: string;
  try {
    signature = new Webhook(held.key).sign(id, time, body);
  } catch {
    throw new NotSent(`${wanted}, the key in base64`);
  }
  const timestamp = String(Math.floor(nowMs / 1000));
  const signing = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature };
  return { url, headers: { ...headers, ...signing }, body };
}
