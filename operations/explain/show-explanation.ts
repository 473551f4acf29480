import { type AnomalyLine, type HeldBackBecause, LOG_MESSAGES, type VerdictLine } from '../../contracts/log-lines.ts';
import { rarity } from '../../contracts/rarity.ts';
import { rangeWords } from '../../contracts/readable-number.ts';
import { NO_MODEL } from '../../contracts/verdict.ts';
import type { ObservationLine } from './find-observation.ts';
import type { AlertFollowed } from './follow-alert.ts';
import { usualIf } from './usual-if.ts';

/** What is known of an observation: its deliveries, and what became of its alert. */
export interface Explanation {
  /** One line for each delivery that finished it, the oldest first. */
  readonly lines: readonly ObservationLine[];
  readonly alert?: AlertFollowed;
  /** Whether its alert is still written down to be published. */
  readonly isPending?: boolean;
  /** Who hears of alerts: `email me@example.com`. */
  readonly subscribers: readonly string[];
}

const DECISIONS: Readonly<Record<string, string>> = {
  opened: 'it opened incident',
  worsened: 'it made an incident worse:',
  joined: 'it joined the open incident',
  already_counted: 'it was counted before: this was another delivery of it',
  held: 'it was counted and told nobody, because its source seems never to come again',
  observed: 'nobody is told of anything: the setting alerting is observe',
  learning: 'nobody was told: too little is known yet of its source, whose past alone finds it strange',
  test: 'it is a test alert, told as one and counted nowhere',
};

const BECAUSE: Readonly<Record<HeldBackBecause, string>> = {
  alike: 'another source had opened within a minute before, by the same feature in the same direction',
  many: 'more than five sources had opened within a minute',
  member: 'the opening of its incident was held back, too',
  cap: 'as many messages had gone out within a minute as messagesPerMinute allows',
};

/** Puts what is known of one observation into lines for people. */
export function explanationText(explanation: Explanation): string {
  const { lines } = explanation;
  return [
    `Observation ${lines[0].identity}`,
    ...lines.flatMap((line, i) => [
      ...(lines.length > 1 ? ['', `Delivery ${i + 1}, logged at ${timeOf(line.loggedAtMs)}`] : []),
      ...(line.message === LOG_MESSAGES.quarantined ? quarantineLines(line) : verdictLines(line)),
      ...(line.message === LOG_MESSAGES.anomaly ? [row('Decision', decisionText(line))] : []),
    ]),
    ...messageLines(explanation),
  ].join('\n');
}

function quarantineLines({ reason, partitionKey }: Extract<ObservationLine, { message: 'quarantined' }>): string[] {
  return [
    row('Record', `partition key ${partitionKey}`),
    row('Decoded', `not: ${reason.message ?? reason.code}${reason.path === '' ? '' : `, at ${reason.path}`}`),
    row('Decision', `it is in quarantine with the reason ${reason.code}: docs/reasons.md, npm run quarantine -- show`),
  ];
}

function verdictLines({ source, id, observedAt, features, flags, verdict }: VerdictLine): string[] {
  const { contributions = [], imputed = [], score, threshold, surprise, lane = 'row', stream } = verdict;
  const model =
    verdict.modelVersion === NO_MODEL ? 'no model, the past of its source alone' : `model ${verdict.modelVersion}`;
  const past = stream ? `, of ${stream.observations} observations of its source` : '';
  const usual = usualIf(verdict);
  return [
    row('Source', `${source}${id === undefined ? '' : `, id ${id}`}, observed at ${observedAt}`),
    row('Decoded', features === undefined ? 'its values are not logged (logFeatures is false)' : valuesText(features)),
    ...(imputed.length > 0 ? [row('Missing', `${imputed.join(', ')}: taken as usual`)] : []),
    ...(flags ? [row('Odd', flags.map((flag) => JSON.stringify(flag)).join(', '))] : []),
    row('Judged by', `${model}${past}${lane === 'row' ? '' : `; the ${lane} lane leads`}`),
    row('Score', `${digits(score)}, strange above ${digits(threshold)}: ${verdict.anomalous ? 'anomalous' : 'usual'}`),
    ...(surprise === undefined ? [] : [row('How rare', rarity(surprise))]),
    ...contributions.slice(0, 5).map((one, i) => row(i === 0 ? 'Driven by' : '', contributionText(one))),
    ...(verdict.explanation === undefined ? [] : [row('In words', verdict.explanation)]),
    ...(usual === undefined ? [] : [row('Usual if', usual)]),
  ];
}

