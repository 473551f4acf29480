import type { AlertAnomaly, IncidentAlert } from '../contracts/alert.ts';
import { counted } from '../contracts/counted.ts';
import { durationWords } from '../contracts/duration.ts';
import { rarity } from '../contracts/rarity.ts';
import { rangeWords } from '../contracts/readable-number.ts';
import { type Contribution, NO_MODEL } from '../contracts/verdict.ts';
import { incidentWords } from './incident-words.ts';
import type { Fact, MessageParts } from './message.ts';
import { timeWords } from './time-words.ts';

/** Beyond, a phone shows nothing else; the JSON has ten. */
const MAX_DETAILS = 5;

/** Puts an alert about an incident into words. */
export function incidentParts(alert: IncidentAlert): MessageParts {
  const { severity, source, anomaly, test } = alert;
  const [step, title, sentence] = incidentWords(alert);
  const isOver = step === 'resolve';
  const badge = isOver ? 'closed' : severity;
  const { explanation, timestamp } = anomaly;
  return {
    step,
    title: `${test ? 'TEST: ' : ''}[${badge}] ${source} ${title}`,
    sentences: [
      ...(test ? ['This is a test alert. Nothing is wrong.'] : []),
      `${source} ${sentence(alert)}`,
      ...(explanation ? [`${isOver ? 'Last strange' : 'Why'}: ${explanation}`] : []),
    ],
    details: isOver ? [] : detailsOf(anomaly),
    facts: incidentFacts(alert, isOver),
    commands: [],
    at: timestamp,
  };
}

/** What the sentence has not said with its value already. */
function detailsOf({ contributions, imputed, explanation = '' }: AlertAnomaly): string[] {
  const clauses = explanation.split('; ');
  return contributions
    .filter(({ feature }) => !clauses.some((clause) => clause.startsWith(`${feature} is `)))
    .slice(0, MAX_DETAILS)
    .map((one) => contributionLine(one, imputed));
}

function incidentFacts(
  { incidentId, alertId, openedAt, anomalies, anomaly, test }: IncidentAlert,
  isOver: boolean,
): Fact[] {
  const { id, timestamp, labels = {}, identity, modelVersion, grade, surprise } = anomaly;
  const lastedSeconds = (Date.parse(timestamp) - Date.parse(openedAt)) / 1000;
  const within = lastedSeconds > 0 ? ` within ${durationWords(lastedSeconds)}` : '';
  const rare = surprise === undefined ? '' : `${rarity(surprise)}, `;
  return [
    [isOver ? 'Last strange at' : 'Observed at', `${timeWords(timestamp)}${id === undefined ? '' : ` (id ${id})`}`],
    ['Since', timeWords(openedAt)],
    ...(test ? [] : [['How often', `${counted(anomalies, 'strange observation')}${within}`] as const]),
    ['How strange', `${rare}${percent(grade)} of the scale (${judgedBy(anomaly)})`],
    ...labelFacts(labels),
    ['Incident', incidentId],
    ['Alert', alertId],
    ['Observation', identity],
    ['Model', modelVersion === NO_MODEL ? 'none' : modelVersion],
  ];
}

/** All in one: a label may be called as a fact is. */
function labelFacts(labels: Readonly<Record<string, string>>): Fact[] {
  const all = Object.entries(labels).map(([name, label]) => `${name} = ${label}`);
  return all.length === 0 ? [] : [['Labels', all.join(', ')]];
}

function contributionLine(contribution: Contribution, imputed: readonly string[] = []): string {
  const { feature, observed, expected, direction, usual: range } = contribution;
  if (range) {
    const { value, low, high } = rangeWords(observed, range);
    return `${feature} is ${value}, usual ${range.at === 'hour' ? 'at this hour' : 'now'} is ${low} to ${high}`;
  }
  const usual = usualWords(expected, direction);
  if (imputed.includes(feature)) return `${feature} is missing (${digits(observed)} assumed${usual})`;
  return `${feature} is ${digits(observed)}${usual}`;
}

function usualWords(expected: number | undefined, direction: Contribution['direction']): string {
  if (expected === undefined) return '';
  return direction === undefined ? ', as usual' : `, ${direction} the usual ${digits(expected)}`;
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
