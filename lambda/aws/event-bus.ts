import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { BusEvent } from '../../messages/event-bridge.ts';
import { NotSent } from '../notifier/not-sent.ts';
import { CLIENT_TIMEOUTS } from './client-timeouts.ts';

/** Puts an event on a bus of this account. Fails with {@link NotSent}. */
export async function putBusEvent(
  event: BusEvent,
  bus: string,
  client = new EventBridgeClient(CLIENT_TIMEOUTS),
): Promise<void> {
  const command = new PutEventsCommand({ Entries: [{ ...event, EventBusName: bus }] });
  const { Entries = [] } = await client.send(command).catch((error: Error) => {
    throw new NotSent(`the bus ${bus} refused it: ${error.name}`);
  });
  const code = Entries[0]?.ErrorCode;
  if (code !== undefined) throw new NotSent(`the bus ${bus} refused it: ${code}`);
}
