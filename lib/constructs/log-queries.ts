import { LOG_MESSAGES } from '../../contracts/log-lines.ts';
import { SEVERITIES } from '../../contracts/verdict.ts';

const only = (message: keyof typeof LOG_MESSAGES) => `message = "${LOG_MESSAGES[message]}"`;

const anyOf = (...messages: (keyof typeof LOG_MESSAGES)[]) =>
  `message in [${messages.map((message) => `"${LOG_MESSAGES[message]}"`).join(', ')}]`;

/** Of the consumer's log, by what people ask. */
export const LOG_QUERIES = {
  'Latest anomalies': {
    fields: ['observedAt', 'source', 'severity', 'decision', 'verdict.score', 'verdict.grade', 'verdict.explanation'],
    filterStatements: [only('anomaly')],
    sort: '@timestamp desc',
    limit: 100,
  },
  'Why nobody was told': {
    fields: ['observedAt', 'source', 'severity', 'decision', 'evidence', 'rule', 'because', 'incidentId', 'identity'],
    filterStatements: [anyOf('anomaly', 'silence', 'dataQuality'), 'not ispresent(alertId)'],
    sort: '@timestamp desc',
    limit: 100,
  },
  'Strangest sources': {
    filterStatements: [only('anomaly')],
    statsStatements: ['count(*) as anomalies, max(verdict.grade) as highestGrade by source'],
    sort: 'anomalies desc',
    limit: 50,
  },
  'Anomalies by severity': {
    filterStatements: [only('anomaly')],
    // The language has no pivot: a column for each.
    statsStatements: [
      `${SEVERITIES.map((one) => `sum(strcontains(severity, "${one}")) as ${one}`).join(', ')} by bin(5m)`,
    ],
  },
  'What became of anomalies': {
    filterStatements: [only('anomaly')],
    statsStatements: ['count(*) as anomalies by decision'],
    sort: 'anomalies desc',
  },
  'What was held back': {
    filterStatements: [only('heldBack')],
    statsStatements: ['count(*) as alerts, latest(source) as example by because'],
    sort: 'alerts desc',
  },
  'Alerts published': {
    fields: ['@timestamp', 'kind', 'severity', 'source', 'alertId'],
    filterStatements: [only('alert')],
    sort: '@timestamp desc',
    limit: 100,
  },
  'Why observations are quarantined': {
    filterStatements: [only('quarantined')],
    statsStatements: ['count(*) as observations, latest(reason.message) as example by reason.code, reason.path'],
    sort: 'observations desc',
    limit: 50,
  },
  'Throughput by shard': {
    filterStatements: [only('batch')],
    statsStatements: ['sum(observations), sum(done), sum(quarantined), sum(anomalous) by shardId, bin(5m)'],
  },
  'Batches that ended early': {
    fields: ['@timestamp', 'shardId', 'records', 'done', 'retryFrom'],
    filterStatements: [only('batch'), 'ispresent(retryFrom)'],
    sort: '@timestamp desc',
    limit: 100,
  },
  'What was unavailable': {
    filterStatements: [only('unavailable')],
    statsStatements: ['count(*) as times, latest(reason) as example by port, bin(5m)'],
  },
};

/** Only where the function scores while the endpoint is away. */
export const FALLBACK_QUERIES = {
  'When the function stood in': {
    fields: ['@timestamp', 'decision', 'awaySince', 'reason'],
    filterStatements: [only('fallback')],
    sort: '@timestamp desc',
    limit: 100,
  },
};
