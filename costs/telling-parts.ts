import type { UsedPart } from './part.ts';
import type { DailyTraffic } from './traffic.ts';

/** Lambda asks a queue with five pollers, each of which waits up to 20 seconds for a message. */
const POLLS_PER_DAY = (5 * 86_400) / 20;

/** Who is told: the topic, mails, and a queue for each channel. */
export function tellingParts({ settings, messages }: DailyTraffic): UsedPart[] {
  const { alertEmail, channels } = settings;
  const topic: UsedPart[] = [
    { service: 'SNS', what: 'messages', priced: 'millionPublishes', quantity: messages / 1e6 },
    { service: 'SNS', what: 'e-mails', priced: 'thousandMails', quantity: (messages * alertEmail.length) / 1000 },
  ];
  if (channels.length === 0) return topic;
  const requests = channels.length * (POLLS_PER_DAY + 3 * messages);
  return [
    ...topic,
    { service: 'SQS', what: 'queues of channels', priced: 'millionQueueRequests', quantity: requests / 1e6 },
  ];
}
