import type { DataQualityAlert } from '../contracts/alert.ts';
import { counted } from '../contracts/counted.ts';
import type { Fact, MessageParts } from './message.ts';
import { timeWords } from './time-words.ts';

/** Puts an alert about data quality into words. */
export function dataQualityParts(alert: DataQualityAlert): MessageParts {
  const { about, detectedAt, alertId, example } = alert;
  const said = { quarantine: quarantineWords, times: timesWords, sources: sourcesWords }[about](alert);
  return {
    step: 'trigger',
    details: [],
    at: detectedAt,
    ...said,
    sentences: [...said.sentences, 'You will not hear of this again before a day has passed without it.'],
    facts: [
      ...said.facts,
      ['For example', example.identity],
      ['Its data', example.data],
      ['Noticed at', timeWords(detectedAt)],
      ['Alert', alertId],
    ],
  };
}

type Words = Pick<MessageParts, 'title' | 'sentences' | 'commands'> & { readonly facts: readonly Fact[] };

function quarantineWords({ observations, quarantined, reason, unknownNames }: DataQualityAlert): Words {
  const share = percent(quarantined / observations);
  return {
    title: `[data quality] ${share} of the observations cannot be scored`,
    sentences: [
      `${quarantined} of the last ${counted(observations, 'observation')} (${share}) could not be scored and went to quarantine.`,
      ...(unknownNames
        ? [
            `The model knows none of these names: ${unknownNames.join(', ')}.`,
            'It was trained on something else. Collect rows from this stream, train a model on them, and deploy it.',
          ]
        : []),
      'They are kept whole in the quarantine bucket and can be put on the stream again once the cause is mended.',
    ],
    facts: [['Mostly', `${reason.message} (${reason.code}, ${reason.count} times)`]],
    commands: [
      ...(unknownNames ? ['npm run collect -- --help'] : []),
      'npm run quarantine -- list',
      'npm run redrive -- --help',
    ],
  };
}

function timesWords({ observations, reason }: DataQualityAlert): Words {
  const share = percent(reason.count / observations);
  return {
    title: `[data quality] the clocks of ${share} of the observations are wrong`,
    sentences: [
      `${reason.count} of the last ${counted(observations, 'observation')} (${share}) carry a time before 2000, or more than a day after they arrived.`,
      'They were judged all the same. Their incidents go by the time of arrival where a clock runs ahead.',
      'Numbers since 1970 may be seconds, milliseconds, microseconds or nanoseconds. Look at the clocks and units of the producers; without a timestamp the time of arrival counts.',
    ],
    facts: [['The first had', reason.message]],
    commands: [],
  };
}

function sourcesWords({ reason }: DataQualityAlert): Words {
  return {
    title: '[data quality] no source comes twice: name one',
    sentences: [
      `No source comes twice: ${reason.message}, and no observation names its source.`,
      'The producer seems to choose partition keys by chance. Then every observation is a source of its own, and strange ones cannot be put together in incidents: they are logged, and nobody is told of them one by one.',
      'Say where in the observation its source stands, that the whole stream is one, or that these keys are sources:',
    ],
    facts: [],
    commands: [
      `npm run settings -- set mapping '{"source":"device.id"}'`,
      'npm run settings -- set source stream',
      'npm run settings -- set source partitionKey',
    ],
  };
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
