import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetSubscriptionAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListTopicsCommand,
  PublishBatchCommand,
  PublishCommand,
  SetSubscriptionAttributesCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Gateway, startGateway } from '../../../local/gateway/start-gateway.ts';
import type { Functions } from '../../../local/lambda/start-functions.ts';
import { alertListeners } from '../../../local/sns/alert-listeners.ts';
import { deliverTo } from '../../../local/sns/deliver.ts';
import { snsService } from '../../../local/sns/sns-service.ts';
import { type Message, type Topic, topic } from '../../../local/sns/topic.ts';
import { type Queue, queue } from '../../../local/sqs/queue.ts';

const TopicArn = 'arn:aws:sns:us-east-1:000000000000:alerts';
const QUEUE_ARN = 'arn:aws:sqs:us-east-1:000000000000:inbox';
const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:000000000000:function:notifier';

let gateway: Gateway;
let client: SNSClient;
let alerts: Topic;
let inbox: Queue;
let listeners: Map<string, (message: Message) => void>;
let invoked: object[];
let failures: unknown[];
let mayInvoke: boolean;

beforeEach(async () => {
  inbox = queue({ name: 'inbox', arn: QUEUE_ARN, url: 'http://queue' });
  listeners = new Map();
  invoked = [];
  failures = [];
  mayInvoke = true;
  const notifier = { invoke: async (event: object) => ({ kind: 'answered', payload: invoked.push(event) }) };
  const deliver = deliverTo({
    functions: { byArn: () => notifier } as unknown as Functions,
    mayInvoke: () => mayInvoke,
    queues: new Map([['inbox', inbox]]),
    listeners,
  });
  const createTopic = (name: string) =>
    topic(TopicArn.replace('alerts', name), deliver, (error) => failures.push(error));
  alerts = createTopic('alerts');
  gateway = await startGateway({
    port: 0,
    services: new Map([['sns', snsService({ topics: new Map([[TopicArn, alerts]]), createTopic })]]),
    principalOf: () => 'admin',
    onBug: (error) => Promise.reject(error),
  });
  const credentials = { accessKeyId: 'AKIAME', secretAccessKey: 'x' };
  client = new SNSClient({ endpoint: gateway.url, region: 'us-east-1', credentials });
});

afterEach(async () => {
  client.destroy();
  await gateway.stop();
});

const subscribe = (Protocol: string, Endpoint: string, Attributes = {}) =>
  client.send(new SubscribeCommand({ TopicArn, Protocol, Endpoint, Attributes }));

const MESSAGE = {
  TopicArn,
  Subject: 'Look',
  MessageStructure: 'json',
  Message: JSON.stringify({ default: 'for all', sqs: 'for queues', lambda: 'for functions' }),
  MessageAttributes: { severity: { DataType: 'String', StringValue: 'high' } },
};

test('each protocol gets its own body: a queue in an envelope or raw, a function as a record', async () => {
  await subscribe('sqs', QUEUE_ARN);
  await subscribe('lambda', FUNCTION_ARN);
  const { MessageId } = await client.send(new PublishCommand(MESSAGE));
  const MessageAttributes = { severity: { Type: 'String', Value: 'high' } };
  const common = { Type: 'Notification', MessageId, TopicArn, Subject: 'Look', MessageAttributes };
  expect(inbox.messages.map(({ body }) => JSON.parse(body))).toMatchObject([{ ...common, Message: 'for queues' }]);
  expect(invoked).toMatchObject([
    { Records: [{ EventSource: 'aws:sns', Sns: { ...common, Message: 'for functions' } }] },
  ]);
});

