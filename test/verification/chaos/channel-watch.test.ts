import { expect, test } from 'vitest';
import type { ServiceRequest } from '../../../local/gateway/service.ts';
import { busEvent } from '../../../messages/event-bridge.ts';
import { webhookBody } from '../../../messages/webhook.ts';
import { ChannelWatch } from '../../../verification/chaos/channel-watch.ts';
import { SAMPLES } from '../../messages/sample-alerts.ts';

const { opened, closed } = SAMPLES;

function onBus(alert: typeof opened | typeof closed): ServiceRequest {
  const body = Buffer.from(JSON.stringify({ Entries: [busEvent(alert)] }));
  return { method: 'POST', path: '/', query: new URLSearchParams(), headers: {}, principal: 'role', body };
}

test('an alert that was published and not told on a channel is found, and one that only a channel knows', () => {
  const watch = new ChannelWatch();
  watch.seeWebhook(JSON.stringify(webhookBody(opened)));
  watch.seeWebhook(JSON.stringify(webhookBody(opened)));
  watch.seeBus(onBus(opened));
  expect(watch.untold(new Set([opened.alertId]))).toEqual([]);
  watch.seeBus(onBus(closed));
  expect(watch.untold(new Set([opened.alertId, 'another']))).toEqual([
    'another not on the webhook',
    'another not on the bus',
    `${closed.alertId} only on the bus`,
  ]);
});
