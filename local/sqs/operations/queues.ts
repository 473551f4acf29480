import { ServiceError } from '../../gateway/service.ts';
import { type Input, type Queues, type SqsOperations, textOf, textsOf, wholeNumberOf } from '../input.ts';
import { type Queue, queue } from '../queue.ts';
import { checkQueueSettings, INITIAL_SETTINGS, type QueueSettings, SETTABLE } from '../queue-settings.ts';

export interface QueueOperationsOptions extends Queues {
  readonly queues: Map<string, Queue>;
  /** ARN and URL of a queue that is made at run time, so that people can subscribe one to the alerts. */
  readonly identify: (queueName: string) => { readonly arn: string; readonly url: string };
}

const MAX_RESULTS = 1000;

/** Makes, finds, describes and removes queues. */
export function queueOperations({ queues, identify, named, of }: QueueOperationsOptions): SqsOperations {
  const queueOf = (arn: string) => [...queues.values()].find((one) => one.arn === arn);
  return {
    CreateQueue(input) {
      const name = queueName(input);
      const settings = settingsOf(input);
      const present = queues.get(name);
      if (present) {
        refuseOtherSettings(present, settings);
        return { QueueUrl: present.url };
      }
      const made = queue({ name, ...identify(name), settings, queueOf });
      queues.set(name, made);
      return { QueueUrl: made.url };
    },
    ListQueues(input) {
      const prefix = String(input.QueueNamePrefix ?? '');
      const after = String(input.NextToken ?? '');
      const limit = wholeNumberOf(input, 'MaxResults', 1, MAX_RESULTS) ?? MAX_RESULTS;
      const names = [...queues.keys()].filter((name) => name.startsWith(prefix) && name > after).sort();
      const page = names.slice(0, limit);
      // Without MaxResults SQS gives no token, however many there are.
      const next = input.MaxResults !== undefined && names.length > limit ? { NextToken: page.at(-1) } : {};
      return { QueueUrls: page.map((name) => named(name).url), ...next };
    },
    GetQueueUrl: (input) => ({ QueueUrl: named(textOf(input, 'QueueName')).url }),
    GetQueueAttributes: (input) => askedAttributesOf(of(input), textsOf(input, 'AttributeNames')),
    SetQueueAttributes(input) {
      of(input).configure(settingsOf(input));
      return {};
    },
    PurgeQueue(input) {
      of(input).purge();
      return {};
    },
    DeleteQueue(input) {
      queues.delete(of(input).name);
      return {};
    },
  };
}

function askedAttributesOf(queue: Queue, asked: readonly string[]): object {
  const all = attributesOf(queue);
  const strange = asked.find((name) => name !== 'All' && !(name in all) && !SETTABLE.includes(name));
  if (strange !== undefined) throw new ServiceError('InvalidAttributeName', `Unknown Attribute ${strange}.`);
  const given = Object.entries(all).filter(([name]) => asked.includes('All') || asked.includes(name));
  return given.length === 0 ? {} : { Attributes: Object.fromEntries(given) };
}

function queueName(input: Input): string {
  const name = textOf(input, 'QueueName');
  if (name.endsWith('.fifo'))
    throw new ServiceError(
      'UnsupportedOperation',
      'the local SQS has no FIFO queues, as SNS tells people through none',
    );
  if (/^[\w-]{1,80}$/.test(name)) return name;
  throw new ServiceError(
    'InvalidParameterValue',
    `got the queue name ${JSON.stringify(name)}, wanted 1 to 80 letters, digits, hyphens or underscores`,
  );
}

function settingsOf(input: Input): QueueSettings {
  if (input.tags !== undefined && Object.keys(input.tags as object).length > 0)
    throw new ServiceError('UnsupportedOperation', 'the local SQS keeps no tags');
  const settings = Object.entries((input.Attributes ?? {}) as object).map(([name, value]) => [name, String(value)]);
  const read: QueueSettings = Object.fromEntries(settings);
  checkQueueSettings(read);
  return read;
}

function refuseOtherSettings(present: Queue, wanted: QueueSettings): void {
  const other = Object.keys(wanted).find((name) => wanted[name] !== (present.settings[name] ?? INITIAL_SETTINGS[name]));
  if (other === undefined) return;
  throw new ServiceError(
    'QueueNameExists',
    `A queue already exists with the same name and a different value for attribute ${other}`,
  );
}

function attributesOf({ arn, messages, settings, createdAtMs, changedAtMs }: Queue): Record<string, string> {
  const now = Date.now();
  const hidden = messages.filter(({ visibleFromMs }) => visibleFromMs > now);
  const inFlight = hidden.filter(({ receiveCount }) => receiveCount > 0);
  const set = Object.entries(settings).filter(([, value]) => value !== '');
  return {
    ...Object.fromEntries(set),
    QueueArn: arn,
    ApproximateNumberOfMessages: String(messages.length - hidden.length),
    ApproximateNumberOfMessagesNotVisible: String(inFlight.length),
    ApproximateNumberOfMessagesDelayed: String(hidden.length - inFlight.length),
    CreatedTimestamp: String(Math.floor(createdAtMs / 1000)),
    LastModifiedTimestamp: String(Math.floor(changedAtMs / 1000)),
  };
}
