import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { ChannelLine } from '../../contracts/channel-line.ts';
import { decodeLogLine } from '../../contracts/decode-log-line.ts';
import { LOG_MESSAGES } from '../../contracts/log-lines.ts';
import type { LocalCloud } from '../../local/local-cloud.ts';

/** A channel for each right that the notifier may have. Nothing answers where the webhooks are. */
export const CHECKED_CHANNELS = [
  { name: 'bus', kind: 'eventbridge' },
  { name: 'hook', kind: 'webhook', secret: 'weir/hook' },
  { name: 'parameter', kind: 'webhook', secret: 'ssm:/weir/hook' },
] as const;

const HELD = JSON.stringify({ url: 'https://127.0.0.1:1/', key: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' });

/** What the secrets of {@link CHECKED_CHANNELS} hold. */
export const CHECKED_SECRETS = { 'weir/hook': HELD, 'ssm:/weir/hook': HELD };

/** What telling channels needs of a running installation. */
export interface ChannelWorld {
  readonly cloud: Pick<LocalCloud, 'onLogLine'>;
  readonly sns: SNSClient;
  readonly alertTopicArn: string;
  readonly eventually: (isSo: () => Promise<boolean>) => Promise<boolean>;
}

/** What must happen, once an anomaly was published, so that each right is used of the notifier. */
export function channelSteps(world: ChannelWorld): Readonly<Record<string, () => Promise<boolean>>> {
  const { cloud, sns, alertTopicArn, eventually } = world;
  const lines: ChannelLine[] = [];
  cloud.onLogLine(({ text }) => {
    const line = decodeLogLine(text);
    if (line?.message === LOG_MESSAGES.channel) lines.push(line);
  });
  const says = (channel: string, reason: RegExp) => async () =>
    lines.some((line) => line.channel === channel && reason.test(`${line.decision} ${line.reason}`));
  return {
    'an alert is put on the bus of a channel': () => eventually(says('bus', /^sent/)),
    'the secret of a channel is read': () => eventually(says('hook', /could not be reached/)),
    'the parameter of a channel is read': () => eventually(says('parameter', /could not be reached/)),
    'what a channel did not take comes again when the notifier says': async () => {
      const severity = { DataType: 'String', StringValue: 'high' };
      const MessageAttributes = { severity };
      await sns.send(new PublishCommand({ TopicArn: alertTopicArn, Message: '{}', MessageAttributes }));
      const again = (name: string) =>
        lines.some(({ channel, attempt, reason = '' }) => {
          return channel === name && attempt > 1 && reason.startsWith('it is no alert');
        });
      return eventually(async () => CHECKED_CHANNELS.every(({ name }) => again(name)));
    },
  };
}
