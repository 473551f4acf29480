import { describe, expect, it, onTestFinished } from 'vitest';
import type { InvocationOutcome } from '../../../local/event-source-mapping/deliver-batch.ts';
import { startQueueMapping } from '../../../local/event-source-mapping/start-queue-mapping.ts';
import { type Queue, queue } from '../../../local/sqs/queue.ts';

const ARN = 'arn:aws:sqs:us-east-1:000000000000:alerts';

function newQueue(settings: Record<string, string> = {}, deadLetters?: Queue): Queue {
  return queue({ name: 'alerts', arn: ARN, url: 'http://x/alerts', settings, queueOf: () => deadLetters });
}

interface Event {
  readonly Records: readonly { messageId: string; body: string; attributes: Record<string, string> }[];
}

/** A mapping, and the batches that its function got. */
function fed(from: Queue, answer: (event: Event, nth: number) => InvocationOutcome, configuration: object = {}) {
  const batches: Event[] = [];
  const mapping = startQueueMapping({
    configuration: { FunctionResponseTypes: ['ReportBatchItemFailures'], ...configuration },
    queue: from,
    region: 'us-east-1',
    invoke: async (event) => {
      batches.push(event as Event);
      return answer(event as Event, batches.length - 1);
    },
    log: () => {},
  });
  onTestFinished(() => mapping.stop());
  return { batches, mapping };
}

const answered = (payload: unknown): InvocationOutcome => ({ kind: 'answered', payload });
const bodies = ({ Records }: Event) => Records.map(({ body }) => body);

describe('a function that reads a queue', () => {
  it('gets messages as Lambda brings them, and what it answers for is deleted', async () => {
    const from = newQueue();
    from.send('a', { severity: { DataType: 'String', StringValue: 'high' } });
    const { batches, mapping } = fed(from, () => answered({ batchItemFailures: [] }));
    await expect.poll(() => batches.length).toBe(1);
    await mapping.settled();
    expect(batches[0].Records[0]).toMatchObject({
      body: 'a',
      awsRegion: 'us-east-1',
      eventSource: 'aws:sqs',
      eventSourceARN: ARN,
      attributes: { ApproximateReceiveCount: '1' },
      messageAttributes: { severity: { dataType: 'String', stringValue: 'high' } },
    });
    expect(from.messages).toEqual([]);
  });

  it('gets again what it reported, when its visibility ends, and not what it took beside it', async () => {
    const from = newQueue({ VisibilityTimeout: '1' });
    for (const body of ['a', 'b']) from.send(body);
    const { batches, mapping } = fed(from, ({ Records }, nth) =>
      answered({ batchItemFailures: nth === 0 ? [{ itemIdentifier: Records[1].messageId }] : [] }),
    );
    await expect.poll(() => batches.map(bodies), { timeout: 5000 }).toEqual([['a', 'b'], ['b']]);
    expect(batches[1].Records[0].attributes.ApproximateReceiveCount).toBe('2');
    await mapping.settled();
    expect(from.messages).toEqual([]);
  });

  it.each<[string, InvocationOutcome]>([
    ['fails', { kind: 'function_error' }],
    ['names a message that is not there', answered({ batchItemFailures: [{ itemIdentifier: 'other' }] })],
  ])('gets all again where it %s, until the queue gives them up', async (_what, outcome) => {
    const deadLetters = newQueue();
    const rule = JSON.stringify({ deadLetterTargetArn: 'x', maxReceiveCount: 2 });
    const from = newQueue({ VisibilityTimeout: '0', RedrivePolicy: rule }, deadLetters);
    from.send('a');
    const { batches } = fed(from, () => outcome);
    await expect.poll(() => deadLetters.messages.map(({ body }) => body)).toEqual(['a']);
    expect(batches).toHaveLength(2);
    expect(from.messages).toEqual([]);
  });

  it('is not fed where the mapping asks for what is not honoured', () => {
    const start = (configuration: object) => () => fed(newQueue(), () => answered({}), configuration);
    expect(start({ BatchSize: 11 })).toThrow('BatchSize must be from 1 to 10');
    expect(start({ FilterCriteria: {} })).toThrow('does not know FilterCriteria of a queue');
  });
});
