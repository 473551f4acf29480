import {
  AddPermissionCommand,
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  type Message,
  type MessageAttributeValue,
  type QueueAttributeName,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Queue } from '../../../local/sqs/queue.ts';
import { sqsService } from '../../../local/sqs/sqs-service.ts';
import { type LoneService, serveAlone } from '../serve-alone.ts';

const ARN = 'arn:aws:sqs:us-east-1:000000000000:';

let service: LoneService;
let client: SQSClient;
let QueueUrl: string;

beforeEach(async () => {
  const queues = new Map<string, Queue>();
  const identify = (name: string) => ({ arn: `${ARN}${name}`, url: `http://127.0.0.1/000000000000/${name}` });
  service = await serveAlone('sqs', sqsService({ queues, identify }));
  client = new SQSClient(service.client);
  QueueUrl = await create('inbox');
});

afterEach(async () => {
  client.destroy();
  await service.stop();
});

async function create(QueueName: string, Attributes?: Record<string, string>): Promise<string> {
  return (await client.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl!;
}

const send = (MessageBody: string, more = {}) =>
  client.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }));

async function receive(more: Partial<ReceiveMessageCommandInput> = {}): Promise<Message[]> {
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...more }),
  );
  return Messages;
}

async function attributes(...AttributeNames: QueueAttributeName[]): Promise<Record<string, string> | undefined> {
  return (await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }))).Attributes;
}

describe('attributes of a message', () => {
  const MessageAttributes: Record<string, MessageAttributeValue> = {
    severity: { DataType: 'String', StringValue: 'high' },
    'severity.rank': { DataType: 'Number.int', StringValue: '3' },
    raw: { DataType: 'Binary', BinaryValue: Uint8Array.of(0, 255) },
  };

  test('come back as they were sent, to those who ask for them', async () => {
    await send('pump 😀', { MessageAttributes });
    const [message] = await receive({ MessageAttributeNames: ['All'], VisibilityTimeout: 0 });
    expect(message).toMatchObject({ Body: 'pump 😀', MessageAttributes });
    const [some] = await receive({ MessageAttributeNames: ['severity.*'], VisibilityTimeout: 0 });
    expect(Object.keys(some.MessageAttributes!).sort()).toEqual(['severity', 'severity.rank']);
    expect((await receive())[0].MessageAttributes).toBeUndefined();
  });

  test('have the digest that AWS documents', async () => {
    // Of attribute `a`, String, `b`: the md5 of 00000001 61 00000006 537472696e67 01 00000001 62.
    const sent = await send('x', { MessageAttributes: { a: { DataType: 'String', StringValue: 'b' } } });
    expect(sent.MD5OfMessageAttributes).toBe('bef8bf215374a0a228d67533b1a488be');
  });

  test.each<[string, Record<string, MessageAttributeValue>]>([
    ['an empty value', { a: { DataType: 'String', StringValue: '' } }],
    ['a type that is none', { a: { DataType: 'Text', StringValue: 'x' } }],
    ['a value of another type', { a: { DataType: 'Binary', StringValue: 'x' } }],
    [
      'eleven of them',
      Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`a${i}`, { DataType: 'String', StringValue: 'x' }])),
    ],
  ])('are refused with %s', async (_what, wrong) => {
    await expect(send('x', { MessageAttributes: wrong })).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });
});

test("a receiver is told SQS's own attributes when it asks", async () => {
  await send('x');
  const [first] = await receive({ MessageSystemAttributeNames: ['All'], VisibilityTimeout: 0 });
  expect(first.Attributes).toMatchObject({ ApproximateReceiveCount: '1' });
  const [second] = await receive({ MessageSystemAttributeNames: ['ApproximateReceiveCount'], VisibilityTimeout: 0 });
  expect(second.Attributes).toEqual({ ApproximateReceiveCount: '2' });
  expect((await receive())[0].Attributes).toBeUndefined();
});

test('queues are listed by prefix, page by page', async () => {
  for (const name of ['alerts-a', 'alerts-b', 'alerts-c']) await create(name);
  const list = async (input: object) => client.send(new ListQueuesCommand(input));
  expect((await list({})).QueueUrls).toHaveLength(4);
  const first = await list({ QueueNamePrefix: 'alerts-', MaxResults: 2 });
  const second = await list({ QueueNamePrefix: 'alerts-', MaxResults: 2, NextToken: first.NextToken });
  const names = [first, second].map(({ QueueUrls = [] }) => QueueUrls.map((url) => url.split('/').at(-1)));
  expect(names).toEqual([['alerts-a', 'alerts-b'], ['alerts-c']]);
  expect(second.NextToken).toBeUndefined();
});

