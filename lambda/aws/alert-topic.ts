import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { type Publish, PublishRefused } from '../../incidents/publish-alerts.ts';
import { alertMessage } from '../../messages/alert-message.ts';
import { type LinkSettings, withLinks } from '../../messages/links.ts';
import { Unavailable } from '../failures.ts';
import { CLIENT_TIMEOUTS } from './client-timeouts.ts';
import { orUnavailable } from './or-unavailable.ts';

/** E-mail and SMS get words, everything else the alert as JSON; subscribers filter by the attributes. */
export function alertTopic(
  topicArn: string,
  links: LinkSettings | undefined,
  client = new SNSClient(CLIENT_TIMEOUTS),
): Publish {
  return async (alert) => {
    const { subject, message, attributes } = alertMessage(links ? withLinks(alert, links, Date.now()) : alert);
    const command = new PublishCommand({
      TopicArn: topicArn,
      Subject: subject,
      MessageStructure: 'json',
      Message: message,
      MessageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
      ),
    });
    try {
      await orUnavailable('alerts', client.send(command));
    } catch (error) {
      if (error instanceof Unavailable) throw error;
      throw new PublishRefused(`${(error as Error).name}: ${(error as Error).message}`, { cause: error });
    }
  };
}
