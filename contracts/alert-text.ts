import { type Alert, type AlertAnomaly, type IncidentAlert, isNoData } from './alert.ts';
import { counted } from './counted.ts';
import { dataQualityLines, dataQualitySubject } from './data-quality-text.ts';
import { modelLines, modelSubject } from './model-text.ts';
import { noDataLines, noDataSubject } from './no-data-text.ts';
import { toPlainText } from './plain-text.ts';
import { rarity } from './rarity.ts';
import { rangeWords } from './readable-number.ts';
import { type Contribution, NO_MODEL } from './verdict.ts';

/** SNS takes fewer than 100 ASCII characters on one line, beginning with a letter, a digit or punctuation. */
const MAX_SUBJECT_LENGTH = 99;

/** Puts an alert into the subject of a mail: one line of printable ASCII, at most 99 characters, as SNS demands. */
export function alertSubject(alert: Alert): string {
  const ascii = toPlainText(subjectOf(alert)).replace(/[^\x20-\x7e]/g, '?');
  return ascii.length > MAX_SUBJECT_LENGTH ? `${ascii.slice(0, MAX_SUBJECT_LENGTH - 3)}...` : ascii;
}

/** The alert as an e-mail that a person understands at three in the morning. */
export function alertWords(alert: Alert): string {
  return `${linesOf(alert)
    .map((line) => toPlainText(line))
    .join('\n')}\n`;
}

function subjectOf(alert: Alert): string {
  if (alert.kind === 'data_quality') return dataQualitySubject(alert);
  if (alert.kind === 'model') return modelSubject(alert);
  return isNoData(alert) ? noDataSubject(alert) : incidentSubject(alert);
}

function linesOf(alert: Alert): string[] {
  if (alert.kind === 'data_quality') return dataQualityLines(alert);
  if (alert.kind === 'model') return modelLines(alert);
  return isNoData(alert) ? noDataLines(alert) : incidentLines(alert);
}

function incidentSubject({ kind, severity, source, test }: IncidentAlert): string {
  const prefix = test ? 'TEST: ' : '';
  if (kind === 'opened') return `${prefix}[${severity}] ${source} is behaving strangely`;
  if (kind === 'worsened') return `${prefix}[${severity}] ${source} got worse`;
  if (kind === 'changed') return `${prefix}[${severity}] ${source} is strange in another way`;
  if (kind === 'resumed') return `${prefix}[${severity}] ${source} is strange again`;
  if (kind === 'reminder') return `${prefix}[${severity}] ${source} is still strange`;
  return `${prefix}[closed] ${source} is back to normal`;
}

function incidentLines(alert: IncidentAlert): string[] {
  const { kind, source, severity, anomalies, openedAt, anomaly, incidentId, alertId, test, advice, changedFrom } =
    alert;
  const what = {
    opened: `${source} is behaving strangely: ${severity} severity.`,
    worsened: `${source} got worse: ${severity} severity now.`,
    changed: `${source} is strange in another way${changedFrom === undefined ? '' : ` (before: ${changedFrom})`}: ${severity} severity.`,
    resumed: `${source} is strange again, after it was quiet for a while: ${severity} severity.`,
    reminder: `${source} is still strange, and nobody has said that they look after it: ${severity} severity.`,
    closed: `${source} has shown nothing strange for a while. The incident is closed; at worst it was of ${severity} severity.`,
  }[kind];
  return [
    ...(test ? ['This is a test alert. Nothing is wrong.', ''] : []),
    what,
    ...(anomaly.explanation ? ['', `Why: ${anomaly.explanation}`] : []),
    ...(advice ? ['', `What to do: ${advice.text}${advice.link === undefined ? '' : ` ${advice.link}`}`] : []),
    '',
    ...anomaly.contributions.slice(0, 5).map((one) => contributionLine(one, anomaly.imputed)),
    ...(anomaly.contributions.length > 0 ? [''] : []),
    `Observed at:   ${anomaly.timestamp}${anomaly.id === undefined ? '' : ` (id ${anomaly.id})`}`,
    `Since:         ${openedAt}, ${anomalies} strange ${anomalies === 1 ? 'observation' : 'observations'} so far`,
    `How strange:   ${anomaly.surprise === undefined ? '' : `${rarity(anomaly.surprise)}, `}${percent(anomaly.grade)} of the scale (${judgedBy(anomaly)})`,
    ...Object.entries(anomaly.labels ?? {}).map(([name, label]) => `${`${name}:`.padEnd(14)} ${label}`),
    '',
    `Incident ${incidentId}, alert ${alertId}`,
    `Observation ${anomaly.identity}, ${anomaly.modelVersion === NO_MODEL ? 'no model' : `model ${anomaly.modelVersion}`}`,
  ];
}

function contributionLine(contribution: Contribution, imputed: readonly string[] = []): string {
  const { feature, observed, expected, direction, usual: range } = contribution;
  if (range) {
    const { value, low, high } = rangeWords(observed, range);
    return `  ${feature} is ${value}, usual ${range.at === 'hour' ? 'at this hour' : 'now'} is ${low} to ${high}`;
  }
  const usual = expected === undefined ? '' : `, ${direction ?? 'not'} the usual ${digits(expected)}`;
  if (imputed.includes(feature)) return `  ${feature} is missing (${digits(observed)} assumed${usual})`;
  return `  ${feature} is ${digits(observed)}${usual}`;
}

/** By what: the past of its source where that leads, or else the model's score. */
function judgedBy({ lane = 'row', stream, score, threshold }: AlertAnomaly): string {
  if (lane === 'row') return `score ${digits(score)}, strange above ${digits(threshold)}`;
  return `by the past of its source${stream ? `, ${counted(stream.observations, 'observation')}` : ''}`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** Four significant digits: 0.6213, 187.2, 1234000. */
function digits(value: number): string {
  return String(Number(value.toPrecision(4)));
}
