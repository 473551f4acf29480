import { type Envelope, HOLDS_NOTHING, hasNumberBeside, holding, isObject, type Members } from './content.ts';

/**
 * A device shadow of IoT Core, after an update or as `current` of a document: what the device reported is the
 * observation. What is only desired of it holds nothing.
 * https://docs.aws.amazon.com/iot/latest/developerguide/device-shadow-document.html
 */
export function deviceShadow(envelope: Members): Envelope | undefined {
  const isDocument = isObject(envelope.current);
  const shadow = isObject(envelope.current) ? envelope.current : envelope;
  const { state, metadata, version } = shadow;
  if (!isObject(state)) return undefined;
  // What a device sends has no version yet.
  if (typeof version !== 'number' && !isObject(state.reported)) return undefined;
  if (hasNumberBeside(shadow, ['version', 'timestamp'])) return undefined;
  const { reported, desired } = state;
  if (!isObject(reported)) return isObject(desired) || isObject(metadata) ? HOLDS_NOTHING : undefined;
  const path = isDocument ? 'current.state.reported' : 'state.reported';
  return holding({ path, value: reported, timestamp: envelope.timestamp });
}

/**
 * What IoT Core says of a client that came or went: it holds nothing.
 * https://docs.aws.amazon.com/iot/latest/developerguide/life-cycle-events.html
 */
export function clientEvent({ clientId, eventType, principalIdentifier }: Members): Envelope | undefined {
  const isEvent = [clientId, eventType, principalIdentifier].every((value) => typeof value === 'string');
  return isEvent && /^((dis)?connected|(un)?subscribed)$/.test(String(eventType)) ? HOLDS_NOTHING : undefined;
}
