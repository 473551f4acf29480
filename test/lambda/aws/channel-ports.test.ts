import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ChangeMessageVisibilityCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { hideMessage } from '../../../lambda/aws/channel-queue.ts';
import { channelSecrets } from '../../../lambda/aws/channel-secrets.ts';
import { putBusEvent } from '../../../lambda/aws/event-bus.ts';
import { NotSent } from '../../../lambda/notifier/not-sent.ts';

const secrets = mockClient(SecretsManagerClient);
const parameters = mockClient(SSMClient);
const events = mockClient(EventBridgeClient);
const sqs = mockClient(SQSClient);
const EVENT = { Source: 'weir', DetailType: 'alert opened', Detail: '{}' };

beforeEach(() => {
  for (const client of [secrets, parameters, events, sqs]) client.reset();
});

function named(name: string, message = 'very-secret'): Error {
  return Object.assign(new Error(message), { name });
}

describe('a secret', () => {
  it('is read by its name where it is, decrypted, and again after five minutes', async () => {
    let nowMs = 0;
    const read = channelSecrets(() => nowMs);
    secrets.on(GetSecretValueCommand, { SecretId: 'weir/slack' }).resolves({ SecretString: 'one' });
    parameters.on(GetParameterCommand, { Name: '/weir/slack', WithDecryption: true }).resolves({
      Parameter: { Value: 'two' },
    });
    expect([await read('weir/slack'), await read('ssm:/weir/slack')]).toEqual(['one', 'two']);
    nowMs = 299_999;
    expect([await read('weir/slack'), await read('ssm:/weir/slack')]).toEqual(['one', 'two']);
    expect(secrets.calls()).toHaveLength(1);
    nowMs = 300_000;
    await read('weir/slack');
    expect(secrets.calls()).toHaveLength(2);
  });

  it('that cannot be read is told by its name and the code, and asked for again', async () => {
    const read = channelSecrets(() => 0);
    secrets.on(GetSecretValueCommand).rejectsOnce(named('AccessDeniedException')).resolves({ SecretString: 'one' });
    const refused = read('weir/slack');
    await expect(refused).rejects.toThrow(NotSent);
    await expect(refused).rejects.toThrow('the secret weir/slack could not be read: AccessDeniedException');
    expect(await read('weir/slack')).toBe('one');
  });

  it('of bytes is none', async () => {
    secrets.on(GetSecretValueCommand).resolves({ SecretBinary: new Uint8Array(3) });
    await expect(channelSecrets(() => 0)('weir/slack')).rejects.toThrow('the secret weir/slack holds no text');
  });
});

describe('a bus', () => {
  it('gets the event', async () => {
    events.on(PutEventsCommand).resolves({ FailedEntryCount: 0, Entries: [{ EventId: '1' }] });
    await putBusEvent(EVENT, 'plant', new EventBridgeClient({}));
    expect(events.commandCalls(PutEventsCommand)[0].args[0].input.Entries).toEqual([
      { ...EVENT, EventBusName: 'plant' },
    ]);
  });

  it('that refuses it, as a whole or this one, is told by the code', async () => {
    events.on(PutEventsCommand).rejectsOnce(named('ResourceNotFoundException'));
    const put = () => putBusEvent(EVENT, 'plant', new EventBridgeClient({}));
    await expect(put()).rejects.toThrow('the bus plant refused it: ResourceNotFoundException');
    events.on(PutEventsCommand).resolves({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'ThrottlingException' }] });
    await expect(put()).rejects.toThrow('the bus plant refused it: ThrottlingException');
  });
});

it('a message is hidden for as long as asked, and a refusal of that is no failure', async () => {
  sqs.on(ChangeMessageVisibilityCommand).resolvesOnce({}).rejects(named('MessageNotInflight'));
  const hide = hideMessage('https://queue', new SQSClient({}));
  await hide('receipt', 90);
  await hide('receipt', 90);
  const receipt = { QueueUrl: 'https://queue', ReceiptHandle: 'receipt', VisibilityTimeout: 90 };
  expect(sqs.commandCalls(ChangeMessageVisibilityCommand)[0].args[0].input).toEqual(receipt);
});
