import type { DataQualityAlert } from './alert.ts';

/** Puts an alert about data quality into a subject. */
export function dataQualitySubject({ about, quarantined, observations, reason }: DataQualityAlert): string {
  const share = percent((about === 'quarantine' ? quarantined : reason.count) / observations);
  if (about === 'times') return `[data quality] the clocks of ${share} of the observations are wrong`;
  if (about === 'sources') return '[data quality] no source comes twice: name one';
  return `[data quality] ${share} of the observations cannot be scored`;
}

/** Puts it into the lines of an e-mail. */
export function dataQualityLines(alert: DataQualityAlert): string[] {
  const { about, detectedAt, alertId } = alert;
  const lines = { quarantine: quarantineLines, times: timesLines, sources: sourcesLines }[about](alert);
  return [
    ...lines,
    '',
    `Noticed at ${detectedAt}. You will not hear of this again before a day has passed without it.`,
    `Alert ${alertId}`,
  ];
}

function quarantineLines(alert: DataQualityAlert): string[] {
  const { observations, quarantined, reason, example, unknownNames } = alert;
  const share = percent(quarantined / observations);
  return [
    `${quarantined} of the last ${observations} observations (${share}) could not be scored and went to quarantine.`,
    '',
    ...(unknownNames ? [...unknownNamesLines(unknownNames), ''] : []),
    `Mostly because: ${reason.message} (${reason.code}, ${reason.count} times)`,
    ...exampleLines(example),
    '',
    'They are kept whole in the quarantine bucket and can be put on the stream again once the cause is mended:',
    '  npm run quarantine -- list',
    '  npm run redrive -- --help',
  ];
}

function timesLines({ observations, reason, example }: DataQualityAlert): string[] {
  const share = percent(reason.count / observations);
  return [
    `${reason.count} of the last ${observations} observations (${share}) carry a time before 2000, or more than a day after they arrived.`,
    'They were judged all the same. Their incidents go by the time of arrival where a clock runs ahead.',
    '',
    `The first had:  ${reason.message}`,
    ...exampleLines(example),
    '',
    'Numbers since 1970 may be seconds, milliseconds, microseconds or nanoseconds. Look at the clocks and units of the',
    'producers; without a timestamp the time of arrival counts.',
  ];
}

function sourcesLines({ reason, example }: DataQualityAlert): string[] {
  return [
    `No source comes twice: ${reason.message}, and no observation names its source.`,
    'The producer seems to choose partition keys by chance. Then every observation is a source of its own, and strange ones',
    'cannot be put together in incidents: they are logged, and nobody is told of them one by one.',
    '',
    ...exampleLines(example),
    '',
    'Say where in the observation its source stands, that the whole stream is one, or that these keys are sources:',
    `  npm run settings -- set mapping '{"source":"device.id"}'`,
    '  npm run settings -- set source stream',
    '  npm run settings -- set source partitionKey',
  ];
}

function exampleLines({ identity, data }: DataQualityAlert['example']): string[] {
  return [`For example:    ${identity}`, `                ${data}`];
}

function unknownNamesLines(names: readonly string[]): string[] {
  return [
    `The model knows none of these names: ${names.join(', ')}`,
    'It was trained on something else. Collect rows from this stream, train a model on them, and deploy it:',
    '  npm run collect -- --help',
  ];
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
