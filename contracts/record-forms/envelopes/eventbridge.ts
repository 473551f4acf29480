import { type Envelope, holding, isObject, type Members } from './content.ts';

/**
 * An event of EventBridge: its `detail` is the observation. The partition key is the event's id unless its target says
 * otherwise, so that the source is the event's.
 * https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html
 */
export function eventBridge(envelope: Members): Envelope | undefined {
  const { source, time: timestamp, id, detail } = envelope;
  if (typeof envelope['detail-type'] !== 'string' || typeof source !== 'string' || !isObject(detail)) return undefined;
  return holding({ path: 'detail', value: detail, source, timestamp, id });
}

/**
 * A CloudEvent in JSON: its `data` is the observation, or a text of it.
 * https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md
 */
export function cloudEvent(envelope: Members): Envelope | undefined {
  const { specversion, type, source, time: timestamp, id, data } = envelope;
  if (typeof specversion !== 'string' || typeof type !== 'string' || typeof source !== 'string') return undefined;
  if (!isObject(data) && typeof data !== 'string') return undefined;
  return holding({ path: 'data', value: data, source, timestamp, id });
}