describe('what CreateQueue sets', () => {
  test('is said and done', async () => {
    QueueUrl = await create('slow', { DelaySeconds: '900', VisibilityTimeout: '7', MaximumMessageSize: '1024' });
    expect(await attributes('All')).toMatchObject({
      QueueArn: `${ARN}slow`,
      DelaySeconds: '900',
      VisibilityTimeout: '7',
      MaximumMessageSize: '1024',
      MessageRetentionPeriod: '345600',
      ReceiveMessageWaitTimeSeconds: '0',
    });
    await send('later');
    expect(await receive()).toEqual([]);
    await expect(send('x'.repeat(1025))).rejects.toThrow('Message must be shorter than 1024 bytes');
    await send('now', { DelaySeconds: 0 });
    expect((await receive()).map(({ Body }) => Body)).toEqual(['now']);
    expect(await attributes('All')).toMatchObject({
      ApproximateNumberOfMessages: '0',
      ApproximateNumberOfMessagesNotVisible: '1',
      ApproximateNumberOfMessagesDelayed: '1',
    });
    expect(await attributes('VisibilityTimeout')).toEqual({ VisibilityTimeout: '7' });
    expect(await attributes()).toBeUndefined();
  });

  test('sends a message that nobody deletes to the dead-letter queue', async () => {
    const lettersUrl = await create('letters');
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: `${ARN}letters`, maxReceiveCount: 2 });
    QueueUrl = await create('tried', { RedrivePolicy, VisibilityTimeout: '0' });
    await send('poison');
    expect([(await receive()).length, (await receive()).length, (await receive()).length]).toEqual([1, 1, 0]);
    expect((await receive({ QueueUrl: lettersUrl })).map(({ Body }) => Body)).toEqual(['poison']);
  });

  test('is what the present queue has, or the queue is refused', async () => {
    await create('two', { VisibilityTimeout: '5' });
    expect(await create('two', { VisibilityTimeout: '5' })).toContain('two');
    await expect(create('two', { VisibilityTimeout: '6' })).rejects.toMatchObject({ name: 'QueueNameExists' });
  });

  test.each([
    [{ VisibilityTimeout: '43201' }, 'InvalidAttributeValue'],
    [{ VisibilityTimeout: 'x' }, 'InvalidAttributeValue'],
    [{ RedrivePolicy: '{}' }, 'InvalidAttributeValue'],
    [{ Colour: 'blue' }, 'InvalidAttributeName'],
  ])('is refused when SQS would refuse it: %j', async (wrong, name) => {
    await expect(create('wrong', wrong as Record<string, string>)).rejects.toMatchObject({ name });
  });

  test.each(['orders.fifo', 'a b', ''])('needs a name that a standard queue may have, not %j', async (name) => {
    await expect(create(name)).rejects.toMatchObject({ $metadata: { httpStatusCode: 400 } });
  });
});

test('SetQueueAttributes changes what holds from now on, and leaves the rest', async () => {
  await client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: '0' } }));
  await send('x');
  expect([(await receive()).length, (await receive()).length]).toEqual([1, 1]);
  expect(await attributes('All')).toMatchObject({ VisibilityTimeout: '0', DelaySeconds: '0' });
});

test('a batch sends what it can, and says of each entry what came of it', async () => {
  const Entries = [
    { Id: 'a', MessageBody: 'first', MessageAttributes: { n: { DataType: 'Number', StringValue: '1' } } },
    { Id: 'b', MessageBody: '\u0001' },
    { Id: 'c', MessageBody: 'third' },
  ];
  const { Successful, Failed } = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  expect(Successful?.map(({ Id }) => Id)).toEqual(['a', 'c']);
  expect(Failed).toMatchObject([{ Id: 'b', SenderFault: true, Code: 'InvalidMessageContents' }]);
  const received = await receive({ MessageAttributeNames: ['All'] });
  expect(received.map(({ Body, MessageAttributes }) => [Body, MessageAttributes?.n?.StringValue])).toEqual([
    ['first', '1'],
    ['third', undefined],
  ]);
});

test.each([
  [[], 'EmptyBatchRequest'],
  [['a', 'a'], 'BatchEntryIdsNotDistinct'],
  [['a b'], 'InvalidBatchEntryId'],
  [Array.from({ length: 11 }, (_, i) => `id${i}`), 'TooManyEntriesInBatchRequest'],
])('a batch of the ids %j is refused whole', async (ids, name) => {
  const Entries = ids.map((Id) => ({ Id, MessageBody: 'x' }));
  await expect(client.send(new SendMessageBatchCommand({ QueueUrl, Entries }))).rejects.toMatchObject({ name });
});

test('a batch deletes what was received', async () => {
  for (const body of ['a', 'b', 'c']) await send(body);
  const [a, b] = await receive({ VisibilityTimeout: 0 });
  const Entries = [a, b].map(({ ReceiptHandle }, i) => ({ Id: String(i), ReceiptHandle }));
  const wrong = { Id: 'wrong', ReceiptHandle: 'mine' };
  const answer = await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: [...Entries, wrong] }));
  expect(answer.Successful?.map(({ Id }) => Id)).toEqual(['0', '1']);
  expect(answer.Failed).toMatchObject([{ Id: 'wrong', Code: 'ReceiptHandleIsInvalid' }]);
  expect((await receive()).map(({ Body }) => Body)).toEqual(['c']);
});

test('a received message can be shown again at once, alone or in a batch, and hidden for longer', async () => {
  await send('x');
  for (let i = 0; i < 2; i++) {
    const [{ ReceiptHandle }] = await receive();
    const change = { ReceiptHandle, VisibilityTimeout: 0 };
    if (i === 0) await client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ...change }));
    else await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries: [{ Id: 'a', ...change }] }));
  }
  const [{ ReceiptHandle }] = await receive();
  await client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 43_200 }));
  expect(await receive()).toEqual([]);
  await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  await expect(
    client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 })),
  ).rejects.toMatchObject({ name: 'MessageNotInflight' });
});

test('what is not there, and what the local SQS does not know, is said by name', async () => {
  await expect(client.send(new GetQueueUrlCommand({ QueueName: 'nobody' }))).rejects.toMatchObject({
    name: 'QueueDoesNotExist',
    Code: 'AWS.SimpleQueueService.NonExistentQueue',
  });
  const permission = { QueueUrl, Label: 'x', AWSAccountIds: ['000000000000'], Actions: ['SendMessage'] };
  await expect(client.send(new AddPermissionCommand(permission))).rejects.toThrow(
    'the local SQS does not know AddPermission',
  );
});