type Contribution = NonNullable<VerdictLine['verdict']['contributions']>[number];

function contributionText({ feature, contribution, observed, expected, usual }: Contribution): string {
  const part = `${feature}, ${digits(contribution)}`;
  if (observed === undefined) return part;
  if (!usual) return `${part}: is ${digits(observed)}${expected === undefined ? '' : `, expected ${digits(expected)}`}`;
  const { value, low, high } = rangeWords(observed, usual);
  return `${part}: is ${value}, usual ${usual.at === 'hour' ? 'at this hour' : 'now'} is ${low} to ${high}`;
}

/** @param line may carry which rule decided, and why */
function decisionText(line: AnomalyLine & { readonly rule?: string; readonly because?: string }): string {
  const { decision, incidentId, severity, rule, because } = line;
  const what = DECISIONS[decision] ?? decision.replaceAll('_', ' ');
  const incident = incidentId === undefined || decision === 'held' ? '' : ` ${incidentId}`;
  const by = rule === undefined ? '' : `, by the rule ${rule}`;
  return `${what}${incident}, severity ${severity}${by}${because === undefined ? '' : `: ${because}`}`;
}

function messageLines({ lines, alert, isPending = false, subscribers }: Explanation): string[] {
  if (!alert) {
    const isAnomaly = lines.some(({ message }) => message === LOG_MESSAGES.anomaly);
    return isAnomaly ? [row('Message', 'none: this decision makes none')] : [];
  }
  const { alertId, told, isRefused, heldBack } = alert;
  const to = subscribers.length > 0 ? subscribers.join(', ') : 'nobody: the topic has no confirmed subscription';
  if (heldBack)
    return [
      row('Message', `alert ${alertId} was held back: ${BECAUSE[heldBack.because]}`),
      ...stormLines(heldBack, to),
    ];
  if (isRefused) return [row('Message', `alert ${alertId} was refused by SNS and is kept in the incident table`)];
  if (told.length > 0) {
    const when = told.map(({ atMs, by }) => `at ${timeOf(atMs)} by the ${by}`).join(', again ');
    return [
      row('Message', `alert ${alertId} was published ${when}`),
      row('To', `${to}; a subscriber's filter may drop it`),
    ];
  }
  const waits = 'is written down and not published yet: the sweeper does within minutes';
  const unknown = 'is neither in the log nor waiting: the log may be younger, or a moment behind';
  return [row('Message', `alert ${alertId} ${isPending ? waits : unknown}`)];
}

function stormLines({ stormId, toldAtMs }: NonNullable<AlertFollowed['heldBack']>, to: string): string[] {
  const [first] = toldAtMs;
  if (first === undefined) return [row('', `incident ${stormId} across sources tells of it with the next minute`)];
  return [row('', `incident ${stormId} across sources told of it at ${timeOf(first)}`), row('To', to)];
}

function valuesText(features: NonNullable<VerdictLine['features']>): string {
  if (Array.isArray(features)) return `values by place: ${features.join(', ')}`;
  return Object.entries(features)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
}

function row(title: string, text: string): string {
  return `  ${(title ? `${title}:` : '').padEnd(11)} ${text}`;
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}

function digits(value: number): string {
  return String(Number(value.toPrecision(4)));
}
