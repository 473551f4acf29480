import { randomUUID } from 'node:crypto';
import type { LocalCloud, ReceivedAlert } from '../local-cloud.ts';
import { LISTENER } from './deliver.ts';
import type { Message, Topic } from './topic.ts';

/** Lets this process subscribe to a topic like any other subscriber. */
export function alertListeners(
  topic: Topic | undefined,
  listeners: Map<string, (message: Message) => void>,
): LocalCloud['onAlert'] {
  return (listener, filterPolicy) => {
    if (!topic) throw new Error('the templates have no alert topic (no output AlertTopicArn)');
    const id = randomUUID();
    listeners.set(id, (message) => listener(toAlertMessage(message)));
    const { arn } = topic.subscribe({ protocol: LISTENER, endpoint: id, confirmed: true, filterPolicy });
    return () => {
      topic.unsubscribe(arn);
      listeners.delete(id);
    };
  };
}

function toAlertMessage({ messageId, subject, bodies, attributes }: Message): ReceivedAlert {
  const values = Object.entries(attributes).map(([name, { value }]) => [name, value]);
  return { messageId, subject, bodies, attributes: Object.fromEntries(values), receivedAtMs: Date.now() };
}
