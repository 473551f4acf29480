import { ServiceError } from '../../gateway/service.ts';
import { type Input, type Queues, type SqsOperations, textOf } from '../input.ts';
import type { QueueAttributes } from '../message-attributes.ts';
import { changeVisibility, deleteMessage, messageBytes, sendMessage } from './messages.ts';

const MAX_ENTRIES = 10;
const MAX_BATCH_BYTES = 1_048_576;

/** The same for up to ten messages at once; one that is refused does not hold up the others. */
export function batchOperations({ of }: Queues): SqsOperations {
  return {
    SendMessageBatch(input) {
      const entries = entriesOf(input);
      const size = entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
      if (size > MAX_BATCH_BYTES) {
        const message = `Batch requests cannot be longer than ${MAX_BATCH_BYTES} bytes. You have sent ${size} bytes.`;
        throw new ServiceError('BatchRequestTooLong', message);
      }
      return eachAlone(entries, (entry) => sendMessage(of(input), entry));
    },
    ChangeMessageVisibilityBatch: (input) => eachAlone(entriesOf(input), (entry) => changeVisibility(of(input), entry)),
    DeleteMessageBatch: (input) => eachAlone(entriesOf(input), (entry) => deleteMessage(of(input), entry)),
  };
}

function entriesOf(input: Input): readonly Input[] {
  const entries = (input.Entries ?? []) as readonly Input[];
  if (!Array.isArray(entries) || entries.length === 0)
    throw new ServiceError('EmptyBatchRequest', 'There should be at least one entry in the request.');
  if (entries.length > MAX_ENTRIES) {
    const message = `Maximum number of entries per request are ${MAX_ENTRIES}. You have sent ${entries.length}.`;
    throw new ServiceError('TooManyEntriesInBatchRequest', message);
  }
  const ids = entries.map((entry) => textOf(entry, 'Id'));
  const strange = ids.find((id) => !/^[\w-]{1,80}$/.test(id));
  if (strange !== undefined)
    throw new ServiceError(
      'InvalidBatchEntryId',
      `got the id ${JSON.stringify(strange)}, wanted 1 to 80 letters, digits, hyphens or underscores`,
    );
  const repeated = ids.find((id, i) => ids.indexOf(id) < i);
  if (repeated !== undefined) throw new ServiceError('BatchEntryIdsNotDistinct', `Id ${repeated} repeated.`);
  return entries;
}

function sizeOf({ MessageBody, MessageAttributes }: Input): number {
  return messageBytes(String(MessageBody ?? ''), (MessageAttributes ?? {}) as QueueAttributes);
}

function eachAlone(entries: readonly Input[], act: (entry: Input) => object): object {
  const Successful: object[] = [];
  const Failed: object[] = [];
  for (const entry of entries) {
    try {
      Successful.push({ Id: entry.Id, ...act(entry) });
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      Failed.push({ Id: entry.Id, SenderFault: error.status < 500, Code: error.code, Message: error.message });
    }
  }
  return { Successful, Failed };
}
