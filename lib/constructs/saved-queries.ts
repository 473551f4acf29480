import { type ILogGroup, QueryDefinition, QueryString } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { LOG_MESSAGES } from '../../contracts/log-lines.ts';

export interface SavedQueriesProps {
  /** Folder of the queries in Logs Insights. */
  readonly folder: string;
  readonly logGroup: ILogGroup;
  /** Whether the function scores while the endpoint is away. */
  readonly hasFallback: boolean;
}

/** The questions that people ask of the consumer's log, ready in Logs Insights. */
export class SavedQueries extends Construct {
  constructor(scope: Construct, id: string, { folder, logGroup, hasFallback }: SavedQueriesProps) {
    super(scope, id);
    const queries = hasFallback ? { ...QUERIES, ...FALLBACK_QUERIES } : QUERIES;
    for (const [name, queryString] of Object.entries(queries)) {
      new QueryDefinition(this, name.replaceAll(' ', ''), {
        queryDefinitionName: `${folder}/${name}`,
        queryString: new QueryString(queryString),
        logGroups: [logGroup],
      });
    }
  }
}

const only = (message: keyof typeof LOG_MESSAGES) => `message = "${LOG_MESSAGES[message]}"`;
const anyOf = (...messages: (keyof typeof LOG_MESSAGES)[]) =>
  `message in [${messages.map((message) => `"${LOG_MESSAGES[message]}"`).join(', ')}]`;

const QUERIES = {
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

const FALLBACK_QUERIES = {
  'When the function stood in': {
    fields: ['@timestamp', 'decision', 'awaySince', 'reason'],
    filterStatements: [only('fallback')],
    sort: '@timestamp desc',
    limit: 100,
  },
};
