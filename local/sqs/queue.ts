import { createHash, randomUUID } from 'node:crypto';
import type { QueueAttributes } from './message-attributes.ts';
import { INITIAL_SETTINGS, type QueueSettings, redriveRule } from './queue-settings.ts';

export interface QueuedMessage {
  readonly messageId: string;
  readonly body: string;
  readonly md5OfBody: string;
  readonly attributes: QueueAttributes;
  /** Changes with each receipt; '' before the first. */
  receiptHandle: string;
  /** Milliseconds since the epoch. */
  visibleFromMs: number;
  receiveCount: number;
  firstReceivedAtMs?: number;
  readonly sentAtMs: number;
}

export interface Queue {
  readonly name: string;
  readonly arn: string;
  readonly url: string;
  readonly createdAtMs: number;
  readonly changedAtMs: number;
  readonly settings: QueueSettings;
  /** Replaces the settings that are given. They are not checked here. */
  configure(settings: QueueSettings): void;
  /** Those that are neither deleted nor older than the queue keeps them. */
  readonly messages: readonly QueuedMessage[];
  /** @param delaySeconds until it can be received; the queue's own delay when absent */
  send(body: string, attributes?: QueueAttributes, delaySeconds?: number): QueuedMessage;
  /** Takes over a message of another queue, which counts its receipts on. */
  adopt(message: QueuedMessage): void;
  /**
   * Up to `max` visible messages, hidden from now on for the visibility timeout; waits for the first. The queue's own
   * times hold where none are given.
   */
  receive(max: number, waitSeconds?: number, visibilityTimeoutSeconds?: number): Promise<readonly QueuedMessage[]>;
  /**
   * Hides a received message for that long from now on.
   * @returns false when it is not hidden by this receipt any more
   */
  hide(receiptHandle: string, seconds: number): boolean;
  delete(receiptHandle: string): void;
  purge(): void;
}

export interface QueueOptions {
  readonly name: string;
  readonly arn: string;
  readonly url: string;
  /** Those that are not as in the beginning. */
  readonly settings?: QueueSettings;
  /** The queue of that ARN, for messages that were received too often. */
  readonly queueOf?: (arn: string) => Queue | undefined;
}

const POLL_MS = 50;

/** A standard queue, in memory. */
export function queue(options: QueueOptions): Queue {
  const { name, arn, url } = options;
  const createdAtMs = Date.now();
  let changedAtMs = createdAtMs;
  let settings: QueueSettings = { ...INITIAL_SETTINGS, ...options.settings };
  let messages: QueuedMessage[] = [];
  const seconds = (setting: string) => Number(settings[setting]);

  function keepFresh(): QueuedMessage[] {
    const oldestMs = Date.now() - seconds('MessageRetentionPeriod') * 1000;
    messages = messages.filter(({ sentAtMs }) => sentAtMs >= oldestMs);
    return messages;
  }

  /** Moves to the dead-letter queue what was received as often as it may be. */
  function redrive(visible: readonly QueuedMessage[]): readonly QueuedMessage[] {
    const rule = redriveRule(settings);
    const target = rule && options.queueOf?.(rule.deadLetterTargetArn);
    if (!rule || !target) return visible;
    const worn = new Set(visible.filter(({ receiveCount }) => receiveCount >= rule.maxReceiveCount));
    for (const message of worn) target.adopt(message);
    messages = messages.filter((message) => !worn.has(message));
    return visible.filter((message) => !worn.has(message));
  }

  function take(max: number, visibilityTimeoutSeconds: number): readonly QueuedMessage[] {
    const now = Date.now();
    const taken = redrive(keepFresh().filter(({ visibleFromMs }) => visibleFromMs <= now)).slice(0, max);
    for (const message of taken) {
      message.receiptHandle = randomUUID();
      message.visibleFromMs = now + visibilityTimeoutSeconds * 1000;
      message.receiveCount++;
      message.firstReceivedAtMs ??= now;
    }
    return taken;
  }

  return {
    name,
    arn,
    url,
    createdAtMs,
    get changedAtMs() {
      return changedAtMs;
    },
    get settings() {
      return settings;
    },
    configure(changed) {
      changedAtMs = Date.now();
      settings = { ...settings, ...changed };
    },
    get messages() {
      return keepFresh();
    },
    send(body, attributes = {}, delaySeconds = seconds('DelaySeconds')) {
      const now = Date.now();
      const message: QueuedMessage = {
        messageId: randomUUID(),
        body,
        md5OfBody: createHash('md5').update(body).digest('hex'),
        attributes,
        receiptHandle: '',
        visibleFromMs: now + delaySeconds * 1000,
        receiveCount: 0,
        sentAtMs: now,
      };
      messages.push(message);
      return message;
    },
    adopt: (message) => void messages.push({ ...message, visibleFromMs: Date.now() }),
    async receive(max, waitSeconds = seconds('ReceiveMessageWaitTimeSeconds'), visibilityTimeoutSeconds) {
      for (const deadlineMs = Date.now() + waitSeconds * 1000; ; ) {
        const taken = take(max, visibilityTimeoutSeconds ?? seconds('VisibilityTimeout'));
        if (taken.length > 0 || Date.now() >= deadlineMs) return taken;
        await new Promise((resolve) => setTimeout(resolve, POLL_MS).unref());
      }
    },
    hide(receiptHandle, hiddenSeconds) {
      const now = Date.now();
      const message = messages.find((one) => one.receiptHandle === receiptHandle && one.visibleFromMs > now);
      if (message) message.visibleFromMs = now + hiddenSeconds * 1000;
      return message !== undefined;
    },
    delete(receiptHandle) {
      messages = messages.filter((message) => message.receiptHandle !== receiptHandle);
    },
    purge() {
      messages = [];
    },
  };
}
