import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Alert } from '../../contracts/alert.ts';
import { decodeAlert } from '../../contracts/alert-schema.ts';
import type { Channel } from '../../contracts/channels.ts';
import type { ReceivedAlert } from '../../local/local-cloud.ts';
import { busEvent } from '../../messages/event-bridge.ts';
import { messageOf } from '../../messages/message.ts';
import { pagerDutyEvent } from '../../messages/pagerduty.ts';
import { slackBody } from '../../messages/slack.ts';
import { teamsBody } from '../../messages/teams.ts';
import { webhookBody } from '../../messages/webhook.ts';
import { whyNotTold } from '../../messages/why-not-told.ts';

/** What each kind of channel is sent, without what its secret adds. */
const BODIES: Readonly<Record<Channel['kind'], (alert: Alert) => object>> = {
  slack: (alert) => slackBody(messageOf(alert)),
  teams: (alert) => teamsBody(messageOf(alert)),
  pagerduty: (alert) => pagerDutyEvent(messageOf(alert), 'the key that the secret holds'),
  webhook: webhookBody,
  eventbridge: busEvent,
};

/**
 * Writes what each subscriber gets into a folder, which is emptied first: the e-mail, the SMS, the JSON, and the body
 * for each channel that is told.
 *
 * @param now the wall clock, milliseconds since the epoch
 * @returns a writer that says where the e-mail is
 */
export function keepMessages(
  folder: string,
  channels: readonly Channel[],
  now: () => number,
): (message: ReceivedAlert) => string {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  let count = 0;
  return ({ bodies, attributes }) => {
    const name = `${String(++count).padStart(4, '0')}-${/^\w+$/.exec(attributes.kind ?? '')?.[0] ?? 'message'}`;
    const write = (what: string, text: string) => {
      const file = join(folder, `${name}-${what}`);
      writeFileSync(file, text);
      return file;
    };
    const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
    const email = write('email.txt', bodies.email ?? bodies.default);
    if (bodies.sms !== undefined) write('sms.txt', `${bodies.sms}\n`);
    const alert = decodeAlert(bodies.default);
    if (!alert.ok) return email;
    write('alert.json', json(alert.value));
    for (const channel of channels.filter((one) => whyNotTold(one, alert.value, now()) === undefined)) {
      write(`${channel.name}-${channel.kind}.json`, json(BODIES[channel.kind](alert.value)));
    }
    return email;
  };
}
