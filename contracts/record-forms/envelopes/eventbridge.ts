import { rewritten } from '../text-part.ts';
import { type Envelope, holding, isObject, type Members, sealed } from './content.ts';
import { needsMapping } from './needs-mapping.ts';

/**
 * An event of EventBridge: its `detail` is the observation, a list or a text of some, or another envelope. The
 * partition key is the event's id unless its target says otherwise, so that the source is the event's.
 * https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html
 */
export function eventBridge(envelope: Members): Envelope | undefined {
  const { source, time: timestamp, id, detail } = envelope;
  if (typeof envelope['detail-type'] !== 'string' || typeof source !== 'string') return undefined;
  const value = contentOf(detail);
  if (value === undefined) return needsMapping('an event of EventBridge without a `detail`', 'let it carry one');
  const seal = (piece: string) => sealed(envelope, ['detail-type', 'source', 'time'], 'detail', piece);
  return holding({ path: 'detail', value, source, timestamp, id, seal });
}

/**
 * A CloudEvent in JSON: its `data` is the observation, a list or a text of some.
 * https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md
 */
export function cloudEvent(envelope: Members): Envelope | undefined {
  const { specversion, type, source, time: timestamp, id, data } = envelope;
  if (typeof specversion !== 'string' || typeof type !== 'string' || typeof source !== 'string') return undefined;
  const { data_base64: base64 } = envelope;
  const path = typeof base64 === 'string' ? 'data_base64' : 'data';
  const value = typeof base64 === 'string' ? Buffer.from(base64, 'base64').toString() : contentOf(data);
  if (value === undefined) return needsMapping('a CloudEvent without `data`', 'let it carry some');
  const seal = (piece: string) => sealed(envelope, ['specversion', 'type', 'source', 'time'], 'data', piece);
  return holding({ path, value, source, timestamp, id, seal });
}

/** A list as a text, in which each element is read by itself. */
function contentOf(value: unknown): object | string | undefined {
  if (Array.isArray(value)) return rewritten(value);
  return isObject(value) || typeof value === 'string' ? value : undefined;
}
