import { ServiceError } from '../gateway/service.ts';

/** A queue's settable attributes as SQS writes them, by name. */
export type QueueSettings = Readonly<Record<string, string>>;

/** The numbers among them: what they are at first, and how far they go. */
const NUMBERS: Readonly<Record<string, readonly [initial: number, min: number, max: number]>> = {
  VisibilityTimeout: [30, 0, 43_200],
  DelaySeconds: [0, 0, 900],
  ReceiveMessageWaitTimeSeconds: [0, 0, 20],
  MessageRetentionPeriod: [345_600, 60, 1_209_600],
  MaximumMessageSize: [1_048_576, 1_024, 1_048_576],
};

/** Kept and given back; nothing is encrypted here, and policies of queues are not evaluated. */
const TEXTS = [
  ...['Policy', 'RedrivePolicy', 'RedriveAllowPolicy'],
  ...['KmsMasterKeyId', 'KmsDataKeyReusePeriodSeconds', 'SqsManagedSseEnabled'],
];

/** What a queue has that is made without attributes. */
export const INITIAL_SETTINGS: QueueSettings = {
  ...Object.fromEntries(Object.entries(NUMBERS).map(([name, [initial]]) => [name, String(initial)])),
  SqsManagedSseEnabled: 'true',
};

/** Every attribute that may be set, or asked for. */
export const SETTABLE = [...Object.keys(NUMBERS), ...TEXTS];

/** Where messages go that were received too often without being deleted. */
export interface RedriveRule {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

/**
 * Checks attributes that a queue shall have.
 *
 * @throws ServiceError for one that is not known, or a value that SQS refuses
 */
export function checkQueueSettings(settings: QueueSettings): void {
  for (const [name, value] of Object.entries(settings)) {
    const [, min, max] = NUMBERS[name] ?? [];
    if (min !== undefined && max !== undefined) {
      if (/^\d+$/.test(value) && Number(value) >= min && Number(value) <= max) continue;
      throw new ServiceError(
        'InvalidAttributeValue',
        `Invalid value for the parameter ${name}: got ${JSON.stringify(value)}, wanted a whole number from ${min} to ${max}.`,
      );
    }
    if (!TEXTS.includes(name)) {
      throw new ServiceError('InvalidAttributeName', `the local SQS does not know the attribute ${name}`);
    }
  }
  redriveRule(settings);
}

/**
 * Reads the rule for messages that nobody deletes; undefined when the queue has none.
 *
 * @throws ServiceError when it is not as SQS wants it
 */
export function redriveRule({ RedrivePolicy }: QueueSettings): RedriveRule | undefined {
  if (RedrivePolicy === undefined || RedrivePolicy === '') return undefined;
  const { deadLetterTargetArn, maxReceiveCount } = parse(RedrivePolicy);
  const count = Number(maxReceiveCount);
  if (typeof deadLetterTargetArn === 'string' && Number.isInteger(count) && count >= 1 && count <= 1000) {
    return { deadLetterTargetArn, maxReceiveCount: count };
  }
  throw new ServiceError(
    'InvalidAttributeValue',
    `Invalid value for the parameter RedrivePolicy: got ${RedrivePolicy}, wanted deadLetterTargetArn and maxReceiveCount from 1 to 1000.`,
  );
}

function parse(text: string): Partial<Record<keyof RedriveRule, unknown>> {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}
