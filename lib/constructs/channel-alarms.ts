import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { type AlarmRow, over } from './alarm-row.ts';
import type { PipelineMetrics } from './pipeline-metrics.ts';

/** What wakes people about channels; nothing where there are none. */
export function channelAlarms({ messagesFailed, messagesGivenUp, notifierErrors }: PipelineMetrics): AlarmRow[] {
  if (!messagesGivenUp || !notifierErrors) return [];
  return [
    {
      id: 'ChannelFails',
      heading: 'Channel fails',
      meaning: 'For fifteen minutes a channel has taken no message, or the notifier itself failed: it is tried again.',
      metric: new MathExpression({
        // Errors are measured with each invocation: without one, nobody tried.
        expression: 'FILL(failed, 0) + errors',
        usingMetrics: { failed: over(5, messagesFailed), errors: over(5, notifierErrors) },
        label: 'Failed tries',
        period: over(5, messagesFailed).period,
      }),
      above: 0,
      periods: 3,
      silence: 'unchanged',
    },
    {
      id: 'MessagesWereGivenUp',
      heading: 'Messages were given up',
      meaning:
        'A channel did not take a message in two hours of tries: nobody was told there, and it waits to be sent again.',
      metric: over(5, messagesGivenUp),
      above: 0,
      silence: 'unchanged',
    },
  ];
}
