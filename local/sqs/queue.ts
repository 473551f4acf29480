import { createHash, randomUUID } from 'node:crypto';

export interface QueuedMessage {
  readonly messageId: string;
  readonly body: string;
  readonly md5OfBody: string;
  /** Changes with each receipt. */
  receiptHandle: string;
  /** Milliseconds since the epoch. */
  visibleFromMs: number;
  receiveCount: number;
  readonly sentAtMs: number;
}

export interface Queue {
  readonly name: string;
  readonly arn: string;
  readonly url: string;
  readonly messages: readonly QueuedMessage[];
  send(body: string): QueuedMessage;
  /**
   * Up to `max` visible messages, hidden from now on for the visibility timeout; waits up to `waitMs` for the first.
   */
  receive(max: number, waitMs: number, visibilityTimeoutMs?: number): Promise<readonly QueuedMessage[]>;
  delete(receiptHandle: string): void;
  purge(): void;
}

const DEFAULT_VISIBILITY_MS = 30_000;
const POLL_MS = 50;

/** A standard queue, in memory. */
export function queue(name: string, arn: string, url: string, defaultVisibilityMs = DEFAULT_VISIBILITY_MS): Queue {
  let messages: QueuedMessage[] = [];
  return {
    name,
    arn,
    url,
    get messages() {
      return messages;
    },
    send(body) {
      const md5OfBody = createHash('md5').update(body).digest('hex');
      const now = Date.now();
      const message = {
        messageId: randomUUID(),
        body,
        md5OfBody,
        receiptHandle: '',
        visibleFromMs: now,
        receiveCount: 0,
        sentAtMs: now,
      };
      messages.push(message);
      return message;
    },
    async receive(max, waitMs, visibilityTimeoutMs = defaultVisibilityMs) {
      for (const deadlineMs = Date.now() + waitMs; ; ) {
        const now = Date.now();
        const visible = messages.filter(({ visibleFromMs }) => visibleFromMs <= now).slice(0, max);
        for (const message of visible) {
          message.receiptHandle = randomUUID();
          message.visibleFromMs = now + visibilityTimeoutMs;
          message.receiveCount++;
        }
        if (visible.length > 0 || now >= deadlineMs) return visible;
        await new Promise((resolve) => setTimeout(resolve, POLL_MS).unref());
      }
    },
    delete(receiptHandle) {
      messages = messages.filter((message) => message.receiptHandle !== receiptHandle);
    },
    purge() {
      messages = [];
    },
  };
}