test('raw delivery keeps the attributes of a message, and an envelope has them inside', async () => {
  const { SubscriptionArn } = await subscribe('sqs', QUEUE_ARN, { RawMessageDelivery: 'true' });
  const MessageAttributes = {
    severity: { DataType: 'String', StringValue: 'high' },
    grade: { DataType: 'Number', StringValue: '0.5' },
    raw: { DataType: 'Binary', BinaryValue: Buffer.from('bytes') },
  };
  await client.send(new PublishCommand({ ...MESSAGE, MessageAttributes }));
  const off = { AttributeName: 'RawMessageDelivery', AttributeValue: 'false' };
  await client.send(new SetSubscriptionAttributesCommand({ SubscriptionArn, ...off }));
  await client.send(new PublishCommand({ ...MESSAGE, MessageAttributes }));
  expect(inbox.messages.map(({ attributes }) => attributes)).toEqual([
    {
      severity: { DataType: 'String', StringValue: 'high' },
      grade: { DataType: 'Number', StringValue: '0.5' },
      raw: { DataType: 'Binary', BinaryValue: Buffer.from('bytes').toString('base64') },
    },
    {},
  ]);
});

test('a raw message with more attributes than a queue takes is dropped, and said', async () => {
  await subscribe('sqs', QUEUE_ARN, { RawMessageDelivery: 'true' });
  const many = Array.from({ length: 11 }, (_, i) => [`a${i}`, { DataType: 'String', StringValue: 'x' }]);
  await client.send(new PublishCommand({ ...MESSAGE, MessageAttributes: Object.fromEntries(many) }));
  expect(inbox.messages).toEqual([]);
  expect(String(failures)).toContain('Number of message attributes [11] exceeds the allowed maximum [10]');
});

test('raw delivery is the body alone, and a listener in this process gets all bodies', async () => {
  await subscribe('sqs', QUEUE_ARN, { RawMessageDelivery: 'true' });
  const heard: object[] = [];
  const stop = alertListeners(alerts, listeners)((message) => heard.push(message));
  await client.send(new PublishCommand(MESSAGE));
  stop();
  await client.send(new PublishCommand(MESSAGE));
  expect(inbox.messages.map(({ body }) => body)).toEqual(['for queues', 'for queues']);
  expect(heard).toMatchObject([{ subject: 'Look', bodies: { default: 'for all' }, attributes: { severity: 'high' } }]);
});

test('a filter policy keeps messages away, over attributes or over the body', async () => {
  await subscribe('sqs', QUEUE_ARN, { FilterPolicy: '{"severity":["low"]}' });
  const FilterPolicy = '{"score":[{"numeric":[">",1]}]}';
  await subscribe('lambda', FUNCTION_ARN, { FilterPolicy, FilterPolicyScope: 'MessageBody' });
  const entry = (Id: string, severity: string, score: number) => ({
    Id,
    Message: JSON.stringify({ score }),
    MessageAttributes: { severity: { DataType: 'String', StringValue: severity } },
  });
  const PublishBatchRequestEntries = [entry('a', 'low', 1), entry('b', 'high', 2)];
  const { Successful } = await client.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries }));
  expect(Successful?.map(({ Id }) => Id)).toEqual(['a', 'b']);
  expect(inbox.messages.map(({ body }) => JSON.parse(body).Message)).toEqual(['{"score":1}']);
  expect(invoked).toMatchObject([{ Records: [{ Sns: { Message: '{"score":2}' } }] }]);
});

test('an e-mail address stays unconfirmed and a repeated subscription is the same one', async () => {
  expect(await subscribe('email', 'me@example.com')).toMatchObject({ SubscriptionArn: 'pending confirmation' });
  const [first, second] = [await subscribe('sqs', QUEUE_ARN), await subscribe('sqs', QUEUE_ARN)];
  expect(second.SubscriptionArn).toBe(first.SubscriptionArn);
  const { Subscriptions } = await client.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
  expect(Subscriptions?.map(({ SubscriptionArn }) => SubscriptionArn)).toEqual([
    'PendingConfirmation',
    first.SubscriptionArn,
  ]);
});

