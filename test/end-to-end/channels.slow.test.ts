import { readFileSync } from 'node:fs';
import path from 'node:path';
import { SNSClient } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { Webhook } from 'standardwebhooks';
import { expect, it } from 'vitest';
import { decodeLogLine } from '../../contracts/decode-log-line.ts';
import { LOG_MESSAGES } from '../../contracts/log-lines.ts';
import { alertTopic } from '../../lambda/aws/alert-topic.ts';
import { startLocalCloud } from '../../local/start-local-cloud.ts';
import { SAMPLES } from '../messages/sample-alerts.ts';
import { channelHost } from '../support/channel-host.ts';
import { changedAssembly, synthesisedAssembly } from '../support/synthesised-assembly.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const KEY = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const CHANNELS = [
  { name: 'hook', kind: 'webhook', secret: 'weir/hook' },
  { name: 'bus', kind: 'eventbridge' },
  { name: 'missing', kind: 'slack', secret: 'ssm:/weir/nothing' },
  { name: 'calm', kind: 'slack', secret: 'ssm:/weir/nothing', sources: ['press-*'] },
];

it('an alert reaches each channel that wants it on its own, is tried again as asked, and given up to a queue of its own', async () => {
  const whole = await synthesisedAssembly(`channels=${JSON.stringify(CHANNELS)}`);
  const assemblyDir = changedAssembly(whole, 'Weir-Detection.template.json', (text) =>
    text.replaceAll('"maxReceiveCount": 30', '"maxReceiveCount": 2'),
  );
  const host = await channelHost((response, nth) =>
    nth === 0 ? response.writeHead(429, { 'retry-after': '1' }).end() : response.writeHead(200).end(),
  );
  const logsDir = temporaryFolder();
  const cloud = await startLocalCloud({
    ...{ assemblyDir, logsDir },
    secrets: { 'weir/hook': JSON.stringify({ url: `https://127.0.0.1:${host.port}/in`, key: KEY }) },
    certificates: path.resolve('verification/certificates/ca.pem'),
  });
  try {
    const said: string[] = [];
    cloud.onLogLine(({ text }) => {
      const line = decodeLogLine(text);
      if (line?.message === LOG_MESSAGES.channel) said.push(`${line.channel} ${line.decision} ${line.reason ?? ''}`);
    });
    const { environment, outputs } = cloud;
    const client = {
      endpoint: environment.AWS_ENDPOINT_URL,
      region: environment.AWS_REGION,
      credentials: { accessKeyId: environment.AWS_ACCESS_KEY_ID!, secretAccessKey: environment.AWS_SECRET_ACCESS_KEY! },
    };
    const publish = alertTopic(outputs.AlertTopicArn!, undefined, new SNSClient(client));
    await publish(SAMPLES.opened);

    await expect.poll(() => host.received.length, { timeout: 20_000 }).toBe(2);
    const [, { headers, body }] = host.received;
    expect(new Webhook(KEY).verify(body, headers)).toMatchObject({ data: SAMPLES.opened });
    await expect
      .poll(() => said.toSorted(), { timeout: 20_000 })
      .toEqual(
        expect.arrayContaining([
          'bus sent ',
          'calm not_told its source matches none of press-*',
          'hook failed it answered 429',
          'hook sent ',
          'missing failed the secret ssm:/weir/nothing could not be read: ParameterNotFound',
        ]),
      );
    const localLog = readFileSync(path.join(logsDir, 'local-cloud.log'), 'utf8');
    expect(localLog).toContain('on default: weir, alert opened, {"version":1,');
    const sqs = new SQSClient(client);
    await expect.poll(() => deadLetters(sqs), { timeout: 30_000 }).toBe('1');
  } finally {
    await cloud.stop();
  }
}, 120_000);

async function deadLetters(sqs: SQSClient): Promise<string | undefined> {
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: 'Weir-Detection-NotifierDead' }));
  const asked = { QueueUrl: QueueUrls[0], AttributeNames: ['ApproximateNumberOfMessages' as const] };
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand(asked));
  return Attributes?.ApproximateNumberOfMessages;
}
