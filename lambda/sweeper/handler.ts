import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';
import { sweeperSettingsSchema } from '../../contracts/function-settings/sweeper.ts';
import { LOG_MESSAGES } from '../../contracts/log-lines.ts';
import { METRIC_NAMESPACE, METRICS } from '../../contracts/metrics.ts';
import type { SilenceLine } from '../../contracts/silence-line.ts';
import { recordedGate } from '../../history/recorded-gate.ts';
import { recordedPublish } from '../../history/recorded-publish.ts';
import { alertLine, heldBackLine } from '../alert-line.ts';
import { alertTopic } from '../aws/alert-topic.ts';
import { incidentHistory } from '../aws/incident-history.ts';
import { incidentTable } from '../aws/incident-table.ts';
import { createLogger } from '../create-logger.ts';
import { readLinks, readSettings } from '../environment.ts';
import { publishingGate } from '../publishing-gate.ts';
import { tellHeldSilences } from './held-silences.ts';
import { silencePortsOf } from './silence-ports.ts';
import { TOLD_NOTHING, withSwept } from './silence-swept.ts';
import { tellSilentShards } from './silent-shards.ts';
import { sweep } from './sweep.ts';
import { sweeperRules } from './sweeper-rules.ts';

const settings = readSettings(process.env, sweeperSettingsSchema);
const { alertTopicArn, incidentTableName: tableName, cooldownMs, remindAfterMs, silence } = settings;
const rules = { cooldownMs, remindAfterMs, severityBands: settings.severityBands };
const logger = createLogger();
const metrics = new Metrics({ namespace: METRIC_NAMESPACE });
const history = incidentHistory(tableName, settings.historyDays);
const incidents = incidentTable({ tableName, cooldownMs, remindAfterMs, now: Date.now });
const gate = publishingGate(incidents, settings.messagesPerMinute);
const links = readLinks(process.env, settings);
const toTopic = alertTopic(alertTopicArn, links);
const ports = {
  incidents,
  history,
  gate: recordedGate({ history, gate, now: Date.now }),
  publish: recordedPublish({ history, publish: toTopic, now: Date.now }, settings.escalateAfterMinutes),
  publishEscalation:
    settings.escalationTopicArn === undefined ? undefined : alertTopic(settings.escalationTopicArn, links),
  now: Date.now,
};

/** What was held before the setting was changed. */
const SILENCE_OFF = { isAdmitted: false, rule: 'silence=off', because: 'nobody is told of silence' } as const;
const said = new Set<string>();
const notices = {
  ...ports,
  admitNotice: silence
    ? sweeperRules(settings, (line) => logger.warn(LOG_MESSAGES.unavailable, { ...line }))
    : async () => () => SILENCE_OFF,
  report(line: SilenceLine) {
    // What is held is asked about each minute: once is enough.
    const text = JSON.stringify(line);
    if (!said.has(text)) logger.warn(LOG_MESSAGES.silence, { ...line });
    if (said.size > MOST_SAID) said.clear();
    said.add(text);
  },
};
const silencePorts = silence && silencePortsOf(silence, notices);

/** Lines that are remembered, so that none is said twice. */
const MOST_SAID = 1000;

/** Runs once a minute. */
export async function handler(_event: unknown, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<void> {
  const remainingMs = () => context.getRemainingTimeInMillis();
  const swept = await sweep(rules, { ...ports, remainingMs });
  // What is pending comes first.
  const shards = silencePorts ? await tellSilentShards(silence.streamArn, silencePorts) : TOLD_NOTHING;
  const all = withSwept(withSwept(swept, await tellHeldSilences(swept.silences, notices)), shards);
  const { published, refused, heldBack, failure } = all;
  for (const one of heldBack) logger.info(LOG_MESSAGES.heldBack, { ...heldBackLine(one) });
  for (const alert of published) logger.info(LOG_MESSAGES.alert, { ...alertLine(alert) });
  for (const alert of refused) logger.error(LOG_MESSAGES.alertRefused, { ...alertLine(alert) });
  if (published.length > 0) metrics.addMetric(METRICS.alerts, MetricUnit.Count, published.length);
  if (refused.length > 0) metrics.addMetric(METRICS.alertsRefused, MetricUnit.Count, refused.length);
  if (published.length + refused.length > 0) metrics.publishStoredMetrics();
  if (failure) throw failure;
  logger.debug('swept', { items: swept.items });
}