test('what a subscription is can be asked and changed', async () => {
  const FilterPolicy = '{"severity":["low"]}';
  const { SubscriptionArn } = await subscribe('sqs', QUEUE_ARN, { FilterPolicy });
  const ask = async () =>
    (await client.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }))).Attributes ?? {};
  expect(await ask()).toMatchObject({
    ...{ SubscriptionArn, TopicArn, Protocol: 'sqs', Endpoint: QUEUE_ARN, PendingConfirmation: 'false' },
    ...{ RawMessageDelivery: 'false', FilterPolicy, FilterPolicyScope: 'MessageAttributes' },
  });
  const set = (AttributeName: string, AttributeValue: string) =>
    client.send(new SetSubscriptionAttributesCommand({ SubscriptionArn, AttributeName, AttributeValue }));
  await client.send(new PublishCommand(MESSAGE));
  expect(inbox.messages).toHaveLength(0);
  await set('FilterPolicy', '{"severity":["high"]}');
  await client.send(new PublishCommand(MESSAGE));
  expect(inbox.messages).toHaveLength(1);
  await set('FilterPolicy', '{}');
  expect(await ask()).not.toHaveProperty('FilterPolicy');
  await expect(set('FilterPolicy', 'no JSON')).rejects.toMatchObject({
    name: expect.stringMatching(/^InvalidParameter/),
  });
  await expect(set('RedrivePolicy', '{}')).rejects.toThrow('AttributeName RedrivePolicy: the local SNS does not know');
  await expect(subscribe('sqs', QUEUE_ARN, { RawMessageDelivery: 'true' })).rejects.toThrow(
    'Subscription already exists with different attributes',
  );
});

test('a topic can be made, twice to the same effect, and removed', async () => {
  const made = await client.send(new CreateTopicCommand({ Name: 'orders' }));
  expect(made.TopicArn).toBe(TopicArn.replace('alerts', 'orders'));
  await client.send(new SubscribeCommand({ TopicArn: made.TopicArn, Protocol: 'sqs', Endpoint: QUEUE_ARN }));
  await client.send(new CreateTopicCommand({ Name: 'orders' }));
  await client.send(new PublishCommand({ TopicArn: made.TopicArn, Message: 'one' }));
  expect(inbox.messages).toHaveLength(1);
  expect((await client.send(new ListTopicsCommand({}))).Topics).toEqual([{ TopicArn }, { TopicArn: made.TopicArn }]);
  await client.send(new DeleteTopicCommand({ TopicArn: made.TopicArn }));
  expect((await client.send(new ListTopicsCommand({}))).Topics).toEqual([{ TopicArn }]);
  await expect(client.send(new CreateTopicCommand({ Name: 'a b' }))).rejects.toMatchObject({
    name: expect.stringMatching(/^InvalidParameter/),
  });
  await expect(client.send(new SetTopicAttributesCommand({ TopicArn, AttributeName: 'x' }))).rejects.toThrow(
    'the local SNS does not know SetTopicAttributes',
  );
});

test('a function that does not permit SNS to invoke it is not invoked', async () => {
  mayInvoke = false;
  await subscribe('lambda', FUNCTION_ARN);
  await client.send(new PublishCommand(MESSAGE));
  expect(invoked).toEqual([]);
  expect(String(failures)).toContain('does not permit SNS to invoke it');
});

test.each([
  ['a subject of two lines', { Subject: 'two\nlines' }],
  ['a long subject', { Subject: 'x'.repeat(101) }],
  ['an empty message', { Message: '' }],
  ['a structure without a default', { Message: '{"sqs":"x"}' }],
  ['a message that is too long', { Message: JSON.stringify({ default: 'x'.repeat(262_144) }) }],
  [
    'a message that is too long with its attributes',
    {
      Message: JSON.stringify({ default: 'x'.repeat(262_000) }),
      MessageAttributes: { long: { DataType: 'String', StringValue: 'x'.repeat(300) } },
    },
  ],
  ['a message that no XML can hold', { Message: JSON.stringify({ default: '\uffff' }) }],
  ['a body that no XML can hold', { Message: '{"default":"\\u0001"}' }],
  ['an attribute that no XML can hold', { MessageAttributes: { name: { DataType: 'String', StringValue: '\ufffe' } } }],
  ['an empty attribute', { MessageAttributes: { name: { DataType: 'String', StringValue: '' } } }],
  ['another topic', { TopicArn: `${TopicArn}2` }],
])('%s is refused as SNS refuses it', async (_what, change) => {
  await expect(client.send(new PublishCommand({ ...MESSAGE, ...change }))).rejects.toMatchObject({
    name: expect.stringMatching(/^(InvalidParameter|ParameterValueInvalid|NotFound)/),
  });
});
