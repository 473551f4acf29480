import type { Logger } from '@aws-lambda-powertools/logger';
import type { Metrics } from '@aws-lambda-powertools/metrics';
import { alertAttributes } from '../../contracts/alert.ts';
import { EMPTY_POINTER } from '../../contracts/model-registry.ts';
import type { QuarantinedObservation } from '../../contracts/quarantine.ts';
import type { IncidentItem } from '../../incidents/incident-item.ts';
import { OPEN_GATE } from '../../incidents/message-gate.ts';
import type { Ports } from '../../lambda/consumer/ports.ts';
import { emailText } from '../../messages/email.ts';
import { messageOf } from '../../messages/message.ts';
import { smsText } from '../../messages/sms.ts';
import { subjectText } from '../../messages/subject.ts';

/** Whichever model the container has. */
const DEPLOYED = {
  ...EMPTY_POINTER,
  changes: [
    { model: '0'.repeat(64), holdsFromMs: 0, kind: 'deployed' as const, atMs: 0, by: 'fuzz', why: 'to be fuzzed' },
  ],
};

/** What SNS, DynamoDB and CloudWatch Logs take at most, bytes. */
const MAX_MESSAGE = 256 * 1024;
const MAX_ITEM = 400 * 1024;
const MAX_LINE = 256 * 1024;

export interface MemoryPorts
  extends Pick<
    Ports,
    'models' | 'incidents' | 'gate' | 'notes' | 'canaries' | 'streamCreationMs' | 'publish' | 'quarantine'
  > {
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly metrics: Pick<Metrics, 'addMetric' | 'publishStoredMetrics'>;
  /** What AWS would have refused, in words. */
  readonly refusals: string[];
  /** Since the caller last emptied it. */
  readonly quarantined: QuarantinedObservation[];
}

/** Table, topic, bucket and log in memory, as particular about sizes and characters as the real ones. */
export function memoryPorts(): MemoryPorts {
  const items = new Map<string, IncidentItem>();
  const refusals: string[] = [];
  const quarantined: QuarantinedObservation[] = [];

  function refuseAbove(most: number, what: string, content: unknown): void {
    const bytes = Buffer.byteLength(typeof content === 'string' ? content : JSON.stringify(content));
    if (bytes > most) refusals.push(`${what} of ${bytes} bytes`);
  }
  const log = (message: unknown, ...lines: unknown[]) => refuseAbove(MAX_LINE, `a line '${message}'`, lines);

  return {
    refusals,
    quarantined,
    logger: { info: log, warn: log, error: log },
    metrics: { addMetric() {}, publishStoredMetrics() {} } as unknown as Metrics,
    models: { pointer: async () => DEPLOYED },
    incidents: {
      read: async (source) => items.get(source),
      async write(item) {
        refuseAbove(MAX_ITEM, 'an item', item);
        items.set(item.source, item);
        return true;
      },
      async clearPending(source, alertId) {
        const item = items.get(source)!;
        const { [alertId]: _, ...pending } = item.pending;
        items.set(source, { ...item, version: item.version + 1, pending });
      },
      async noteHeldBack() {},
      async keepAlert(kept) {
        refuseAbove(MAX_ITEM, 'a kept alert', kept);
      },
    },
    // Every message is looked at.
    gate: OPEN_GATE,
    canaries: { has: async () => false, settle: async () => {} },
    notes: { read: async () => undefined, write: async () => {}, clear: async () => {} },
    streamCreationMs: async () => 0,
    async publish(alert) {
      const message = messageOf(alert);
      const subject = subjectText(message);
      const bodies = { default: JSON.stringify(alert), email: emailText(message), sms: smsText(message) };
      refuseAbove(MAX_MESSAGE, 'a message', bodies);
      if (!/^[\x20-\x7e]{1,99}$/.test(subject)) refusals.push(`the subject ${JSON.stringify(subject)}`);
      const attributes = Object.values(alertAttributes(alert));
      if (attributes.some((value) => /^$|\p{Cc}/u.test(value)))
        refusals.push(`the attributes ${JSON.stringify(attributes)}`);
    },
    async quarantine(observations) {
      quarantined.push(...observations);
    },
  };
}
