import type { Alert } from '../../contracts/alert.ts';
import { decodeAlert } from '../../contracts/alert-schema.ts';
import type { ChannelLine } from '../../contracts/channel-line.ts';
import type { Channel } from '../../contracts/channels.ts';
import { type BusEvent, busEvent } from '../../messages/event-bridge.ts';
import { whyNotTold } from '../../messages/why-not-told.ts';
import { NotSent } from './not-sent.ts';
import type { ChannelRequest } from './post.ts';
import { requestOf } from './request-of.ts';

/** An alert as it comes out of the queue of a channel. */
export interface QueuedAlert {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  /** How often it came out, this time included. */
  readonly receiveCount: number;
}

export interface NotifierPorts {
  /** What a secret holds. @throws {NotSent} */
  secret(name: string): Promise<string>;
  /** @throws {NotSent} */
  post(request: ChannelRequest): Promise<void>;
  /** @throws {NotSent} */
  putEvent(event: BusEvent, bus: string): Promise<void>;
  /** Has the queue give a message out again after so many seconds. */
  hide(receiptHandle: string, seconds: number): Promise<void>;
  report(line: ChannelLine): void;
  /** The wall clock, milliseconds since the epoch. */
  now(): number;
  /** Until Lambda ends this invocation. */
  remainingMs(): number;
}

/** A call has ten seconds, and what it reads before and writes after it some more. */
const RESERVE_MS = 20_000;
const FIRST_WAIT_SECONDS = 5;
const LONGEST_WAIT_SECONDS = 300;

/**
 * Tells a channel of alerts, one after another. What did not work stays in the queue and comes again: after 5, 10, 20
 * ... 300 seconds, or when the channel says so; then what stands behind it waits, too.
 *
 * @returns the messages that stay in the queue
 */
export async function notify(
  channel: Channel,
  queued: readonly QueuedAlert[],
  ports: NotifierPorts,
): Promise<QueuedAlert[]> {
  const left: QueuedAlert[] = [];
  let notBeforeMs = 0;
  for (const one of queued) {
    if (ports.remainingMs() < RESERVE_MS || notBeforeMs > ports.now()) {
      await ports.hide(one.receiptHandle, Math.ceil(Math.max(0, notBeforeMs - ports.now()) / 1000));
      left.push(one);
      continue;
    }
    const failure = await tell(channel, one, ports);
    if (!failure) continue;
    const { retryAfterMs } = failure;
    if (retryAfterMs !== undefined) notBeforeMs = ports.now() + retryAfterMs;
    await ports.hide(one.receiptHandle, waitSeconds(one, retryAfterMs));
    left.push(one);
  }
  return left;
}

function waitSeconds({ receiveCount }: QueuedAlert, retryAfterMs: number | undefined): number {
  if (retryAfterMs !== undefined) return Math.ceil(retryAfterMs / 1000);
  return Math.min(FIRST_WAIT_SECONDS * 2 ** (receiveCount - 1), LONGEST_WAIT_SECONDS);
}

/** Why it was not told this time; undefined when that is done with. */
async function tell(channel: Channel, queued: QueuedAlert, ports: NotifierPorts): Promise<NotSent | undefined> {
  const decoded = decodeAlert(queued.body);
  const said = { channel: channel.name, attempt: queued.receiveCount };
  const failed = (failure: NotSent, alertId: string) => {
    const wait = waitSeconds(queued, failure.retryAfterMs);
    ports.report({ ...said, alertId, decision: 'failed', reason: failure.message, waitSeconds: wait });
    return failure;
  };
  if (!decoded.ok) return failed(new NotSent(`it is no alert: ${decoded.problem.message}`), queued.messageId);
  const { alertId } = decoded.value;
  const reason = whyNotTold(channel, decoded.value, ports.now());
  if (reason !== undefined) {
    ports.report({ ...said, alertId, decision: 'not_told', reason });
    return undefined;
  }
  try {
    await send(channel, decoded.value, ports);
    ports.report({ ...said, alertId, decision: 'sent' });
    return undefined;
  } catch (error) {
    if (error instanceof NotSent) return failed(error, alertId);
    throw error;
  }
}

async function send(channel: Channel, alert: Alert, { secret, post, putEvent, now }: NotifierPorts): Promise<void> {
  if (channel.kind === 'eventbridge') return putEvent(busEvent(alert), channel.bus ?? 'default');
  return post(requestOf(channel, (await secret(channel.secret)).trim(), alert, now()));
}
